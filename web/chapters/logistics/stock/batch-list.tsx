import { useMemo, useState } from 'react';
import { DatePicker, Input, InputNumber, Select } from 'antd';
import dayjs from 'dayjs';
import { batchAges, batchDecisions, correctBatch, decideBatch, listBatches, moveToBatch, readBatch, readPlaces } from '../../../../src/registers/products/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { ListPage } from '../../../ui/list-page.tsx';
import { RecordOf, RelatedTable } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, Num, When } from '../../../ui/values.tsx';
import { Counted } from './counted.tsx';
import { Age, ageWords, BatchNo, decisionWords, Left, type BatchRow } from './batch-parts.tsx';
import { AdjustForm } from './dialogs.tsx';
import { MovementPaper } from './movement-paper.tsx';
import { movementWords } from './movement-words.ts';

type Batch = Answer<typeof readBatch>;

const columns: Column<BatchRow>[] = [
  { key: 'code', title: words('商家编码', 'SKU code'), width: 150, fixed: true, sort: 'up', render: (b) => <IdTag value={b.code} /> },
  { key: 'title', title: words('商品', 'Product'), width: 'minmax(120px, 2fr)', render: (b) => <span className="dz-cut">{b.title}{b.spec ? <span className="dz-2"> · {b.spec}</span> : null}</span> },
  { key: 'batch', title: words('批号', 'Batch'), width: 140, render: (b) => <span className="dz-cut"><BatchNo no={b.batchNo} /></span> },
  { key: 'warehouse', title: words('仓库', 'Warehouse'), width: 110, render: (b) => <span className="dz-cut">{b.warehouse ?? '—'}</span> },
  { key: 'expires', title: words('到期日', 'Expires on'), width: 110, sort: 'up', render: (b) => b.expiresOn ?? '—' },
  { key: 'left', title: words('剩余', 'Left'), width: 100, render: (b) => <Left days={b.daysLeft} /> },
  { key: 'age', title: words('状态', 'State'), width: 140, render: (b) => <Age age={b.age} /> },
  { key: 'onHand', title: words('现存', 'On hand'), width: 80, align: 'right', render: (b) => <Num value={b.onHand} /> },
  { key: 'picked', title: words('已拣', 'Picked'), width: 80, align: 'right', render: (b) => <Num value={b.picked} /> },
  { key: 'decision', title: words('处理', 'Decision'), width: 110, render: (b) => <Decision of={b} /> },
];

function Decision({ of }: { of: Pick<BatchRow, 'decision'> }) {
  const { tw } = useLanguage();
  return <>{of.decision === null ? '—' : tw(decisionWords[of.decision])}</>;
}

/** What becomes of it before it expires. */
function Decide({ batch }: { batch: Batch }) {
  const { t, tw } = useLanguage();
  const act = useAct(decideBatch);
  const [decision, setDecision] = useState<(typeof batchDecisions)[number]>(batch.decision ?? 'promote');
  const [note, setNote] = useState('');
  return (
    <form className="dz-row" style={{ flexWrap: 'wrap' }} onSubmit={(e) => e.preventDefault()}>
      <Select value={decision} onChange={setDecision} options={batchDecisions.map((value) => ({ value, label: tw(decisionWords[value]) }))} aria-label={t('处理', 'Decision')} style={{ minWidth: 120 }} />
      <Input value={note} maxLength={300} onChange={(e) => setNote(e.target.value)} placeholder={t('怎么做，如：第二件半价', 'How, e.g. second one half price')} aria-label={t('处理说明', 'How')} style={{ width: 200 }} />
      <ActButton act={act} label={t('决定', 'Decide')} done={t('已决定', 'Decided')} {...(note.trim().length >= 2 ? {} : { refused: { detail: t('请先写明怎么做。', 'Say how first.') } })} run={() => act.run({ params: { id: batch.id }, body: { version: batch.version, decision, note: note.trim() } })} onDone={() => setNote('')} />
    </form>
  );
}

function Day({ value, onChange, label }: { value: string | null; onChange: (day: string | null) => void; label: string }) {
  return <DatePicker value={value ? dayjs(value) : null} onChange={(d) => onChange(d ? d.format('YYYY-MM-DD') : null)} placeholder={label} aria-label={label} style={{ width: 140 }} />;
}

/** Of no batch yet: look at the goods and say it. */
function SayBatch({ row }: { row: BatchRow }) {
  const t = useT();
  const act = useAct(moveToBatch);
  const [said, setSaid] = useState({ batchNo: '', quantity: row.onHand as number | null, producedOn: null as string | null, expiresOn: null as string | null });
  return (
    <form className="dz-row" style={{ flexWrap: 'wrap' }} onSubmit={(e) => e.preventDefault()}>
      <Input value={said.batchNo} maxLength={60} onChange={(e) => setSaid({ ...said, batchNo: e.target.value })} placeholder={t('批号', 'Batch number')} aria-label={t('批号', 'Batch number')} style={{ width: 140 }} />
      <Day value={said.producedOn} onChange={(producedOn) => setSaid({ ...said, producedOn })} label={t('生产日期', 'Made on')} />
      <Day value={said.expiresOn} onChange={(expiresOn) => setSaid({ ...said, expiresOn })} label={t('到期日', 'Expires on')} />
      <InputNumber value={said.quantity} min={1} {...(row.onHand === null ? {} : { max: row.onHand })} precision={0} onChange={(quantity) => setSaid({ ...said, quantity })} aria-label={t('数量', 'Quantity')} style={{ width: 88 }} />
      <ActButton act={act} primary label={t('登记批号', 'Say the batch')} done={t('已登记', 'Recorded')} {...(said.batchNo.trim() !== '' && said.quantity ? {} : { refused: { detail: t('请先填写批号和数量。', 'Enter number and quantity first.') } })}
        run={() => act.run({ params: { id: row.batchId }, body: { warehouseId: row.warehouseId, quantity: said.quantity!, batchNo: said.batchNo.trim(), producedOn: said.producedOn, expiresOn: said.expiresOn, reason: t('查看实物后登记', 'Looked at the goods') } })} />
    </form>
  );
}

function Correct({ batch }: { batch: Batch }) {
  const t = useT();
  const act = useAct(correctBatch);
  const [is, setIs] = useState({ batchNo: batch.batchNo, producedOn: batch.producedOn, expiresOn: batch.expiresOn, reason: '' });
  return (
    <form className="dz-row" style={{ flexWrap: 'wrap' }} onSubmit={(e) => e.preventDefault()}>
      <Input value={is.batchNo} maxLength={60} onChange={(e) => setIs({ ...is, batchNo: e.target.value })} aria-label={t('批号', 'Batch number')} style={{ width: 140 }} />
      <Day value={is.producedOn} onChange={(producedOn) => setIs({ ...is, producedOn })} label={t('生产日期', 'Made on')} />
      <Day value={is.expiresOn} onChange={(expiresOn) => setIs({ ...is, expiresOn })} label={t('到期日', 'Expires on')} />
      <Input value={is.reason} maxLength={200} onChange={(e) => setIs({ ...is, reason: e.target.value })} placeholder={t('为什么更正', 'Why')} aria-label={t('为什么更正', 'Why')} style={{ width: 160 }} />
      <ActButton act={act} label={t('更正', 'Correct')} done={t('已更正', 'Corrected')} {...(is.batchNo.trim() !== '' && is.reason.trim().length >= 2 ? {} : { refused: { detail: t('请先写明为什么更正。', 'Say why first.') } })}
        run={() => act.run({ params: { id: batch.id }, body: { version: batch.version, batchNo: is.batchNo.trim(), producedOn: is.producedOn, expiresOn: is.expiresOn, reason: is.reason.trim() } })} />
    </form>
  );
}

const heading = { margin: '14px 0 4px' };

function Work({ batch, row }: { batch: Batch; row: BatchRow }) {
  const { t, tw } = useLanguage();
  const due = row.age === 'expiring' || row.age === 'too-old' || row.age === 'expired';
  return (
    <>
      <p>{batch.title}{batch.spec ? ` · ${batch.spec}` : ''} <span className="dz-2">{row.warehouse}</span></p>
      <p><Age age={row.age} /> {t(`生产 ${batch.producedOn ?? '—'}，到期 ${batch.expiresOn ?? '—'}`, `Made ${batch.producedOn ?? '—'}, expires ${batch.expiresOn ?? '—'}`)}{row.daysLeft !== null && <> · <Left days={row.daysLeft} /></>}</p>
      {batch.decision && <p>{t('处理：', 'Decision: ')}<b>{tw(decisionWords[batch.decision])}</b> {batch.decisionNote} <span className="dz-2">{batch.decidedBy} <When at={batch.decidedAt} /></span></p>}
      {batch.batchNo === '' ? <><h3 style={heading}>{t('登记批号', 'Say the batch')}</h3><SayBatch row={row} /></> : <>
        {due && <><h3 style={heading}>{t('临期处理', 'What becomes of it')}</h3><Decide batch={batch} /></>}
        <h3 style={heading}>{t('这一批的数量调整（如过期报废）', 'Adjust this batch (e.g. scrapped)')}</h3><AdjustForm of={row} batchId={batch.id} />
        <h3 style={heading}>{t('更正批号和日期', 'Correct number and days')}</h3><Correct key={batch.version} batch={batch} />
      </>}
      <div style={{ marginTop: 16 }}>
        <RelatedTable title={t('来源与去向', 'Where it came from and went')} rows={batch.movements} rowKey={(m) => m.id} empty={t('还没有变动。', 'Nothing has moved yet.')} columns={[
          { key: 'at', title: t('时间', 'When'), render: (m) => <When at={m.at} /> }, { key: 'kind', title: t('类型', 'Kind'), render: (m) => (m.kind === null ? t('登记批号', 'Batch said') : tw(movementWords[m.kind as keyof typeof movementWords])) },
          { key: 'change', title: t('变动', 'Change'), align: 'right', render: (m) => (m.change === null ? <Counted /> : <span className="dz-num">{m.change > 0 ? `+${m.change}` : m.change}</span>) },
          { key: 'ref', title: t('单据 · 原因', 'Document · reason'), render: (m) => <MovementPaper of={m} /> },
          { key: 'by', title: t('经手', 'By'), render: (m) => m.by },
        ]} />
      </div>
    </>
  );
}

function BatchPeek({ row }: { row: BatchRow }) {
  return <RecordOf read={useRead(readBatch, { params: { id: row.batchId } }, { topics: ['sku', 'batch'] })}>{(batch) => <Work batch={batch} row={row} />}</RecordOf>;
}

export default function BatchList() {
  const t = useT();
  const warehouses = useRead(readPlaces, {}).data?.warehouses;
  const filters = useMemo<Filter[]>(() => [
    { key: 'age', kind: 'choice', many: true, pinned: true, title: words('状态', 'State'), options: batchAges.map((value) => ({ value, words: ageWords[value] })) },
    { key: 'warehouse', kind: 'choice', many: true, pinned: true, title: words('仓库', 'Warehouse'), options: (warehouses ?? []).map((w) => ({ value: w.id, words: words(w.name, w.name) })) },
    { key: 'undecided', kind: 'yes', title: words('还没有决定', 'Not decided') },
    { key: 'sku', kind: 'text', title: words('规格', 'SKU') }, { key: 'batch', kind: 'text', title: words('批次', 'Batch') },
  ], [warehouses]);
  return (
    <ListPage name="logistics.batches" title={t('批次与效期', 'Batches and expiry')} endpoint={listBatches} topics={['sku', 'batch']} columns={columns} filters={filters} defaultSort="expires" rowKey={(b) => b.id}
      preview={(b) => <BatchPeek row={b} />} previewTitle={(b) => b.batchNo || b.code} searchHint={t('批号、名称、拼音、编码', 'Batch, name, pinyin, code')} rule={['4.1.2']}
      empty={<EmptyState title={t('没有分批次的库存', 'No stock by batch')} hint={t('在商品的规格里开启“按批次管理”，入库时填写批号和日期。', 'Have a SKU kept by batches on its product’s page; arrivals then say number and days.')} />} />
  );
}
