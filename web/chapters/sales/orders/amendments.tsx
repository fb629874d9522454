import { useState } from 'react';
import { Button, Input, Popover } from 'antd';
import { amendedFieldWords, amendmentStateWords, applyAmendmentAct, effectWords, readAmendments, withdrawAmendmentAct, type AmendedPlace, type AmendmentRow } from '../../../../src/chapters/sales/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { Masked, Money, Num, When } from '../../../ui/values.tsx';
import './amendments.css';

const tone = { proposed: 'dz-soon', applied: 'dz-kept', withdrawn: 'dz-2', rejected: 'dz-breach', overtaken: 'dz-2' } as const;

/** The versions of an order, side by side: what was, what is or will be, who wanted it and how it stands. */
export function Amendments({ orderId }: { orderId: string }) {
  const { t, tw } = useLanguage();
  const read = useRead(readAmendments, { params: { id: orderId } }, { topics: ['sales', 'regulation'] });
  const rows = read.data?.rows ?? [];
  if (rows.length === 0) return null;
  return (
    <section className="dz-card" aria-label={t('订单变更', 'Changes of the order')}>
      <h2>{t('订单变更', 'Changes')}</h2>
      {rows.map((a) => (
        <details key={a.id} open={a.state === 'proposed'}>
          <summary>
            <b>{t(`第 ${a.versionNo} 版`, `Version ${a.versionNo}`)}</b> {a.amendmentNo} <span className={tone[a.state]}>{tw(amendmentStateWords[a.state])}</span> {a.fields.map((f) => tw(amendedFieldWords[f])).join(t('、', ', '))} · {a.proposedBy} <When at={a.proposedAt} />
          </summary>
          <p className="dz-2">{a.reason}{a.endReason && ` · ${a.endReason}`}{a.refundFen > 0 && <> · {t('退款', 'refund')} <Money fen={a.refundFen} /></>}</p>
          {a.effects.length > 0 && <p className="dz-soon">{t('须审批：', 'To be approved: ')}{a.effects.map((e) => tw(effectWords[e])).join(t('、', ', '))} {t(`（影响 ${a.effectBasisPoints / 100}%）`, `(${a.effectBasisPoints / 100} %)`)}</p>}
          <div className="am-versions"><Version title={t('变更前', 'Before')} of={a.before} other={a.after} places={read.data!.places} /><Version title={t('变更后', 'After')} of={a.after} other={a.before} places={read.data!.places} /></div>
          {a.state === 'proposed' && <Decide a={a} />}
        </details>
      ))}
    </section>
  );
}

type Content = AmendmentRow['before'];

function Version({ title, of, other, places }: { title: string; of: Content; other: Content; places: readonly AmendedPlace[] }) {
  const { t } = useLanguage();
  const mark = (is: boolean) => (is ? 'am-other' : undefined);
  const place = of.addressId === other.addressId ? undefined : places.find((p) => p.addressId === of.addressId);
  const same = (l: Content['lines'][number]) => other.lines.find((x) => x.code === l.code);
  return (
    <table className="dz-related">
      <caption className="dz-2">{title}</caption>
      <tbody>
        {of.lines.map((l) => (
          <tr key={l.lineId ?? l.code} className={mark(same(l) === undefined)}>
            <td>{l.code}<div className="dz-2">{l.title}</div></td><td className={`dz-right ${mark(same(l)?.quantity !== l.quantity) ?? ''}`}>×<Num value={l.quantity} /></td>
            <td className={`dz-right ${mark(same(l)?.amountFen !== l.amountFen) ?? ''}`}><Money fen={l.amountFen} /></td>
          </tr>
        ))}
        <tr><td colSpan={2}>{t('运费', 'Freight')}</td><td className={`dz-right ${mark(of.freightFen !== other.freightFen) ?? ''}`}><Money fen={of.freightFen} /></td></tr>
        <tr><td colSpan={2}><b>{t('应付', 'Payable')}</b></td><td className={`dz-right ${mark(of.payableFen !== other.payableFen) ?? ''}`}><b><Money fen={of.payableFen} /></b></td></tr>
        <tr><td colSpan={2}>{t('承诺发货', 'Ship by')}</td><td className={`dz-right ${mark(of.shipBy !== other.shipBy) ?? ''}`}><When at={of.shipBy} /></td></tr>
        {place && <tr><td>{t('收货', 'Goes to')}</td><td colSpan={2} className="dz-right am-other am-place">
          {place.region} <Masked value={place.detail} of={{ kind: 'address', id: place.addressId, field: 'detail' }} />
          <div><Masked value={place.name} of={{ kind: 'address', id: place.addressId, field: 'name' }} /> <Masked value={place.phone} of={{ kind: 'address', id: place.addressId, field: 'phone' }} /></div>
        </td></tr>}
      </tbody>
    </table>
  );
}

/** Into force, or away with it. Where a signature is missing the refusal says whose, and it is asked for from there. */
function Decide({ a }: { a: AmendmentRow }) {
  const { t } = useLanguage();
  const apply = useAct(applyAmendmentAct);
  const withdraw = useAct(withdrawAmendmentAct);
  const [why, setWhy] = useState('');
  return (
    <div className="dz-row">
      <ActButton act={apply} primary label={t('生效', 'Put into force')} done={t('变更已生效', 'In force')} run={() => apply.run({ params: { id: a.id }, body: {} })} />
      <Popover trigger="click" title={t('为什么撤回？', 'Why withdraw it?')} content={
        <form className="dz-row" onSubmit={(e) => e.preventDefault()}>
          <Input value={why} onChange={(e) => setWhy(e.target.value)} maxLength={200} aria-label={t('原因', 'Reason')} />
          {why.trim().length > 1 && <ActButton act={withdraw} size="small" label={t('撤回', 'Withdraw')} done={t('已撤回', 'Withdrawn')} run={() => withdraw.run({ params: { id: a.id }, body: { reason: why.trim() } })} />}
        </form>
      }><Button>{t('撤回…', 'Withdraw…')}</Button></Popover>
    </div>
  );
}
