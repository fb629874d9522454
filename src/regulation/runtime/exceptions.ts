import type { Tx } from '../../kernel/tx.ts';
import { words } from '../../kernel/words.ts';
import type { Clause } from '../clause.ts';
import { gateOverridden } from '../facts.ts';
import { writeNotices } from '../notices/write-notices.ts';
import { keyOf } from './compile.ts';

/** An override belongs on the timelines of what the verb acted on, which its other facts tell. */
export function placeOverrides(tx: Tx): void {
  const touched = tx.facts.filter((f) => f.type !== gateOverridden.type).flatMap((f) => f.objects);
  const objects = [...new Map(touched.map((o) => [`${o.type} ${o.id}`, o])).values()];
  for (const fact of tx.facts) if (fact.type === gateOverridden.type) fact.objects = [...fact.objects, ...objects];
}

/** Whoever did something although what is only watched was missing is asked why (engine.md §1): a notice for each control, that counts. */
export async function askReasons(tx: Tx, rulebook: readonly Clause[]): Promise<void> {
  const { id: staffId, kind } = tx.actor;
  if (kind !== 'person' || staffId === null) return;
  const asked = Map.groupBy(tx.facts.filter((f) => f.type === gateOverridden.type && f.payload['reason'] === null), (f) => keyOf(String(f.payload['clause']), String(f.payload['control'])));
  await writeNotices(tx, [...asked].map(([key, facts]) => {
    const { clause, control } = facts[0]!.payload as { clause: string; control: string };
    const title = rulebook.find((c) => c.id === clause)?.controls.find((c) => c.id === control)?.title ?? words(control, control);
    return {
      staffId, topic: `exceptions/${key}`, showAt: tx.now, href: `/rulebook/${clause}/exceptions?control=${control}&unexplained=true`,
      text: words(`第 ${clause} 条「${title.zh}」：条件不全而照办，请说明原因`, `Clause ${clause}, ${title.en}: done although something was missing; please say why`),
    };
  }));
}
