import { useCallback, useEffect, useRef, useState } from 'react';
import { Button, Input, Select, type InputRef } from 'antd';
import { explainDifference, listReceipts, matchByHand, providers, readDesk, readOpenItems, readReceipt, receiptKinds, undoMatch } from '../../../src/chapters/finance/receipts/contract.ts';
import { RefusedNote } from '../../ui/act-button.tsx';
import { ApiProblem, call } from '../../ui/api.ts';
import { Desk, SignalTap, type Signal } from '../../ui/desk.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { moneyText, numberText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { ProblemNote } from '../../ui/problem.tsx';
import { useAct, useList, useRead } from '../../ui/use-api.ts';
import { Money, When } from '../../ui/values.tsx';
import { MatchingWork, offered, type Explaining } from './matching-work.tsx';
import { providerWords, receiptKindWords } from './names.ts';
import './finance.css';

interface Said { n: number; good: boolean; text: string }
interface Done { id: string; text: string }
type Provider = (typeof providers)[number];
type Kind = (typeof receiptKinds)[number];

const typing = (target: EventTarget | null): boolean => target instanceof HTMLElement && (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable);

/** Open receipts by keyboard until none is left (clause 6.1.2): every cent is matched with an order or explained. */
export default function MatchingDesk() {
  const { t, tw } = useLanguage();
  const [provider, setProvider] = useState<Provider>();
  const [kind, setKind] = useState<Kind>();
  const [typed, setTyped] = useState('');
  const [q, setQ] = useState('');
  const [at, setAt] = useState<string | null>(() => new URLSearchParams(location.search).get('receipt'));
  const [skipped, setSkipped] = useState<ReadonlySet<string>>(new Set());
  const [find, setFind] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [explaining, setExplaining] = useState<Explaining | null>(null);
  const [done, setDone] = useState<readonly Done[]>([]);
  const [said, setSaid] = useState<readonly Said[]>([]);
  const busy = useRef(false);
  const note = useRef<InputRef>(null);
  const search = useRef<InputRef>(null);
  const list = useRef<HTMLOListElement>(null);
  const signal = useRef<(s: Signal) => void>(() => undefined);
  const acts = { match: useAct(matchByHand), explain: useAct(explainDifference), undo: useAct(undoMatch) };

  useEffect(() => {
    const wait = setTimeout(() => setQ(typed.trim()), 200);
    return () => clearTimeout(wait);
  }, [typed]);
  const queue = useList(listReceipts, { query: { state: 'open,partly,suspect', sort: 'occurred', ...(provider ? { provider } : {}), ...(kind ? { kind } : {}), ...(q ? { q } : {}) } as never }, { topics: ['finance'], pageSize: 50 });
  const left = useRead(readOpenItems, {}, { topics: ['finance'] });
  const { rows, hasMore, more } = queue;
  const index = Math.max(0, rows.findIndex((r) => r.id === at));
  const row = rows[index];
  const id = row?.id ?? '';
  const receipt = useRead(readReceipt, { params: { id } }, { topics: ['finance'], enabled: id !== '' });
  const desk = useRead(readDesk, { params: { id }, query: find ? { q: find } : {} }, { topics: ['finance'], enabled: id !== '' });
  // What stood here before is of another receipt until the new answer is in: nothing may be done on it.
  const ready = receipt.data?.id === id && desk.data?.id === id ? { receipt: receipt.data, desk: desk.data } : null;

  const say = useCallback((good: boolean, text: string) => {
    signal.current(good ? 'good' : 'bad');
    setSaid((before) => [{ n: (before[0]?.n ?? 0) + 1, good, text }, ...before].slice(0, 8));
  }, []);
  const go = useCallback((next: string | null) => {
    setAt(next);
    setChosen([]);
    setExplaining(null);
    setFind('');
  }, []);
  const step = useCallback((by: number) => go(rows[Math.min(rows.length - 1, Math.max(0, index + by))]?.id ?? null), [rows, index, go]);
  /** The next that was not set aside; those come again when nothing else is left. */
  const following = useCallback((aside: ReadonlySet<string>) => {
    const after = [...rows.slice(index + 1), ...rows.slice(0, index)];
    return (after.find((r) => !aside.has(r.id)) ?? after[0])?.id ?? null;
  }, [rows, index]);

  const run = useCallback(async (act: () => Promise<string>) => {
    if (busy.current) return;
    busy.current = true;
    try {
      say(true, await act());
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      say(false, [error.problem.title, error.problem.detail, error.problem.next].filter((x, i, all) => x && all.indexOf(x) === i).join(' '));
    } finally {
      busy.current = false;
    }
  }, [say]);

  const settled = useCallback((text: string, next: string | null, rest: number) => {
    if (ready) setDone((before) => [{ id: ready.receipt.id, text }, ...before.filter((d) => d.id !== ready.receipt.id)].slice(0, 50));
    if (rest === 0) go(next);
    else setChosen([]);
  }, [ready, go]);
  const accept = () => void run(async () => {
    if (!ready) return t('正在载入', 'Loading');
    const { parts, restFen } = offered(ready.desk, chosen);
    if (parts.length === 0) throw new ApiProblem({ type: 'about:blank', status: 0, code: 'web.nothing-to-accept', title: t('没有建议可以接受', 'There is no proposal to accept'), detail: '', next: t('用数字键选择订单，或按 E 说明差异。', 'Choose orders by their digits, or press E to explain.') });
    const next = following(skipped);
    await acts.match.run({ params: { id }, body: { version: ready.desk.version, parts: parts.map(({ receivableId, amountFen }) => ({ receivableId, amountFen })) } });
    const text = `${moneyText(ready.desk.openFen - restFen)} → ${parts.map((p) => p.orderNo).join('、')}`;
    settled(text, next, restFen);
    return restFen === 0 ? t(`已核销 ${text}`, `Matched ${text}`) : t(`已核销 ${text}，还差 ${moneyText(restFen)}`, `Matched ${text}, ${moneyText(restFen)} to go`);
  });
  const explain = () => void run(async () => {
    if (!ready || !explaining?.reason) return t('请先选择原因', 'Choose a reason first');
    const next = following(skipped);
    const amountFen = explaining.amountFen ?? ready.desk.openFen;
    const whole = ready.receipt.state === 'suspect' || amountFen === ready.desk.openFen;
    await acts.explain.run({ params: { id }, body: { version: ready.desk.version, reason: explaining.reason, note: explaining.note.trim() || null, ...(whole ? {} : { amountFen }) } });
    const text = `${moneyText(amountFen)} ${tw(ready.desk.reasons.find((x) => x.code === explaining.reason)!.name)}`;
    setExplaining(null);
    settled(text, next, whole ? 0 : ready.desk.openFen - amountFen);
    return t(`已说明 ${text}`, `Explained ${text}`);
  });
  const undo = () => void run(async () => {
    const [last] = done;
    if (!last) return t('本次还没有可以撤销的', 'Nothing to undo yet');
    const now = await call(readReceipt, { params: { id: last.id } });
    await acts.undo.run({ params: { id: last.id }, body: { version: now.version, reason: t('核对台撤销', 'undone at the desk') } });
    setDone((before) => before.slice(1));
    go(last.id);
    return t(`已撤销 ${last.text}`, `Undone ${last.text}`);
  });
  const skip = () => {
    const aside = new Set(skipped).add(id);
    setSkipped(aside);
    go(following(aside));
  };
  const choose = (receivableId: string) => setChosen((before) => (before.includes(receivableId) ? before.filter((x) => x !== receivableId) : [...before, receivableId]));
  const startExplaining = () => setExplaining({ reason: null, note: '', amountFen: undefined });

  const onKey = (e: KeyboardEvent): void => {
    if (e.ctrlKey || e.metaKey || e.altKey || typing(e.target)) return;
    const digit = /^[1-9]$/.test(e.key) ? Number(e.key) - 1 : -1;
    const key = e.key.toLowerCase();
    if (e.key === 'ArrowDown' || key === 'j') step(1);
    else if (e.key === 'ArrowUp' || key === 'k') step(-1);
    else if (e.key === '/') search.current?.focus();
    else if (e.key === 'Escape') { setExplaining(null); setChosen([]); }
    // What was just done is taken back without waiting for what comes next.
    else if (key === 'u') { if (!acts.undo.refused) undo(); }
    else if (!ready) return;
    else if (explaining && digit >= 0) {
      const reason = ready.desk.reasons[digit]?.code;
      if (reason) setExplaining({ ...explaining, reason });
      setTimeout(() => note.current?.focus());
    } else if (digit >= 0) {
      const candidate = ready.desk.candidates[digit];
      if (candidate && candidate.takesFen !== 0) choose(candidate.receivableId);
    } else if (e.key === 'Enter') {
      // A button or link under the focus answers Enter itself.
      if (e.target instanceof HTMLElement && e.target.closest('a, button:not(.dz-match-row)')) return;
      if (explaining) explain();
      else if (!acts.match.refused) accept();
    } else if (key === 'e' && !acts.explain.refused) startExplaining();
    else if (key === 'n') go(following(skipped));
    else if (key === 's') skip();
    else return;
    e.preventDefault();
  };
  const latest = useRef(onKey);
  latest.current = onKey;
  useEffect(() => {
    const listen = (e: KeyboardEvent) => latest.current(e);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  useEffect(() => {
    if (rows.length - index < 10 && hasMore) more();
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [rows.length, index, hasMore, more]);

  return (
    <Desk title={t('核对台', 'Matching desk')} left={left.data?.receipts} leftWord={t('未达账项', 'Open items')} rule={['6.1.2']} error={queue.rows.length > 0 ? null : queue.error} onRetry={queue.again}
      primary={<Button href="/finance/receipts">{t('全部收款', 'All receipts')}</Button>}
      side={<>
        <SignalTap into={signal} />
        <div className="dz-card dz-match-keys" style={{ marginTop: 12 }}>
          <p className="dz-2" style={{ margin: 0 }}>{left.data ? <><Money fen={left.data.amountFen} />{left.data.oldestAt !== null && <> · {t('最早', 'oldest')} <When at={left.data.oldestAt} /></>}</> : '…'}</p>
          <kbd>J</kbd> <kbd>K</kbd> {t('上下', 'move')}　<kbd>Enter</kbd> {t('核销', 'match')}　<kbd>1</kbd>–<kbd>9</kbd> {t('选订单', 'choose')}　<kbd>E</kbd> {t('说明差异', 'explain')}　<kbd>U</kbd> {t('撤销', 'undo')}　<kbd>N</kbd> {t('下一笔', 'next')}　<kbd>S</kbd> {t('跳过', 'skip')}　<kbd>/</kbd> {t('搜索', 'search')}
        </div>
        <div className="dz-card" style={{ marginTop: 12 }}>
          <h2>{t(`本次完成 ${done.length} 笔`, `${done.length} done this time`)} <span className="dz-grow" /><Button size="small" disabled={done.length === 0} onClick={undo}>{t('撤销上一笔', 'Undo the last')}</Button></h2>
          <ol className="dz-match-said" aria-live="polite" aria-label={t('最近操作', 'Last steps')}>
            {said.map((s) => <li key={s.n} className={s.good ? 'dz-kept' : 'dz-breach'}>{s.good ? '✓' : '✕'} {s.text}</li>)}
          </ol>
        </div>
      </>}>
      <RefusedNote leadsTo={matchByHand} />
      <div className="dz-match">
        <section className="dz-match-queue" aria-label={t('未核对收款', 'Open receipts')}>
          <Input ref={search} size="small" allowClear value={typed} onChange={(e) => setTyped(e.target.value)} onKeyDown={(e) => { if (e.key === 'Escape' || e.key === 'Enter') search.current?.blur(); }}
            placeholder={t('交易号、订单号、对方（/）', 'Number, order, party (/)')} aria-label={t('搜索收款', 'Search receipts')} />
          <div className="dz-row">
            <Select size="small" allowClear value={provider} onChange={setProvider} placeholder={t('渠道', 'Provider')} aria-label={t('渠道', 'Provider')} style={{ flex: 1 }} options={providers.map((value) => ({ value, label: tw(providerWords[value]) }))} />
            <Select size="small" allowClear value={kind} onChange={setKind} placeholder={t('类型', 'Kind')} aria-label={t('类型', 'Kind')} style={{ flex: 1 }} options={receiptKinds.map((value) => ({ value, label: tw(receiptKindWords[value]) }))} />
          </div>
          <ol ref={list}>
            {rows.map((r) => (
              <li key={r.id}>
                <button type="button" className="dz-match-row" {...(r.id === id ? { 'aria-current': 'true' as const } : {})} onClick={() => go(r.id)}>
                  <span className="dz-cut">{r.tradeNo}</span><Money fen={r.openFen} />
                  <small className="dz-cut">{skipped.has(r.id) ? `${t('已跳过', 'skipped')} · ` : ''}{tw(receiptKindWords[r.kind])}{r.why ? ` · ${tw(r.why)}` : ''}</small><small><When at={r.occurredAt} /></small>
                </button>
              </li>
            ))}
          </ol>
          <small className="dz-2" role="status">{queue.total === null ? t('1 万笔以上', 'more than 10,000') : queue.total === undefined ? ' ' : t(`共 ${numberText(queue.total)} 笔`, `${numberText(queue.total)} in all`)}</small>
        </section>
        {queue.error ? <ProblemNote error={queue.error} onRetry={queue.again} />
          : !row && !queue.loading ? <EmptyState title={q || provider || kind ? t('没有符合条件的收款', 'Nothing matches') : t('每一分钱都有着落', 'Every cent is accounted for')} hint={t('新账单导入后，系统先自动核对，剩下的到这里。', 'New bills are matched by themselves first; what is left comes here.')} act={<Button href="/imports">{t('导入账单', 'Import a bill')}</Button>} />
          : receipt.error ?? desk.error ? <ProblemNote error={receipt.error ?? desk.error} />
          : ready && <MatchingWork {...ready} chosen={chosen} onChoose={choose} onFind={setFind} explaining={explaining} onExplaining={setExplaining} onExplain={explain} onAccept={accept} onStart={startExplaining} onSkip={skip} note={note} />}
      </div>
    </Desk>
  );
}
