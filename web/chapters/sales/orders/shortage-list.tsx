import { useState, type SyntheticEvent } from 'react';
import { Button, Checkbox, Input, Popover, Select } from 'antd';
import { answerAct, listShortages, shortageNoticeAct, type ShortageRow } from '../../../../src/chapters/sales/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useT } from '../../../ui/language.tsx';
import { ListPage } from '../../../ui/list-page.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { IdTag, Num, When } from '../../../ui/values.tsx';
import { InstantInput } from '../../../ui/instant-input.tsx';

const states = { open: words('待补货', 'Open'), filled: words('已补齐', 'Filled'), cancelled: words('已作废', 'Void') };

function State({ s }: { s: ShortageRow }) {
  const t = useT();
  if (s.state !== 'open') return <span className="dz-2">{t(states[s.state].zh, states[s.state].en)}</span>;
  if (s.impossible) return <span className="dz-soon">{t('无法补货', 'Cannot be had')}</span>;
  return <span style={{ color: s.answeredAt === null ? 'var(--soon-text)' : 'var(--ink)' }}>{s.answeredAt === null ? t('待采购答复', 'No answer yet') : t('已答复', 'Answered')}</span>;
}

const columns: Column<ShortageRow>[] = [
  { key: 'shortageNo', title: words('缺货单', 'Shortage'), width: 165, fixed: true, render: (s) => <IdTag value={s.shortageNo} /> },
  { key: 'sku', title: words('商品', 'Article'), width: '1fr', render: (s) => <>{s.skuCode} <span className="dz-2">{[s.title, s.spec].filter(Boolean).join(' ')}</span></> },
  { key: 'missing', title: words('缺', 'Missing'), width: 60, align: 'right', render: (s) => <Num value={s.quantity - s.filled} /> },
  { key: 'state', title: words('状态', 'State'), width: 110, render: (s) => <State s={s} /> },
  { key: 'order', title: words('订单', 'Order'), width: 165, render: (s) => <a href={`/sales/orders/${s.orderId}`}>{s.orderNo}</a> },
  { key: 'warehouse', title: words('仓库', 'Warehouse'), width: 110, render: (s) => s.warehouseName ?? '—', hidden: true },
  { key: 'queued', title: words('排队自', 'Waits since'), width: 110, sort: 'up', render: (s) => <When at={s.queuedAt} /> },
  { key: 'expected', title: words('预计到货', 'Expected'), width: 110, render: (s) => <When at={s.expectedAt} /> },
  { key: 'promised', title: words('承诺客户', 'Promised'), width: 110, render: (s) => <When at={s.promisedAt} /> },
  { key: 'acts', title: words('操作', 'Acts'), width: 150, render: (s) => <Acts s={s} /> },
];
const filters: Filter[] = [
  { key: 'state', title: words('状态', 'State'), kind: 'choice', many: true, pinned: true, options: Object.entries(states).map(([value, w]) => ({ value, words: w })) },
  { key: 'answered', title: words('采购', 'Purchasing'), kind: 'choice', pinned: true, options: [{ value: 'false', words: words('待答复', 'No answer') }, { value: 'true', words: words('已答复', 'Answered') }] },
  { key: 'told', title: words('客户', 'Customer'), kind: 'choice', pinned: true, options: [{ value: 'false', words: words('未告知', 'Not told') }, { value: 'true', words: words('已告知', 'Told') }] },
  { key: 'firstPromised', title: words('首次告知的到货日', 'First date told'), kind: 'days' },
  { key: 'kept', title: words('按告知日补齐', 'Date kept'), kind: 'choice', options: [{ value: 'true', words: words('已兑现', 'Kept') }, { value: 'false', words: words('未兑现', 'Not kept') }] },
  { key: 'sku', title: words('商家编码', 'SKU'), kind: 'text' },
];

function Acts({ s }: { s: ShortageRow }) {
  if (s.state !== 'open') return null;
  // The row opens the order and the list listens to keys: neither is meant by what is done here.
  const stay = (e: SyntheticEvent) => e.stopPropagation();
  return <span className="dz-row" role="presentation" onClick={stay} onDoubleClick={stay} onMouseDown={stay} onKeyDown={stay}><Answer s={s} /><Tell s={s} /></span>;
}

/** The buyer: when will it be here, for this order or for all that wait for the article. */
function Answer({ s }: { s: ShortageRow }) {
  const t = useT();
  const answer = useAct(answerAct);
  const [day, setDay] = useState<number | undefined>();
  const [note, setNote] = useState('');
  const [onlyThis, setOnlyThis] = useState(false);
  const run = (expectedAt: number | null) => () => answer.run({ params: { id: s.id }, body: { version: s.version, expectedAt, onlyThis, ...(note.trim() ? { note: note.trim() } : {}) } });
  return (
    <Popover trigger="click" title={t('预计什么时候到货？', 'When will it be here?')} content={
      <form style={{ display: 'grid', gap: 8, width: 260 }} onSubmit={(e) => e.preventDefault()}>
        <InstantInput {...(day === undefined ? {} : { value: day })} onChange={setDay} clear label={t('预计到货', 'Expected')} />
        <Input value={note} onChange={(e) => setNote(e.target.value)} maxLength={300} placeholder={t('说明（可不填）', 'Note (optional)')} aria-label={t('说明', 'Note')} />
        <Checkbox checked={onlyThis} onChange={(e) => setOnlyThis(e.target.checked)}>{t('仅此订单', 'Only this order')}</Checkbox>
        <span className="dz-row">
          {day !== undefined && <ActButton act={answer} size="small" primary label={t('答复', 'Answer')} done={t('已答复', 'Answered')} run={run(day)} />}
          <ActButton act={answer} size="small" label={t('无法补货', 'Cannot be had')} done={t('已答复', 'Answered')} run={run(null)} />
        </span>
      </form>
    }><Button size="small">{t('答复', 'Answer')}</Button></Popover>
  );
}

/** The seller: what is told is promised. */
function Tell({ s }: { s: ShortageRow }) {
  const t = useT();
  const tell = useAct(shortageNoticeAct);
  const [channel, setChannel] = useState<'sms' | 'platform-chat' | 'phone'>('platform-chat');
  if (s.toldAt !== null && s.promisedAt === s.expectedAt) return null;
  if (s.tellingAt !== null) return <span className="dz-soon">{t('短信待发送', 'Short message waits')}</span>;
  return (
    <Popover trigger="click" title={t('告知客户预计时间', 'Tell the customer')} content={
      <form style={{ display: 'grid', gap: 8, width: 240 }} onSubmit={(e) => e.preventDefault()}>
        <span>{s.expectedAt === null ? t('尚无预计时间：只告知缺货。', 'No date yet: tell only that it is missing.') : <When at={s.expectedAt} />}</span>
        {s.tellingFailed !== null && <span className="dz-breach">{t(`短信失败：${s.tellingFailed}`, `Short message failed: ${s.tellingFailed}`)}</span>}
        <Select value={channel} onChange={setChannel} aria-label={t('方式', 'How')} options={[
          { value: 'platform-chat', label: t('平台聊天（已告知）', 'Marketplace chat (done)') }, { value: 'phone', label: t('电话（已告知）', 'Telephone (done)') }, { value: 'sms', label: t('由系统发短信', 'Short message by the system') },
        ]} />
        <ActButton act={tell} size="small" primary label={t('登记告知', 'Record')} done={channel === 'sms' ? t('已排入短信，发出后即为承诺', 'Queued; it is a promise once sent') : t('已登记，该时间即为承诺', 'Recorded; it is a promise now')}
          run={() => tell.run({ params: { id: s.id }, body: { version: s.version, promisedAt: s.expectedAt, channel } })} />
      </form>
    }><Button size="small">{t('告知', 'Tell')}</Button></Popover>
  );
}

export default function ShortageList() {
  const t = useT();
  return (
    <ListPage name="sales.shortages" title={t('缺货', 'Shortages')} endpoint={listShortages} topics={['sales']} columns={columns} filters={filters} defaultSort="queued" rowKey={(s) => s.id}
      rowHref={(s) => `/sales/orders/${s.orderId}`} searchHint={t('订单号、姓名、手机尾号', 'Order, name, phone tail')} rule={['2.3.2']} empty={t('没有订单在等货。', 'No order waits for goods.')} />
  );
}
