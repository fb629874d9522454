import { checkSample } from '../../regulation/samples/contract.ts';
import type { Chance } from './random.ts';
import { through, type Tale } from './tale.ts';

/** The heads look at what was drawn, some of it each time: mostly well done, here and there a point is missing. Nobody looks at his own. */
export async function checkSamples(tale: Tale, random: Chance): Promise<void> {
  const { kernel, engine } = tale.product;
  const { rows } = await kernel.db.query<{ id: string; clause: string; control: string; by_post: string; done_by: string | null; checked_person: string | null; version: number }>(
    "select id, clause, control, by_post, done_by, checked_person, version from regulation.sample_check where state in ('waiting', 'second-look') order by occurred_at, id limit 12");
  for (const row of rows) {
    const control = engine.rulebook.find((c) => c.id === row.clause)?.controls.find((c) => c.id === row.control);
    const by = Object.values(tale.company.actors).find((a) => a.posts.some((p) => p === row.by_post) && a.id !== row.done_by && a.personId !== row.checked_person);
    if (control?.kind !== 'attest' || !by) continue;
    const miss = random.yes(0.2) ? random.int(0, control.checks.length - 1) : -1;
    await through(tale, checkSample, by, { id: row.id }, { version: row.version, answers: control.checks.map((_, i) => i !== miss), note: miss < 0 ? null : '这一点没有做到，已当面说明' });
  }
}
