import { useDeferredValue, useState } from 'react';
import { App, Input, InputNumber, Radio, Select } from 'antd';
import { changeManyPrices, previewPrices } from '../../../../src/registers/products/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { LeadingButton } from '../../../ui/act-button.tsx';
import { YuanInput } from '../../../ui/editor-form.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { Money } from '../../../ui/values.tsx';

type How = 'percent' | 'amount' | 'set';
const problems = {
  'no-price': words('没有原价，保持不变', 'No price to change: left as it is'), 'below-zero': words('调后为负，保持不变', 'Would be negative: left as it is'),
  'below-floor': words('低于最低售价，保持不变', 'Below its floor: left as it is'), 'above-price': words('最低售价会高于售价，保持不变', 'Floor above the price: left as it is'),
};

/** One rule for the prices of many products, with every SKU's old and new price before it is done (clause 4.1.2). */
export function BulkPrices({ productIds, onDone }: { productIds: string[]; onDone: () => void }) {
  const { t, tw } = useLanguage();
  const { message } = App.useApp();
  const change = useAct(changeManyPrices);
  const [which, setWhich] = useState<'price' | 'floor'>('price');
  const [how, setHow] = useState<How>('percent');
  const [percent, setPercent] = useState(-5);
  const [fen, setFen] = useState(0);
  const [less, setLess] = useState(true);
  const [roundTo, setRoundTo] = useState<1 | 10 | 100 | 1000>(10);
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const move = { productIds, which, how, roundTo, value: how === 'percent' ? Math.round(percent * 100) : how === 'amount' ? (less ? -fen : fen) : fen };
  const asked = useDeferredValue(move);
  const preview = useRead(previewPrices, { body: asked });
  const rows = preview.data?.rows ?? [];
  const changing = rows.filter((r) => r.problem === null && r.fromFen !== r.toFen).length;
  const save = async () => {
    setProblem(null);
    try {
      const { changed, refused } = await change.run({ body: { ...move, reason: reason.trim() } });
      void message.success(refused.length === 0 ? t(`已调整 ${changed} 个规格`, `${changed} SKUs changed`) : t(`已调整 ${changed} 个规格，${refused.length} 个保持不变`, `${changed} SKUs changed, ${refused.length} left as they are`));
      onDone();
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <form className="pr-form" onSubmit={(e) => { e.preventDefault(); if (changing > 0 && reason.trim().length >= 2) void save(); }}>
      <div className="dz-row pr-rule">
        <Radio.Group optionType="button" value={which} aria-label={t('调整什么', 'What')} onChange={(e) => setWhich(e.target.value as 'price' | 'floor')} options={[{ value: 'price', label: t('售价', 'Price') }, { value: 'floor', label: t('最低售价', 'Floor') }]} />
        <Select<How> value={how} aria-label={t('怎样调整', 'How')} onChange={setHow} style={{ width: 130 }} options={[{ value: 'percent', label: t('按百分比', 'By per cent') }, { value: 'amount', label: t('加减金额', 'By an amount') }, { value: 'set', label: t('统一改为', 'All to') }]} />
        {how === 'percent' ? <InputNumber value={percent} min={-99} max={1000} precision={2} suffix="%" aria-label={t('百分比', 'Per cent')} onChange={(n) => setPercent(n ?? 0)} style={{ width: 130 }} /> : <>
          {how === 'amount' && <Select value={less} onChange={setLess} style={{ width: 80 }} aria-label={t('加或减', 'More or less')} options={[{ value: true, label: t('降', 'less') }, { value: false, label: t('涨', 'more') }]} />}
          <span className="pr-yuan"><YuanInput value={fen} label={t('金额', 'Amount')} onChange={(n) => setFen(n ?? 0)} /></span></>}
        <Select value={roundTo} aria-label={t('取整', 'Rounded to')} onChange={setRoundTo} style={{ width: 130 }} options={[{ value: 1, label: t('精确到分', 'to the fen') }, { value: 10, label: t('取整到角', 'to the jiao') }, { value: 100, label: t('取整到元', 'to the yuan') }, { value: 1000, label: t('取整到十元', 'to ten yuan') }]} />
      </div>
      {preview.error && <ProblemNote small error={preview.error} onRetry={() => void preview.refetch()} />}
      <div className="dz-related-scroll pr-preview" tabIndex={0} role="group" aria-label={t('调整前后', 'Before and after')}>
        <table className="dz-related">
          <thead><tr><th scope="col">{t('规格', 'SKU')}</th><th scope="col" className="dz-right">{t('现在', 'Now')}</th><th scope="col" className="dz-right">{t('调后', 'Then')}</th><th scope="col" className="dz-right">{t('最低售价', 'Floor')}</th></tr></thead>
          <tbody>{rows.map((r) => (
            <tr key={r.code}><td className="pr-wrap"><span className="dz-mono">{r.code}</span><div className="dz-2">{[r.title, r.spec].filter(Boolean).join(' · ')}</div>{r.problem && <div className="dz-breach">{tw(problems[r.problem])}</div>}</td>
              <td className="dz-right"><Money fen={r.fromFen} /></td><td className="dz-right">{r.problem ? <s className="dz-2"><Money fen={r.toFen} /></s> : <b><Money fen={r.toFen} /></b>}</td><td className="dz-right"><Money fen={r.floorFen} /></td></tr>
          ))}</tbody>
        </table>
      </div>
      <label className="pr-reason"><span>{t('调价原因', 'Why')}</span><Input value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} /></label>
      {problem !== null && <ProblemNote small error={problem} />}
      <LeadingButton leadsTo={changeManyPrices} type="primary" htmlType="submit" loading={change.isPending} disabled={changing === 0 || reason.trim().length < 2}>{t(`调整 ${changing} 个规格`, `Change ${changing} SKUs`)}</LeadingButton>
    </form>
  );
}
