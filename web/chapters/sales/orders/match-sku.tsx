import { useState } from 'react';
import { Button, Checkbox, Popover } from 'antd';
import { matchLineAct } from '../../../../src/chapters/sales/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { useT } from '../../../ui/language.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { Money, Num } from '../../../ui/values.tsx';
import type { EntrySku } from './entry/entry-order.ts';
import { SkuBox } from './entry/sku-box.tsx';
import './entry/order-entry.css';

/** A line whose article is asked for. `skuCode` where it has one already that is the wrong one. */
export interface LineToMatch { readonly id: string; readonly outerSku: string | null; readonly title: string; readonly spec?: string | null; readonly skuCode?: string | null }

/** Which of our articles a line is: found by code, barcode, name or pinyin, taken with Enter, and if wanted for every line with the same code. */
export function MatchForm({ line, onDone, onCancel }: { line: LineToMatch; onDone: (matched: number) => void; onCancel?: () => void }) {
  const t = useT();
  const match = useAct(matchLineAct);
  const [sku, setSku] = useState<EntrySku | null>(null);
  const [alike, setAlike] = useState(true);
  const [keep, setKeep] = useState(true);
  const code = line.outerSku;
  const run = async () => {
    if (sku) onDone((await match.run({ params: { id: line.id }, body: { skuCode: sku.code, allAlike: alike && code !== null, keep: keep && code !== null } })).matched);
  };
  return (
    <form className="dz-stack" style={{ maxWidth: 560 }} onSubmit={(e) => e.preventDefault()} onKeyDown={(e) => { if (e.key === 'Escape' && !e.defaultPrevented) onCancel?.(); }}>
      <p className="dz-2">{t(`“${[line.title, line.spec].filter(Boolean).join(' ')}”是本公司的哪个商品？`, `Which article of ours is “${[line.title, line.spec].filter(Boolean).join(' ')}”?`)}</p>
      {sku === null ? <SkuBox warehouse={null} onChoose={setSku} autoFocus label={t('查找商品', 'Find the article')} hint={t('扫条码，或输入编码、名称、拼音，回车选中', 'Scan, or type a code, name or pinyin; Enter takes it')} /> : (
        <p className="dz-row" style={{ flexWrap: 'wrap' }}>
          <b className="dz-mono">{sku.code}</b><span>{[sku.title, sku.spec].filter(Boolean).join(' · ')}</span><span className="dz-2">{t('可用', 'free')} <Num value={sku.onHand === null ? null : sku.onHand - sku.reserved} /></span><Money fen={sku.priceFen} />
          <Button size="small" type="link" onClick={() => setSku(null)}>{t('换一个', 'Another')}</Button>
        </p>
      )}
      {code !== null && (
        <>
          <Checkbox checked={alike} onChange={(e) => setAlike(e.target.checked)}>{t(`待处理订单里的其他“${code}”也匹配`, `Also the other “${code}” in orders that wait`)}</Checkbox>
          <Checkbox checked={keep} onChange={(e) => setKeep(e.target.checked)}>{t(`以后本店铺的“${code}”都自动匹配`, `And every later “${code}” of this store`)} <a href="/sales/sku-matches">{t('已记住的匹配', 'Kept matches')}</a></Checkbox>
        </>
      )}
      <p className="dz-row">
        {sku && <ActButton act={match} primary autoFocus label={t('匹配', 'Match')} done={t('已匹配，重新审单', 'Matched; it is reviewed again')} run={run} />}
        {onCancel && <Button onClick={onCancel}>{t('取消', 'Cancel')}</Button>}
      </p>
    </form>
  );
}

/** The same in a bubble, where a line stands in a table. */
export function MatchSku({ line }: { line: LineToMatch }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <Popover trigger="click" open={open} onOpenChange={setOpen} destroyOnHidden title={t('匹配商品', 'Match the article')} content={<MatchForm line={line} onDone={() => setOpen(false)} />}>
      <Button size="small" danger title={line.outerSku ?? undefined}>{t('匹配商品', 'Match')}</Button>
    </Popover>
  );
}
