import { Button } from 'antd';
import { readOpportunityBoard, stageWords } from '../../../../src/chapters/sales/negotiation/contract.ts';
import { useLanguage } from '../../../ui/language.tsx';
import { RecordOf } from '../../../ui/record-page.tsx';
import { useRead } from '../../../ui/use-api.ts';
import { Money, When } from '../../../ui/values.tsx';
import { Page } from '../../../shell/page.tsx';
import './negotiation.css';

/** Opportunities by stage, with the sum of each: where the money stands. */
export default function OpportunityBoard() {
  const { t, tw } = useLanguage();
  return (
    <RecordOf read={useRead(readOpportunityBoard, { query: {} }, { topics: ['sales'] })}>{(b) => (
      <Page title={t('商机看板', 'Board of opportunities')} rule={['2.2.1']} primary={<Button href="/sales/opportunities">{t('列表', 'List')}</Button>}>
        <div className="neg-board" tabIndex={0} role="group" aria-label={t('各阶段', 'Stages')}>
          {b.stages.map((s) => (
            <section key={s.stage} className="neg-column">
              <h2>{tw(stageWords[s.stage])}<span className="dz-2">{s.count}</span><span className="dz-grow" /><Money fen={s.expectedFen} /></h2>
              {s.rows.map((o) => (
                <a key={o.id} className="dz-card neg-tile" href={`/sales/opportunities/${o.id}`}>
                  <b>{o.title}</b><span className="dz-2">{o.customer ?? '—'} · {o.sellerName}</span><span className="dz-row"><Money fen={o.expectedFen} /><span className="dz-grow" /><When at={o.stageAt} /></span>
                </a>
              ))}
              {s.count === 0 && <p className="dz-2">{t('没有', 'None')}</p>}
              {s.count > s.rows.length && <a href={`/sales/opportunities?stage=${s.stage}`}>{t(`查看全部 ${s.count} 个`, `All ${s.count}`)}</a>}
            </section>
          ))}
        </div>
      </Page>
    )}</RecordOf>
  );
}
