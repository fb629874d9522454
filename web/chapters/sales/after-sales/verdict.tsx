import { payers, returnTypes, type ReturnRecord } from '../../../../src/chapters/sales/contract.ts';
import { useLanguage } from '../../../ui/language.tsx';
import { Money } from '../../../ui/values.tsx';

/** How the rule falls, or fell, with the articles of law behind it. */
export function Verdict({ r }: { r: ReturnRecord }) {
  const { t, tw } = useLanguage();
  const v = r.verdict;
  const d = r.decision;
  const law = v?.law ?? d?.law ?? [];
  const allowed = v ? v.allowed : (d?.allowed ?? false);
  return (
    <div style={{ display: 'grid', gap: 4 }}>
      <b style={{ color: allowed ? 'var(--kept-text)' : 'var(--ink)' }}>{allowed ? (d?.goodwill ? t('例外准予', 'Granted as goodwill') : t('准予', 'Allowed')) : t('不准予', 'Not allowed')} · {tw(v?.because ?? d!.because)}</b>
      {v && v.allowed && <span>{v.needsGoods ? t('须退回商品', 'Goods must come back') : t('无须退回商品', 'No goods needed')}；{t('退货运费', 'freight')}{tw(payers[v.payer])}；{t('应退', 'refund')} <Money fen={v.refundFen} /></span>}
      {v && v.instead.length > 0 && <span>{t('可以改为', 'Possible instead')}：{v.instead.map((k) => tw(returnTypes[k])).join(t('、', ', '))}</span>}
      {d?.note && <span>{d.note}{r.decidedBy ? `（${r.decidedBy}）` : ''}</span>}
      <span className="dz-2">{tw(v?.freightBecause ?? d!.freightBecause)}</span>
      {law.map((l) => <span key={l.en} className="dz-2" style={{ overflowWrap: 'anywhere' }}>{tw(l)}</span>)}
    </div>
  );
}
