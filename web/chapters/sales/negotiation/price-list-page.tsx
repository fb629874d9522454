import { useState } from 'react';
import { Button, DatePicker, Input, InputNumber, Select } from 'antd';
import dayjs from 'dayjs';
import { useParams, useRouter } from '@tanstack/react-router';
import { customerClassWords, endPriceListAct, readPriceList, savePriceListAct } from '../../../../src/chapters/sales/negotiation/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { parseYuan } from '../../../../src/kernel/money.ts';
import { ActButton, LeadingButton } from '../../../ui/act-button.tsx';
import { YuanInput } from '../../../ui/editor-form.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { now } from '../../../ui/now.ts';
import { ProblemNote } from '../../../ui/problem.tsx';
import { RecordOf } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, Money } from '../../../ui/values.tsx';
import { Page } from '../../../shell/page.tsx';
import { SkuBox } from '../orders/entry/sku-box.tsx';
import './negotiation.css';
import { dayOf } from '../../../ui/format.ts';

type List = Answer<typeof readPriceList>;
interface Entry { key: number; code: string; title: string; minQuantity: number; unitFen: number; ownFen: number | null }

export default function PriceListPage() {
  const { id = '' } = useParams({ strict: false });
  return id === 'new' ? <Editor list={null} /> : <Known id={id} />;
}
const Known = ({ id }: { id: string }) => <RecordOf read={useRead(readPriceList, { params: { id } }, { topics: ['sales'] })}>{(l) => <Editor key={l.version} list={l} />}</RecordOf>;

let keys = 0;
/** Rows as they are copied out of a spreadsheet: code, from quantity, price. What is no such row is named. */
export function pastedRows(text: string): { rows: { code: string; minQuantity: number; unitFen: number }[]; wrong: string[] } {
  const wrong: string[] = [];
  const rows = text.split(/\r?\n/).filter((l) => l.trim() !== '').flatMap((line) => {
    const [code = '', quantity = '', price = ''] = line.split('\t').map((c) => c.trim());
    try {
      if (!/^\d+$/.test(quantity) || Number(quantity) < 1) throw new RangeError(quantity);
      return [{ code, minQuantity: Number(quantity), unitFen: Number(parseYuan(price)) }];
    } catch {
      // A heading, or a row that is none: said to the person, who sees it in his spreadsheet.
      wrong.push(line.slice(0, 60));
      return [];
    }
  });
  return { rows, wrong };
}

function Editor({ list }: { list: List | null }) {
  const { t, tw } = useLanguage();
  const router = useRouter();
  const save = useAct(savePriceListAct);
  const end = useAct(endPriceListAct);
  const [head, setHead] = useState({ name: list?.name ?? '', customerClass: list?.customerClass ?? null, platform: list?.platform ?? '', from: list?.from ?? dayOf(now()), to: list?.to ?? null, note: list?.note ?? '' });
  const [entries, setEntries] = useState<Entry[]>(() => (list?.prices ?? []).map((p) => ({ key: (keys += 1), code: p.code, title: [p.title, p.spec].filter(Boolean).join(' '), minQuantity: p.minQuantity, unitFen: p.unitFen, ownFen: p.ownFen })));
  const [wrong, setWrong] = useState<string[]>([]);
  const [problem, setProblem] = useState<unknown>(null);
  const may = list?.mayChange ?? true;
  const set = (key: number, more: Partial<Entry>) => setEntries((all) => all.map((e) => (e.key === key ? { ...e, ...more } : e)));
  const paste = (text: string) => {
    const { rows, wrong: bad } = pastedRows(text);
    setWrong(bad);
    setEntries((all) => [...all.filter((e) => !rows.some((r) => r.code === e.code && r.minQuantity === e.minQuantity)), ...rows.map((r) => ({ key: (keys += 1), title: all.find((e) => e.code === r.code)?.title ?? '', ownFen: all.find((e) => e.code === r.code)?.ownFen ?? null, ...r }))]);
  };
  const send = async () => {
    try {
      const made = await save.run({ body: { id: list?.id ?? null, version: list?.version ?? 0, list: { ...head, platform: head.platform.trim() || null, entries: entries.map(({ code, minQuantity, unitFen }) => ({ code, minQuantity, unitFen })) } } });
      setProblem(null);
      if (!list) router.history.push(`/sales/price-lists/${made.id}`);
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <Page title={list ? head.name : t('新建价目表', 'New price list')} rule={['2.2.3']} primary={<>
      {list && <Button href={`/api/price-lists/${list.id}/file`}>{t('导出 Excel', 'Export')}</Button>}
      {list && may && list.state !== 'past' && <ActButton act={end} label={t('今天起终止', 'End it today')} confirm={t('从明天起不再按此表报价。', 'From tomorrow on quotes no longer use it.')} run={() => end.run({ params: { id: list.id }, body: { version: list.version, lastDay: dayOf(now()) } })} />}
      {may && <LeadingButton leadsTo={savePriceListAct} type="primary" loading={save.isPending} disabled={head.name.trim().length < 2 || entries.length === 0} onClick={() => void send()}>{t('保存', 'Save')}</LeadingButton>}
    </>}>
      <section className="dz-card"><div className="neg-form">
        <label><span>{t('名称', 'Name')}</span><Input value={head.name} maxLength={80} onChange={(e) => setHead((h) => ({ ...h, name: e.target.value }))} /></label>
        <label><span>{t('客户类别', 'Class')}</span><Select value={head.customerClass} onChange={(v) => setHead((h) => ({ ...h, customerClass: v }))} options={[{ value: null, label: t('所有', 'Everyone') }, ...Object.entries(customerClassWords).map(([value, w]) => ({ value: value as 'normal', label: tw(w) }))]} /></label>
        <label><span>{t('渠道（平台代码，空为所有）', 'Channel (code; empty = all)')}</span><Input value={head.platform} maxLength={30} onChange={(e) => setHead((h) => ({ ...h, platform: e.target.value }))} placeholder="taobao" /></label>
        <label><span>{t('自', 'From')}</span><DatePicker allowClear={false} value={dayjs(head.from)} onChange={(d) => { if (d) setHead((h) => ({ ...h, from: d.format('YYYY-MM-DD') })); }} /></label>
        <label><span>{t('至（空为长期）', 'To (empty = open)')}</span><DatePicker value={head.to ? dayjs(head.to) : null} onChange={(d) => setHead((h) => ({ ...h, to: d ? d.format('YYYY-MM-DD') : null }))} /></label>
        <label><span>{t('说明', 'Note')}</span><Input value={head.note} maxLength={300} onChange={(e) => setHead((h) => ({ ...h, note: e.target.value }))} /></label>
      </div></section>
      <section className="dz-card neg-stack">
        <h2>{t('价格', 'Prices')}<span className="dz-2">{entries.length}</span></h2>
        <div className="neg-scroll"><table className="neg-grid dz-sheet-sticky">
          <thead><tr><th>{t('商家编码', 'Code')}</th><th>{t('品名', 'Title')}</th><th className="dz-right">{t('起订量', 'From quantity')}</th><th className="dz-right">{t('单价', 'Unit price')}</th><th className="dz-right">{t('售价', 'Own price')}</th><th /></tr></thead>
          <tbody>{entries.map((e) => (
            <tr key={e.key}><td><IdTag value={e.code} /></td><td>{e.title}</td>
              <td className="dz-right"><InputNumber size="small" min={1} precision={0} value={e.minQuantity} onChange={(v) => set(e.key, { minQuantity: v ?? 1 })} aria-label={t('起订量', 'From quantity')} /></td>
              <td className="dz-right"><YuanInput value={e.unitFen} label={t('单价', 'Unit price')} onChange={(fen) => set(e.key, { unitFen: fen ?? 0 })} /></td><td className="dz-right"><Money fen={e.ownFen} /></td>
              <td>{may && <Button size="small" type="text" onClick={() => setEntries((all) => all.filter((x) => x.key !== e.key))}>{t('移除', 'Remove')}</Button>}</td></tr>
          ))}</tbody>
        </table></div>
        {may && <>
          <SkuBox warehouse={null} onChoose={(sku) => setEntries((all) => [...all, { key: (keys += 1), code: sku.code, title: [sku.title, sku.spec].filter(Boolean).join(' '), minQuantity: 1, unitFen: sku.priceFen ?? 0, ownFen: sku.priceFen }])} />
          <Input.TextArea rows={2} value="" onPaste={(e) => { e.preventDefault(); paste(e.clipboardData.getData('text')); }} onChange={() => undefined} placeholder={t('从 Excel 复制三列（商家编码、起订量、单价），粘贴到这里', 'Paste three columns from a spreadsheet here: code, from quantity, price')} aria-label={t('粘贴价格', 'Paste prices')} />
          {wrong.length > 0 && <p className="dz-soon" role="status">{t(`有 ${wrong.length} 行不是价格，已略过：`, `${wrong.length} rows are no prices and were left out: `)}{wrong.slice(0, 3).join(' / ')}</p>}
        </>}
        {problem !== null && <ProblemNote small error={problem} />}
      </section>
    </Page>
  );
}
