import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import { Drawer } from 'antd';
import { useLocation } from '@tanstack/react-router';
import { listClauseLines, readClause, type ClauseCard, type ClauseLine } from '../shell/rulebook-endpoints.ts';
import { rateText } from './format.ts';
import { ClauseRisk } from './clause-risk.tsx';
import { FigureLine } from './figure-line.tsx';
import { useLanguage, useT } from './language.tsx';
import { Lamp } from './lamp.tsx';
import { ProblemNote } from './problem.tsx';
import { Sparkline } from './sparkline.tsx';
import { TakeEvidence } from './take-evidence.tsx';
import { useRead } from './use-api.ts';
import { BlockSkeleton } from './skeletons.tsx';
import { When } from './values.tsx';
import './clause.css';

const Opened = createContext<(id: string) => void>(() => undefined);

/** Holds the one clause drawer of the page; chips anywhere below open it. */
export function ClauseDrawerProvider({ children }: { children: ReactNode }) {
  const [id, setId] = useState<string | null>(null);
  const t = useT();
  return (
    <Opened value={setId}>
      {children}
      <Drawer open={id !== null} onClose={() => setId(null)} size={480} title={`${t('条款', 'Clause')} ${id ?? ''}`} destroyOnHidden>
        {id && <ClauseDrawerBody id={id} />}
      </Drawer>
    </Opened>
  );
}

export const useOpenClause = (): ((id: string) => void) => useContext(Opened);

function ClauseDrawerBody({ id }: { id: string }) {
  // The drawer stands where the page stands: as of its day, as known on its day.
  const asked = new URLSearchParams(useLocation().searchStr);
  const [asOf, knownOn] = [asked.get('asOf'), asked.get('knownOn')];
  const read = useRead(readClause, { params: { id }, query: { ...(asOf ? { asOf } : {}), ...(knownOn ? { knownOn } : {}) } }, { topics: ['clause'] });
  if (read.error) return <ProblemNote error={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return <BlockSkeleton lines={8} />;
  return <ClauseView clause={read.data} />;
}

/** A clause as it stands in the rulebook: wording, values in force, what the product does, the figure. */
export function ClauseView({ clause }: { clause: ClauseCard }) {
  const { t, tw } = useLanguage();
  const proofs = {
    blocked: t('拦截：不合规则做不了', 'Blocked: cannot be done against the rule'),
    monitored: t('监测：照做，逐笔计时计数', 'Monitored: done, and every case is timed and counted'),
    sampled: t('抽查：由人按清单检查', 'Sampled: checked by people with a list'),
    declared: t('声明：不作判定', 'Declared: not judged'),
  };
  return (
    <article className="dz-clause">
      <h2>{tw(clause.title)}</h2>
      <Lamp state={clause.lamp} />
      <p className="dz-clause-wording">{tw(clause.wording)}</p>
      {clause.parameters.length > 0 && (
        <dl className="dz-facts">
          {clause.parameters.map((p) => (
            <div key={p.key}>
              <dt>{tw(p.label)}</dt>
              <dd>
                <a href={`/settings/parameters/${p.key}`}>{tw(p.value)}</a>
                {!p.decided && <span className="dz-undecided">{t('未量化，暂用建议值', 'not quantified, suggested value in use')}</span>}
                {p.since !== null && <span className="dz-2"> {t('自 ', 'since ')}<When at={p.since} /></span>}
                {p.law && <div className="dz-2">{tw(p.law)}</div>}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {clause.sentences.length > 0 && (
        <section>
          <h3>{t('系统怎么执行', 'What the system does')}</h3>
          <ul className="dz-sentences">
            {clause.controls.length > 0
              ? clause.controls.map((c) => (
                <li key={c.id} className={c.connected ? undefined : 'dz-off'}>
                  {tw(c.sentence)}{!c.connected && t('（尚未接入）', ' (not yet connected)')}
                  {c.connected && <div><FigureLine clause={clause.id} control={c.id} kind={c.kind} figure={c.figure} /></div>}
                </li>
              ))
              : clause.sentences.map((s) => <li key={s.en}>{tw(s)}</li>)}
          </ul>
        </section>
      )}
      {clause.declaratory && <p className="dz-2">{tw(clause.declaratory)}</p>}
      <section>
        <h3>{t('执行情况', 'How it is kept')}</h3>
        {clause.connected === 'no' ? <p className="dz-2">{t('尚未接入，不作判定', 'Not yet connected: not judged')}</p> : <p><FigureLine clause={clause.id} figure={clause.figure} controls={clause.controls} /></p>}
        <ClauseRisk clause={clause} />
        <Sparkline values={clause.trend} label={t('近八周达成率', 'Rate of the last eight weeks')} width={420} height={48} />
        <p className="dz-2">{proofs[clause.proof]}</p>
      </section>
      {clause.binds.length > 0 && clause.binds.length < 15 && <p className="dz-2">{t('约束岗位：', 'Binds: ')}{clause.binds.map(tw).join(t('、', ', '))}</p>}
      <div className="dz-row"><a href={`/rulebook#${clause.id}`}>{t('在规章中查看', 'See it in the rulebook')}</a><span className="dz-grow" /><TakeEvidence size="small" about={{ kind: 'clause', clause: clause.id }} /></div>
    </article>
  );
}

/** Number and name of a clause, with value in force and figure where they are known. Press: the clause in a drawer. */
export function ClauseChip({ id, line }: { id: string; line?: ClauseLine | undefined }) {
  const { t, tw } = useLanguage();
  const open = useOpenClause();
  return (
    <button type="button" className="dz-chip dz-clause-chip" onClick={(e) => { e.stopPropagation(); open(id); }} title={line ? tw(line.title) : undefined}>
      {line && <Lamp state={line.lamp} bare />}
      <span className="dz-mono">{id}</span>
      {line && <span>{tw(line.title)}</span>}
      {line?.values.map((v) => <b key={v.en}>{tw(v)}</b>)}
      {line && line.figure.rate !== null && <span className="dz-2">{rateText(line.figure.rate)} · n {line.figure.met + line.figure.breached}</span>}
      {!line && <span className="dz-sr">{t('查看条款', 'open the clause')}</span>}
    </button>
  );
}

/** The chips of several clauses, read in one call. Shows bare numbers until the answer is there, so that nothing jumps. */
export function ClauseChips({ ids, lines }: { ids: readonly string[]; lines?: readonly ClauseLine[] }) {
  const read = useRead(listClauseLines, { query: { ids: ids.join(',') } }, { topics: ['clause'], enabled: ids.length > 0 && !lines });
  const rows = lines ?? read.data?.rows;
  const byId = useMemo(() => new Map((rows ?? []).map((l) => [l.id, l])), [rows]);
  return <>{ids.map((id) => <ClauseChip key={id} id={id} line={byId.get(id)} />)}</>;
}
