import type { Runner } from '../../kernel/query.ts';
import { words, type Words } from '../../kernel/words.ts';
import type { Approval, Clause } from '../clause.ts';
import type { BandsParameter } from '../declare-parameter.ts';
import type { Engine } from '../runtime/engine.ts';
import { declaredChain, VALID_HOURS, type Chain, type ChainStep } from './chain.ts';

type On = { runner: Runner };

/** Something that wants an approval: a control of a clause, or an act of the engine itself. */
export interface ChainHome {
  /** `2.2.3/discount-approved`, or the name of a verb of the engine. */
  readonly key: string;
  readonly clause: string | null;
  readonly control: Approval | null;
  readonly verb: string;
  readonly title: Words;
  readonly chain: Chain;
  /** Each step is signed by another natural person. */
  readonly apart?: true;
}

const CORRECT = 'regulation.correct-parameter';
const flat = (steps: readonly ChainStep[]): Chain => ({ field: null, unit: 'fen', routes: [{ when: [], bands: [{ above: null, upTo: null, steps }] }], copyTo: [], validHours: VALID_HOURS });
const oneOfTheHeads: ChainStep = { mode: 'any', posts: ['department-head', 'general-manager'], alternate: 'auditor' };

/** Acts of the engine itself that another person approves: the rulebook's values, and the chains themselves. */
export const ownHomes: readonly ChainHome[] = [
  { key: 'regulation.set-parameter', clause: null, control: null, verb: 'regulation.set-parameter', title: words('修改规章参数', 'Change of a parameter'), chain: flat([oneOfTheHeads]) },
  {
    key: CORRECT, clause: null, control: null, verb: CORRECT, title: words('更正规章参数', 'Correction of a parameter'), apart: true,
    chain: flat([oneOfTheHeads, { mode: 'any', posts: ['general-manager', 'department-head', 'auditor'] }]),
  },
  { key: 'regulation.publish-chain', clause: null, control: null, verb: 'regulation.publish-chain', title: words('修改审批流', 'Change of an approval chain'), chain: flat([oneOfTheHeads]) },
  { key: 'regulation.waive-obligation', clause: null, control: null, verb: 'regulation.waive-obligation', title: words('豁免义务', 'Waiver of an obligation'), chain: flat([oneOfTheHeads]) },
];

export const keyOfControl = (clause: string, control: string): string => `${clause}/${control}`;

/** Everything that wants an approval, with the chain that the rulebook itself declares. */
export function chainHomes(engine: Engine, rulebook: readonly Clause[], at: number): ChainHome[] {
  const declared = rulebook.flatMap((clause) => clause.controls.flatMap((control): ChainHome[] => {
    if (control.kind !== 'approval') return [];
    const bands = control.matrix ? { unit: (engine.values.declared(control.matrix.parameter) as BandsParameter).unit, value: engine.values.at(control.matrix.parameter, at).value as BandsParameter['default'] } : null;
    return [{ key: keyOfControl(clause.id, control.id), clause: clause.id, control, verb: control.verb, title: control.title, chain: declaredChain(control, bands) }];
  }));
  return [...declared, ...ownHomes];
}

/** The chain that holds at an instant: the one that the company published last for it, else the declared one. */
export async function chainAt(on: On, home: ChainHome, at: number): Promise<Chain> {
  const { rows: [row] } = await on.runner.query<{ chain: Chain }>(
    'select chain from regulation.approval_chain where chain_key = $1 and valid_from <= to_timestamp($2::bigint / 1000.0) order by valid_from desc, published_at desc limit 1', [home.key, at], 'regulation.chain_at');
  return row?.chain ?? home.chain;
}
