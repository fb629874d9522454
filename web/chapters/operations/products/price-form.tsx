import { useState } from 'react';
import { Button, Input } from 'antd';
import { changePrices, type readProduct } from '../../../../src/registers/products/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { LeadingButton } from '../../../ui/act-button.tsx';
import { YuanInput } from '../../../ui/editor-form.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { Money } from '../../../ui/values.tsx';

type Product = Answer<typeof readProduct>;
interface Typed { priceFen: number | null; floorFen: number | null; costFen: number | null }

/** New prices of a product's SKUs beside the old ones, with the reason that stays in the log (clause 4.1.2). */
export function PriceForm({ product, onSaved, onCancel }: { product: Product; onSaved: () => void; onCancel: () => void }) {
  const { t } = useLanguage();
  const change = useAct(changePrices);
  const skus = product.skus.filter((s) => s.active);
  const [typed, setTyped] = useState<Record<string, Typed>>(() => Object.fromEntries(skus.map((s) => [s.code, { priceFen: s.priceFen, floorFen: s.floorFen, costFen: s.costFen }])));
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const prices = skus.flatMap((s) => {
    const now = typed[s.code]!;
    const differs = { ...(now.priceFen !== s.priceFen ? { priceFen: now.priceFen } : {}), ...(now.floorFen !== s.floorFen ? { floorFen: now.floorFen } : {}), ...(product.costVisible && now.costFen !== s.costFen ? { costFen: now.costFen } : {}) };
    return Object.keys(differs).length > 0 ? [{ code: s.code, ...differs }] : [];
  });
  const wrong = skus.filter((s) => { const n = typed[s.code]!; return n.priceFen !== null && n.floorFen !== null && n.floorFen > n.priceFen; });
  const save = async () => {
    setProblem(null);
    try {
      await change.run({ params: { id: product.id }, body: { version: product.version, reason: reason.trim(), prices } });
      onSaved();
    } catch (error) {
      setProblem(error);
    }
  };
  const box = (code: string, which: keyof Typed, label: string) => (
    <YuanInput label={`${code} ${label}`} {...(typed[code]![which] === null ? {} : { value: typed[code]![which]! })} onChange={(fen) => setTyped((all) => ({ ...all, [code]: { ...all[code]!, [which]: fen ?? null } }))} />
  );
  return (
    <form className="pr-form" onSubmit={(e) => { e.preventDefault(); if (prices.length > 0 && wrong.length === 0 && reason.trim().length >= 2) void save(); }}>
      {skus.map((s) => (
        <fieldset key={s.id} className="pr-sku">
          <legend><span className="dz-mono">{s.code}</span> <span className="dz-2">{s.spec}</span></legend>
          <label><span>{t('售价，现 ', 'Price, now ')}<Money fen={s.priceFen} /></span>{box(s.code, 'priceFen', t('售价', 'price'))}</label>
          <label><span>{t('最低售价，现 ', 'Floor, now ')}<Money fen={s.floorFen} /></span>{box(s.code, 'floorFen', t('最低售价', 'floor'))}</label>
          {product.costVisible && <label><span>{t('成本，现 ', 'Cost, now ')}<Money fen={s.costFen} /></span>{box(s.code, 'costFen', t('成本', 'cost'))}</label>}
          {wrong.includes(s) && <p className="dz-breach" role="alert">{t('最低售价高于售价：低于最低价的订单会被拦下，这样谁都买不了。', 'The floor is above the price: nobody could buy it without being held.')}</p>}
        </fieldset>
      ))}
      <label className="pr-reason"><span>{t('调价原因', 'Why')}</span><Input value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} placeholder={t('例如：双十二活动、进价上涨', 'For example: a campaign, dearer purchase')} /></label>
      {problem !== null && <ProblemNote small error={problem} />}
      <div className="dz-row">
        <LeadingButton leadsTo={changePrices} type="primary" htmlType="submit" loading={change.isPending} disabled={prices.length === 0 || wrong.length > 0 || reason.trim().length < 2}>{t(`调价（${prices.length} 个规格）`, `Change ${prices.length} SKUs`)}</LeadingButton>
        <Button onClick={onCancel}>{t('取消', 'Cancel')}</Button>
      </div>
    </form>
  );
}
