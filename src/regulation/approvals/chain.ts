import { allPosts, type Post } from '../../kernel/posts.ts';
import { words, type Words } from '../../kernel/words.ts';
import type { Approval, Atom, Condition } from '../clause.ts';
import { bandFaults, bandOf } from '../declare-values.ts';
import { holds } from '../runtime/compile.ts';
import type { Mode } from './state.ts';

/** One step as it is designed: who signs, how many of them, and what happens when nobody does. */
export interface ChainStep {
  readonly mode: Mode;
  readonly posts: readonly Post[];
  /** Share of the holders that must agree, in basis points; only for `share`. */
  readonly share?: number | null;
  readonly timeoutHours?: number | null;
  readonly autoReject?: boolean;
  /** Signs where nobody holds the post, or where the holder is the one who asks and has nobody above him. */
  readonly alternate?: Post | null;
}

/** Steps by amount or share: (above, upTo]. */
export interface ChainBand { readonly above: number | null; readonly upTo: number | null; readonly steps: readonly ChainStep[] }

/** What applies under certain conditions; the first route that fits is taken, the last one has no conditions. */
export interface ChainRoute { readonly when: readonly Condition[]; readonly bands: readonly ChainBand[] }

/** An approval chain of one control, as the company designed it. */
export interface Chain {
  /** The field of the content that the bands are over; null: one band for everything. */
  readonly field: string | null;
  readonly unit: 'fen' | 'basisPoints' | 'days' | 'points';
  readonly routes: readonly ChainRoute[];
  /** Posts that get a copy when it is decided. */
  readonly copyTo: readonly Post[];
  /** How long an approval may be used once given. */
  readonly validHours: number;
}

export const VALID_HOURS = 30 * 24;
const fault = (zh: string, en: string): Words => words(zh, en);

/** The chain that the clause itself declares: its steps, then its bands, whose posts sign in order. */
export function declaredChain(control: Approval, bands: { unit: Chain['unit']; value: readonly { above: number | bigint | null; upTo: number | bigint | null; result: unknown }[] } | null): Chain {
  const steps: ChainStep[] = (control.steps ?? []).map((s) => ({ mode: s.mode, posts: s.posts }));
  const end = (n: number | bigint | null) => (n === null ? null : Number(n));
  const own = bands?.value.map((b): ChainBand => ({ above: end(b.above), upTo: end(b.upTo), steps: [...steps, { mode: 'sequence', posts: b.result as Post[] }] }));
  return {
    field: control.matrix?.field ?? null, unit: bands?.unit ?? 'fen', copyTo: [], validHours: VALID_HOURS,
    routes: [{ when: [], bands: own ?? [{ above: null, upTo: null, steps }] }],
  };
}

function stepFaults(step: ChainStep, at: string): Words[] {
  const faults: Words[] = [];
  if (step.posts.length === 0 || !step.posts.every((p) => allPosts.includes(p))) faults.push(fault(`${at}须有审批岗位。`, `${at}: name the posts that sign.`));
  if (step.mode === 'share' && !(step.share && step.share > 0 && step.share <= 10_000)) faults.push(fault(`${at}票签比例须在 0 与 100% 之间。`, `${at}: the share must lie above 0 and up to 100 %.`));
  if (step.timeoutHours !== null && step.timeoutHours !== undefined && !(step.timeoutHours >= 1 && step.timeoutHours <= 720)) faults.push(fault(`${at}超时须为 1 至 720 小时。`, `${at}: the timeout is 1 to 720 hours.`));
  if (step.autoReject && !step.timeoutHours) faults.push(fault(`${at}自动驳回须先设超时。`, `${at}: rejection by itself needs a timeout.`));
  return faults;
}

/** What is wrong with a chain: gaps, overlaps, steps without posts, cases that no route takes. Empty: it may be published. */
export function chainFaults(chain: Chain): Words[] {
  const faults: Words[] = [];
  if (chain.routes.length === 0) return [fault('审批流至少要有一条路线。', 'A chain has at least one route.')];
  if (chain.routes.at(-1)!.when.length > 0) faults.push(fault('最后一条路线不能带条件，否则有的申请无人审批。', 'The last route takes everything else: it has no conditions.'));
  if (chain.routes.slice(0, -1).some((r) => r.when.length === 0)) faults.push(fault('不带条件的路线只能放在最后，它之后的永远不会用到。', 'A route without conditions stands last: those behind it are never taken.'));
  chain.routes.forEach((route, r) => {
    const at = words(`路线 ${r + 1}：`, `Route ${r + 1}: `);
    faults.push(...bandFaults(route.bands).map((f) => fault(at.zh + f.reason.zh, at.en + f.reason.en)));
    if (chain.field === null && route.bands.length > 1) faults.push(fault(`${at.zh}分档须先选择金额或比例字段。`, `${at.en}bands need a field.`));
    route.bands.forEach((band, b) => {
      if (band.steps.length === 0) faults.push(fault(`${at.zh}第 ${b + 1} 档没有审批环节。`, `${at.en}band ${b + 1} has no step.`));
      band.steps.forEach((step, s) => faults.push(...stepFaults(step, `${at.zh}${b + 1}-${s + 1} `)));
    });
  });
  return faults;
}

export interface Chosen { readonly route: number; readonly band: number; readonly steps: readonly ChainStep[]; readonly figure: number | null }

/** The steps for this content. A missing or broken figure takes the highest band: never the easier way. */
export function choose(chain: Chain, content: Readonly<Record<string, unknown>>): Chosen {
  const route = chain.routes.findIndex((r) => holds(r.when, content as Record<string, Atom>));
  const { bands } = chain.routes[Math.max(route, 0)]!;
  const given = chain.field === null ? null : content[chain.field];
  const figure = typeof given === 'number' && Number.isSafeInteger(given) ? given : typeof given === 'bigint' ? Number(given) : null;
  const band = figure === null ? bands.at(-1)! : (bandOf(bands, figure) ?? bands.at(-1)!);
  return { route: Math.max(route, 0), band: bands.indexOf(band), steps: band.steps, figure };
}
