import type { RefObject } from 'react';
import { Button, Input, type InputRef } from 'antd';
import { ruleWords, type QueueRow } from '../../../../src/chapters/sales/contract.ts';
import { useLanguage } from '../../../ui/language.tsx';
import { IdTag, Money, When } from '../../../ui/values.tsx';
import { MatchForm } from './match-sku.tsx';
import { FlagMark, GiftTag, OrderState, platformName } from './order-parts.tsx';
import './review-desk.css';

interface Props {
  readonly order: QueueRow;
  /** The line whose article is being asked for. */
  readonly matching: string | null;
  readonly onMatch: (line: string | null) => void;
  readonly onMatched: (line: QueueRow['lines'][number]) => void;
  /** Numbers of the orders that could travel with it. */
  readonly together: readonly string[];
}

/** One order with everything that is needed to decide: what was found, what was written, where it goes, what is in it. */
export function DeskOrder({ order, matching, onMatch, onMatched, together }: Props) {
  const { t, tw, language } = useLanguage();
  const line = order.lines.find((l) => l.id === matching);
  return (
    <>
      <h2 className="dz-row"><a href={`/sales/orders/${order.id}`}>{order.orderNo}</a> <OrderState state={order.state} /><span className="dz-grow" /><Money fen={order.payableFen} /></h2>
      <p className="dz-2">{tw(platformName(order.platform))} · {order.storeName} · {order.outsideNo ? <IdTag value={order.outsideNo} /> : null} · <When at={order.placedAt} /></p>
      <ul className="rd-findings">
        {order.review.map((f) => <li key={f.rule} className={f.weight === 'hold' ? 'dz-soon' : 'dz-2'}><b>{tw(ruleWords[f.rule])}</b>　{tw(f.detail)}</li>)}
      </ul>
      {order.buyerMessage && <p><b>{t('买家留言', 'Buyer')}</b>　{order.buyerMessage}</p>}
      {(order.sellerRemark ?? order.flag) && <p><b>{t('卖家备注', 'Our remark')}</b>　<FlagMark flag={order.flag} /> {order.sellerRemark}</p>}
      <p><b>{t('收货', 'To')}</b>　{order.receiver ? `${order.receiver.name ?? ''} ${order.receiver.phone ?? ''} ${order.receiver.region} ${order.receiver.detail ?? ''}` : t('没有地址', 'No address')}</p>
      <table className="rd-lines"><tbody>
        {order.lines.map((l) => (
          <tr key={l.id} className={l.skuCode === null ? 'rd-unknown' : undefined}>
            <td>{l.skuCode === null ? <Button size="small" danger onClick={() => onMatch(l.id)}>{t('匹配商品', 'Match')} <kbd>G</kbd></Button> : <span className="dz-mono">{l.skuCode}</span>}</td>
            <td>{l.gift && <GiftTag />} {[l.title, l.spec].filter(Boolean).join(' ')}{l.skuCode === null && l.outerSku !== null && <><br /><small className="dz-2">{t('店铺编码', 'The store’s code')} <span className="dz-mono">{l.outerSku}</span></small></>}</td>
            <td className="dz-right">× {l.quantity}</td><td className="dz-right"><Money fen={l.amountFen} /></td>
            <td className="dz-right">{l.skuCode !== null && order.source === 'import' && <Button size="small" type="link" onClick={() => onMatch(l.id)} aria-label={t(`${l.skuCode} 换商品`, `Another article for ${l.skuCode}`)}>{t('换商品', 'Another article')}</Button>}</td>
          </tr>
        ))}
      </tbody></table>
      {line && <div className="rd-match"><MatchForm key={line.id} line={line} onCancel={() => onMatch(null)} onDone={() => onMatched(line)} /></div>}
      {together.length > 0 && <p style={{ color: 'var(--link)' }}>{t(`按 M 合单：${together.join('、')}`, `M merges ${together.join(language === 'zh' ? '、' : ', ')}`)}</p>}
    </>
  );
}

/** Why a person holds it; on one that is held already the reason is added or put right, and it stays where it is. */
export function HoldReason({ order, value, onValue, onHold, box }: { order: QueueRow; value: string; onValue: (text: string | null) => void; onHold: () => void; box: RefObject<InputRef | null> }) {
  const { t } = useLanguage();
  const held = order.state === 'held';
  const hint = held ? t('已经拦下。补充或修改原因，回车保存，Esc 放弃', 'Held already. Add or change the reason; Enter keeps it, Esc leaves it') : t('拦下原因，回车确认，Esc 放弃', 'Why; Enter to hold, Esc to leave it');
  return (
    <form onSubmit={(e) => { e.preventDefault(); if (value.trim() !== '') onHold(); }}>
      {held && <p className="dz-2">{hint}</p>}
      <Input ref={box} value={value} onChange={(e) => onValue(e.target.value)} onKeyDown={(e) => { if (e.key === 'Escape') onValue(null); }} maxLength={300} placeholder={held ? t('原因', 'Reason') : hint} aria-label={t('拦下原因', 'Why')} />
    </form>
  );
}

/** What a person has written as the reason before, without the name that stands in front of it. */
export const reasonBefore = (order: QueueRow): string => order.review.find((f) => f.rule === 'held-by-person')?.detail.zh.replace(/^[^：]*：/, '') ?? '';
