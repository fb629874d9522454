import { useId, useRef, useState } from 'react';
import { Input, type InputRef } from 'antd';
import { listSkus } from '../../../../../src/registers/products/contract.ts';
import { call } from '../../../../ui/api.ts';
import { useT } from '../../../../ui/language.tsx';
import { useRead } from '../../../../ui/use-api.ts';
import { Money, Num } from '../../../../ui/values.tsx';
import { useActProblem } from '../../../../ui/act-button.tsx';
import type { EntrySku } from './entry-order.ts';

/** Finds a SKU by code, barcode, name or pinyin. Enter takes the marked one; a scanner's Enter need not wait for the list. */
export function SkuBox({ warehouse, onChoose, boxRef, label, hint, autoFocus }: { warehouse: string | null; onChoose: (sku: EntrySku) => void; boxRef?: React.Ref<InputRef>; label?: string; hint?: string; autoFocus?: boolean }) {
  const t = useT();
  const problem = useActProblem();
  const listId = useId();
  const [typed, setTyped] = useState('');
  const [marked, setMarked] = useState(0);
  const [open, setOpen] = useState(false);
  const [unknown, setUnknown] = useState<string | null>(null);
  const asking = useRef(false);
  const query = (q: string) => ({ q, limit: '12', ...(warehouse ? { warehouse } : {}) });
  const found = useRead(listSkus, { query: query(typed.trim()) }, { enabled: typed.trim() !== '' });
  const fresh = !found.isPlaceholderData && !found.isFetching;
  const rows = typed.trim() === '' ? [] : (found.data?.rows ?? []);

  const take = (sku: EntrySku) => {
    setTyped('');
    setMarked(0);
    setOpen(false);
    setUnknown(null);
    onChoose(sku);
  };
  const enter = async () => {
    const q = typed.trim();
    if (q === '' || asking.current) return;
    if (fresh && rows[marked]) return take(rows[marked]);
    asking.current = true;
    try {
      const [first] = (await call(listSkus, { query: query(q) })).rows;
      if (first) take(first);
      else setUnknown(q);
    } catch (error) {
      problem(error);
    } finally {
      asking.current = false;
    }
  };
  return (
    <div className="oe-box">
      <Input {...(boxRef ? { ref: boxRef } : {})} value={typed} role="combobox" aria-expanded={open && rows.length > 0} aria-controls={listId} aria-autocomplete="list" aria-label={label ?? t('添加商品', 'Add an article')} autoFocus={autoFocus ?? false}
        placeholder={hint ?? t('扫条码，或输入编码、名称、拼音，回车加入', 'Scan, or type a code, name or pinyin; Enter adds it')} autoComplete="off"
        onChange={(e) => { setTyped(e.target.value); setMarked(0); setOpen(true); setUnknown(null); }} onFocus={() => setOpen(true)} onBlur={() => setTimeout(() => setOpen(false), 150)}
        onKeyDown={(e) => {
          if (e.key === 'Enter' && !e.ctrlKey && !e.metaKey) { e.preventDefault(); void enter(); }
          else if (e.key === 'ArrowDown') { e.preventDefault(); setMarked((n) => Math.min(rows.length - 1, n + 1)); }
          else if (e.key === 'ArrowUp') { e.preventDefault(); setMarked((n) => Math.max(0, n - 1)); }
          else if (e.key === 'Escape') setOpen(false);
        }} />
      {unknown !== null && <p className="dz-breach" role="alert">{t(`没有在售的商品“${unknown}”。请核对编码，或先在“商品”里建立。`, `Nothing on sale is called “${unknown}”. Check it, or create the product first.`)}</p>}
      {open && rows.length > 0 && (
        <ul id={listId} role="listbox" className="oe-list" aria-label={t('找到的商品', 'Articles found')}>
          {rows.map((sku, i) => (
            <li key={sku.id} role="option" aria-selected={i === marked} onMouseDown={(e) => { e.preventDefault(); take(sku); }} onMouseEnter={() => setMarked(i)}>
              <span className="dz-mono">{sku.code}</span> <span className="dz-grow dz-cut">{sku.title}{sku.spec ? ` · ${sku.spec}` : ''}</span>
              <span className="dz-2">{t('可用', 'free')} <Num value={sku.onHand === null ? null : sku.onHand - sku.reserved} /></span> <Money fen={sku.priceFen} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
