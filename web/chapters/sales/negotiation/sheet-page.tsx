import { useState } from 'react';
import { Button, Input } from 'antd';
import { useParams } from '@tanstack/react-router';
import { readSheet, saveSheetAct, saveSheetBody } from '../../../../src/chapters/sales/negotiation/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { RecordOf } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';
import { Page } from '../../../shell/page.tsx';
import './negotiation.css';

type Sheet = NonNullable<Answer<typeof readSheet>['sheet']>;
const empty: Sheet = { features: '', advantages: '', usage: '', afterSales: '', cases: [], reviews: [] };

export default function SheetPage() {
  const { id = '' } = useParams({ strict: false });
  return <RecordOf read={useRead(readSheet, { params: { id } }, { topics: ['sales'] })}>{(s) => <Editor key={s.version} s={s} />}</RecordOf>;
}

/** What customers are told of a product; left the words, right as the customer reads them. */
function Editor({ s }: { s: Answer<typeof readSheet> }) {
  const { t } = useLanguage();
  const save = useAct(saveSheetAct);
  const [sheet, setSheet] = useState<Sheet>(s.sheet ?? empty);
  const set = (more: Partial<Sheet>) => setSheet((x) => ({ ...x, ...more }));
  const parts = [['features', t('特点', 'Features')], ['advantages', t('优势', 'Advantages')], ['usage', t('用法', 'Use')], ['afterSales', t('售后保障', 'After-sales service')]] as const;
  const good = saveSheetBody.safeParse(sheet).success;
  return (
    <Page title={s.title} number={s.code} rule={['2.2.2']} primary={<><a href={`/operations/products/${s.productId}`}>{t('商品', 'Product')}</a><ActButton act={save} primary label={t('保存', 'Save')} done={t('已保存', 'Saved')} {...(good ? {} : { refused: { detail: t('特点、优势、用法和售后保障都要写，案例和评价不能留空行。', 'Write all four parts; cases and reviews may not be empty.') } })}
      run={() => save.run({ params: { id: s.productId }, body: { version: s.version, sheet } })} /></>}>
      <div className="neg-two">
        <section className="dz-card neg-stack">
          {parts.map(([key, label]) => <label key={key}><span>{label}</span><Input.TextArea rows={2} maxLength={2_000} value={sheet[key]} onChange={(e) => set({ [key]: e.target.value })} /></label>)}
          <b>{t('案例', 'Cases')}</b>
          {sheet.cases.map((c, i) => (
            // oxlint-disable-next-line no-array-index-key
            <div key={i} className="neg-stack"><Input value={c.title} maxLength={100} placeholder={t('谁、什么场合', 'Who, when')} aria-label={t('案例标题', 'Case')} onChange={(e) => set({ cases: sheet.cases.map((x, n) => (n === i ? { ...x, title: e.target.value } : x)) })} /><Input.TextArea value={c.text} maxLength={1_000} rows={2} aria-label={t('案例内容', 'What happened')} onChange={(e) => set({ cases: sheet.cases.map((x, n) => (n === i ? { ...x, text: e.target.value } : x)) })} /><Button size="small" onClick={() => set({ cases: sheet.cases.filter((_, n) => n !== i) })}>{t('移除案例', 'Remove')}</Button></div>
          ))}
          <Button size="small" disabled={sheet.cases.length >= 10} onClick={() => set({ cases: [...sheet.cases, { title: '', text: '' }] })}>{t('加案例', 'Add a case')}</Button>
          <b>{t('评价', 'Reviews')}</b>
          {sheet.reviews.map((r, i) => (
            // oxlint-disable-next-line no-array-index-key
            <div key={i} className="dz-row"><Input value={r.who} maxLength={60} placeholder={t('谁', 'Who')} aria-label={t('谁', 'Who')} onChange={(e) => set({ reviews: sheet.reviews.map((x, n) => (n === i ? { ...x, who: e.target.value } : x)) })} /><Input value={r.text} maxLength={500} aria-label={t('评价', 'Review')} onChange={(e) => set({ reviews: sheet.reviews.map((x, n) => (n === i ? { ...x, text: e.target.value } : x)) })} /><Button size="small" type="text" onClick={() => set({ reviews: sheet.reviews.filter((_, n) => n !== i) })}>{t('移除', 'Remove')}</Button></div>
          ))}
          <Button size="small" disabled={sheet.reviews.length >= 20} onClick={() => set({ reviews: [...sheet.reviews, { who: '', text: '' }] })}>{t('加评价', 'Add a review')}</Button>
        </section>
        <section className="dz-card"><h2>{t('客户看到的', 'As the customer sees it')}<span className="dz-grow" />{s.updatedAt !== null && <span className="dz-2">{s.updatedBy} <When at={s.updatedAt} /></span>}</h2>
          <div className="neg-text"><h3>{s.title}</h3>{parts.map(([key, label]) => sheet[key] && <p key={key}><b>{label}</b><br />{sheet[key]}</p>)}{sheet.cases.map((c) => <p key={c.title + c.text}><b>{t('案例', 'Case')}：{c.title}</b><br />{c.text}</p>)}{sheet.reviews.map((r) => <p key={r.who + r.text}>“{r.text}” <span className="dz-2">{r.who}</span></p>)}</div>
        </section>
      </div>
    </Page>
  );
}
