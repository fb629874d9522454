import { useRef, useState } from 'react';
import { useParams } from '@tanstack/react-router';
import { Button, Checkbox, Input, type InputRef } from 'antd';
import { DownloadOutlined } from '@ant-design/icons';
import { cancelCountPlan, endCountRound, enterCount, postCountPlan, readCountPlan, startCountPlan } from '../../../../src/registers/products/count-plans/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { ActButton, LeadingButton } from '../../../ui/act-button.tsx';
import { useT } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { RecordOf, RecordPage, RelatedTable } from '../../../ui/record-page.tsx';
import { SubmitApproval } from '../../../ui/submit-approval.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { Money, Num, When } from '../../../ui/values.tsx';
import { BatchNo } from '../stock/batch-parts.tsx';
import { PlanState } from './plan-list.tsx';
import { countOf } from './scan-count.ts';

type Plan = Answer<typeof readCountPlan>;

export default function PlanPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  return <RecordOf read={useRead(readCountPlan, { params: { id } }, { topics: ['count-plan'] })}>{(p) => <Body p={p} />}</RecordOf>;
}

function Body({ p }: { p: Plan }) {
  const t = useT();
  const start = useAct(startCountPlan);
  const post = useAct(postCountPlan);
  const open = p.state === 'counting' || p.state === 'recounting';
  const { scope } = p;
  const parts = [scope.places.length > 0 && `${t('库位', 'places')} ${scope.places.join('、')}`, scope.categories.length > 0 && `${t('品类', 'categories')} ${scope.categories.join('、')}`, scope.skuIds.length > 0 && t(`${scope.skuIds.length} 个规格`, `${scope.skuIds.length} articles`), scope.class && t(`${scope.class} 类`, `class ${scope.class}`)].filter(Boolean);
  return (
    <RecordPage title={t('盘点计划', 'Stock-take')} number={p.planNo} state={<PlanState state={p.state} />} rule={['4.1.2']}
      timeline={[
        ...(p.endedAt ? [{ id: 'ended', at: p.endedAt, kind: 'fact' as const, by: p.endedBy ?? '', text: p.state === 'posted' ? t('已过账', 'Posted') : t(`已取消：${p.reason}`, `Cancelled: ${p.reason}`) }] : []),
        ...(p.startedAt ? [{ id: 'started', at: p.startedAt, kind: 'fact' as const, by: '', text: t('开始盘点，账面冻结', 'Counting began, the books frozen') }] : []),
        { id: 'made', at: p.createdAt, kind: 'fact' as const, by: p.createdBy, text: t('建立计划', 'Planned') },
      ]}
      acts={<>
        {p.lines > 0 && <Button icon={<DownloadOutlined />} href={`/api/stock/count-plans/${p.id}/lines?format=xlsx`} download>{t('导出明细', 'Export the lines')}</Button>}
        {(p.state === 'counting' || p.state === 'recounting') && <><Button icon={<DownloadOutlined />} href={`/api/stock/count-plans/${p.id}/sheet?format=xlsx`} download>{t('下载盘点表', 'Count sheet')}</Button><Button href="/imports">{t('导入盘点表', 'Import the sheet')}</Button></>}
        {p.state === 'planned' && <ActButton act={start} primary label={t('开始盘点', 'Begin to count')} done={t('账面已冻结，可以盘了', 'The books are frozen; count')} run={() => start.run({ params: { id: p.id }, body: { version: p.version } })} />}
        {p.state === 'counted' && <ActButton act={post} primary label={t('过账', 'Post')} done={t('差异已过账', 'The differences are posted')} confirm={t('差异成为库存流水，过账后不能撤回。', 'What differs becomes movements of stock; it cannot be called back.')} run={() => post.run({ params: { id: p.id }, body: { version: p.version } })} />}
      </>}
      facts={[
        { title: t('范围', 'Scope'), facts: [{ label: t('名称', 'Title'), value: p.title }, { label: t('仓库', 'Warehouse'), value: p.warehouse }, { label: t('范围', 'Scope'), value: parts.length > 0 ? parts.join(' · ') : t('整仓', 'the whole warehouse') }, { label: t('规格', 'Articles'), value: p.articles }] },
        { title: t('进度', 'Progress'), facts: [
          { label: t('已盘 / 行', 'Counted / lines'), value: `${p.counted} / ${p.lines}` }, { label: t('须复盘', 'To count again'), value: p.recounted }, { label: t('差异行', 'Lines that differ'), value: p.differing ?? '—' },
          { label: t('差异金额', 'What differs, at cost'), value: p.differenceFen === null ? '—' : <Money fen={p.differenceFen} /> }, { label: t('开始', 'Began'), value: <When at={p.startedAt} /> },
        ] },
      ]}>
      {open && <Counting p={p} />}
      {p.lays && p.differenceFen! > 0 && (
        <section className="dz-card">
          <h2>{t('差异审批', 'Approval of the differences')}</h2>
          <p className="dz-2">{t('在自己权限内的可直接过账；超出的先提交审批，批准的正是这些差异，改动后须重新送审。', 'Within your own authority you post it yourself. What is above is submitted first; exactly these differences are approved.')}</p>
          <SubmitApproval asked={p.lays} />
        </section>
      )}
      <Lines p={p} />
      {(p.state === 'planned' || open || p.state === 'counted') && <Cancel key={p.version} p={p} />}
    </RecordPage>
  );
}

/** The counter's box: scan, Enter, next. What was entered last stands beside it. */
function Counting({ p }: { p: Plan }) {
  const t = useT();
  const enter = useAct(enterCount);
  const end = useAct(endCountRound);
  const box = useRef<InputRef>(null);
  const [typed, setTyped] = useState('');
  const [set, setSet] = useState(false);
  const [leaveOut, setLeaveOut] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const [said, setSaid] = useState<readonly { n: number; text: string }[]>([]);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const take = async (text: string) => {
    const count = countOf(text);
    if (!count) return setWrong(t(`看不懂 ${text}：写 编码、编码*数量 或 编码@批号*数量。`, `Cannot read ${text}: write CODE, CODE*5 or CODE@BATCH*5.`));
    setWrong(null);
    const done = await enter.run({ params: { id: p.id }, body: { code: count.code, ...(count.batchNo === null ? {} : { batchNo: count.batchNo }), quantity: count.quantity, how: set ? 'set' : 'add' } }).catch(() => null);
    if (done) setSaid((before) => [{ n: (before[0]?.n ?? 0) + 1, text: `${done.place ? `${done.place} ` : ''}${done.code} ${done.title}：${done.counted}` }, ...before].slice(0, 8));
  };
  const again = p.state === 'recounting';
  return (
    <section className="dz-card">
      <h2>{again ? t('复盘', 'Count again') : t('盲盘', 'Count')}</h2>
      <form onSubmit={(e) => {
        e.preventDefault();
        const text = typed.trim();
        setTyped('');
        if (text) queue.current = queue.current.then(() => take(text));
        box.current?.focus();
      }}>
        <div className="dz-row" style={{ flexWrap: 'wrap' }}>
          <Input ref={box} autoFocus size="large" value={typed} onChange={(e) => setTyped(e.target.value)} placeholder={t('扫条码；多件写 编码*数量，批次写 编码@批号*数量', 'Scan; several: CODE*5, a batch: CODE@BATCH*5')} aria-label={t('扫码录入实盘', 'Scan what you count')} style={{ maxWidth: 520 }} />
          <LeadingButton leadsTo={enterCount} size="large" type="primary" htmlType="submit">{t('录入', 'Enter')}</LeadingButton>
          <Checkbox checked={set} onChange={(e) => setSet(e.target.checked)}>{t('更正为这个数（不累加）', 'Put right to this number')}</Checkbox>
        </div>
      </form>
      {wrong && <p className="dz-breach" role="alert">{wrong}</p>}
      {enter.error && <ProblemNote small error={enter.error} />}
      <ol aria-live="polite" aria-label={t('最近录入', 'Entered last')} style={{ listStyle: 'none', padding: 0, margin: '8px 0' }}>{said.map((s, i) => <li key={s.n} style={{ color: 'var(--kept)', fontSize: i === 0 ? 18 : 14 }}>✓ {s.text}</li>)}</ol>
      <p className="dz-2">{again ? t('只盘标明须复盘的行，由初盘人以外的人盘。', 'Only the marked lines, by somebody other than who counted them first.') : t('录入时看不到账面。已拣未发的货还算在账面里，请一起数。', 'The books are not shown. Goods that are picked and have not left still count: count them too.')}</p>
      <div className="dz-row" style={{ flexWrap: 'wrap' }}>
        {!again && <Checkbox checked={leaveOut} onChange={(e) => setLeaveOut(e.target.checked)}>{t('未盘的行按账面保留', 'What is not counted stays as the books say')}</Checkbox>}
        <span className="dz-grow" />
        <ActButton act={end} primary label={again ? t('结束复盘', 'End counting again') : t('结束初盘', 'End the first round')} done={t('本轮已结束', 'The round has ended')} run={() => end.run({ params: { id: p.id }, body: { version: p.version, leaveOut: leaveOut && !again } })} />
      </div>
    </section>
  );
}

function Lines({ p }: { p: Plan }) {
  const t = useT();
  type Line = Plan['lineList'][number];
  const again = p.state === 'recounting';
  // What is to be done, and then what differs, stands first.
  const list = p.lineList.toSorted((a, b) => (again ? Number(b.isRecounted) - Number(a.isRecounted) : Number((b.difference ?? 0) !== 0) - Number((a.difference ?? 0) !== 0)));
  return (
    <RelatedTable title={again || p.differing ? t('明细（须处理的在前）', 'Lines, what matters first') : t('明细（按库位先后）', 'Lines, along the walk')} rows={list} rowKey={(l) => l.id} empty={p.state === 'planned' ? t('开始盘点时冻结账面，列出明细。', 'The lines stand here once counting begins.') : t('没有明细。', 'No lines.')} columns={[
      { key: 'place', title: t('库位', 'Place'), render: (l) => <b>{l.place ?? '—'}</b> }, { key: 'sku', title: t('规格', 'SKU'), render: (l) => <>{l.code} <span className="dz-2">{l.title}{l.spec ? ` · ${l.spec}` : ''}</span></> },
      ...(p.lineList.some((l) => l.batchKept) ? [{ key: 'batch', title: t('批次', 'Batch'), render: (l: Line) => (l.batchNo === null ? '—' : <><BatchNo no={l.batchNo} />{l.expiresOn && <span className="dz-2"> {l.expiresOn}</span>}</>) }] : []),
      ...(p.blind ? [] : [
        { key: 'expected', title: t('开盘账面', 'Books'), align: 'right' as const, render: (l: Line) => <Num value={l.expected} /> }, { key: 'moved', title: t('期间进出', 'Moved'), align: 'right' as const, render: (l: Line) => (l.moved ? <span className="dz-num">{l.moved > 0 ? '+' : ''}{l.moved}</span> : '—') },
      ]),
      { key: 'first', title: t('初盘', 'Counted'), align: 'right', render: (l) => <span title={l.firstBy ?? ''}>{l.first === null ? '—' : <Num value={l.first} />}</span> },
      { key: 'second', title: t('复盘', 'Again'), align: 'right', render: (l) => (l.second !== null ? <span title={l.secondBy ?? ''}><Num value={l.second} /></span> : l.isRecounted ? <span className="dz-soon">{t('须复盘', 'to do')}</span> : '—') },
      ...(p.blind ? [] : [{ key: 'difference', title: t('差异', 'Difference'), align: 'right' as const, render: (l: Line) => (l.difference ? <b className="dz-num dz-soon">{l.difference > 0 ? '+' : ''}{l.difference}</b> : '—') },
        { key: 'worth', title: t('差异金额', 'At cost'), align: 'right' as const, render: (l: Line) => (l.differenceFen ? <Money fen={l.differenceFen} /> : '—') }]),
    ]} />
  );
}

function Cancel({ p }: { p: Plan }) {
  const t = useT();
  const act = useAct(cancelCountPlan);
  const [reason, setReason] = useState('');
  return (
    <div className="dz-row" style={{ marginTop: 12, flexWrap: 'wrap' }}>
      <Input size="small" value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} placeholder={t('取消原因', 'Why it is cancelled')} aria-label={t('取消原因', 'Why it is cancelled')} style={{ width: 220 }} />
      <ActButton act={act} size="small" label={t('取消盘点', 'Cancel the stock-take')} {...(reason.trim().length < 2 ? { refused: { detail: t('请先写明原因。', 'Say why first.') } } : {})} confirm={t('什么都不会过账，已录入的实盘留着备查。', 'Nothing is posted; what was counted stays to be read.')} run={() => act.run({ params: { id: p.id }, body: { version: p.version, reason: reason.trim() } })} />
    </div>
  );
}
