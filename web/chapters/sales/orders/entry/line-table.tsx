import { useEffect, useRef } from 'react';
import { Button, Checkbox, InputNumber, type InputRef } from 'antd';
import { DeleteOutlined } from '@ant-design/icons';
import { YuanInput } from '../../../../ui/editor-form.tsx';
import { useT } from '../../../../ui/language.tsx';
import { Money, Num } from '../../../../ui/values.tsx';
import { withSku, type EntryLine, type Figures } from './entry-order.ts';
import { SkuBox } from './sku-box.tsx';

/** The goods: search or scan, quantity, price. Enter in a quantity goes back to the search, so that the next article can follow. */
export function LineTable({ lines, onLines, figures, warehouse }: { lines: readonly EntryLine[]; onLines: (lines: readonly EntryLine[]) => void; figures: Figures; warehouse: string | null }) {
  const t = useT();
  const box = useRef<InputRef>(null);
  const table = useRef<HTMLTableElement>(null);
  const set = (id: string, more: Partial<EntryLine>) => onLines(lines.map((l) => (l.sku.id === id ? { ...l, ...more } : l)));
  const added = useRef<string | null>(null);
  // The quantity of what was just added is typed next.
  useEffect(() => {
    if (added.current === null) return;
    table.current?.querySelector<HTMLInputElement>(`[data-sku="${added.current}"] input`)?.select();
    added.current = null;
  }, [lines]);
  return (
    <section className="dz-card oe-part">
      <h2>{t('商品', 'Goods')}<span className="dz-2">{t(`${figures.units} 件`, `${figures.units} units`)}</span></h2>
      <SkuBox boxRef={box} warehouse={warehouse} onChoose={(sku) => { added.current = sku.id; onLines(withSku(lines, sku)); }} />
      {lines.length > 0 && (
        <div className="dz-related-scroll" tabIndex={0} role="group" aria-label={t('商品明细', 'Lines')}>
          <table className="dz-related oe-lines" ref={table}>
            <thead><tr><th scope="col">{t('商品', 'Article')}</th><th scope="col" className="dz-right">{t('可用', 'Free')}</th><th scope="col" className="dz-right">{t('数量', 'Quantity')}</th><th scope="col" className="dz-right">{t('单价', 'Unit price')}</th><th scope="col" className="dz-right">{t('小计', 'Amount')}</th><th scope="col"><span className="dz-sr">{t('移除', 'Remove')}</span></th></tr></thead>
            <tbody>{lines.map((l, i) => {
              const f = figures.lines[i]!;
              return (
                <tr key={l.sku.id}>
                  <td><span className="dz-mono">{l.sku.code}</span><div className="dz-2">{l.sku.title}{l.sku.spec ? ` · ${l.sku.spec}` : ''}</div>
                    {f.missing > 0 && <div className="dz-soon">{t(`缺 ${f.missing} 件`, `${f.missing} missing`)}</div>}
                    {f.belowFloor && <div className="dz-breach">{t('低于最低售价，审单会拦下', 'Below the floor: review will hold it')}</div>}</td>
                  <td className="dz-right"><Num value={l.sku.onHand === null ? null : l.sku.onHand - l.sku.reserved} /></td>
                  <td className="dz-right" data-sku={l.sku.id}><InputNumber min={1} max={100_000} precision={0} value={l.quantity} aria-label={t(`${l.sku.code} 数量`, `Quantity of ${l.sku.code}`)} style={{ width: 84 }}
                    onChange={(n) => set(l.sku.id, { quantity: Number(n ?? 1) })} onPressEnter={(e) => { if (!e.ctrlKey && !e.metaKey) box.current?.focus(); }} /></td>
                  <td className="dz-right oe-price"><Checkbox checked={l.gift ?? false} onChange={(e) => set(l.sku.id, { gift: e.target.checked })}>{t('赠品', 'Gift')}</Checkbox>{!l.gift && <YuanInput key={l.sku.id} {...(l.unitFen === null ? {} : { value: l.unitFen })} label={t(`${l.sku.code} 单价`, `Unit price of ${l.sku.code}`)} onChange={(fen) => set(l.sku.id, { unitFen: fen ?? null })} />}</td>
                  <td className="dz-right"><Money fen={f.grossFen} /></td>
                  <td><Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t(`移除 ${l.sku.code}`, `Remove ${l.sku.code}`)} onClick={() => { onLines(lines.filter((x) => x !== l)); box.current?.focus(); }} /></td>
                </tr>
              );
            })}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}
