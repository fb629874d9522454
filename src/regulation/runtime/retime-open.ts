import { z } from 'zod';
import { system } from '../../kernel/actor.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { runVerb, verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { obligationsRetimed } from '../facts.ts';
import type { Engine } from './engine.ts';
import { retime, runningColumns, type Running } from './retiming.ts';

const BATCH = 500;

/**
 * Times open obligations by the newest known calendar (engine.md §2: calendars are facts, open obligations follow them; closed
 * verdicts do not). Those that have been timed by it already are left alone, so that it may be run again at any time.
 */
const retimeObligations = (engine: Engine) =>
  verb({
    name: 'regulation.retime-obligations',
    title: words('按新日历重算时限', 'Time open obligations anew'),
    may: {},
    input: z.strictObject({ calendar: z.string(), ids: z.array(z.uuid()).min(1).max(BATCH) }),
    run: async (tx, { calendar, ids }): Promise<{ retimed: number }> => {
      const version = engine.calendars.named(calendar).version;
      const rows = await tx.rows<Running & Record<string, unknown>>(
        'regulation.to_retime',
        `select ${runningColumns} from regulation.obligation o where o.id = any($1::uuid[]) and o.open and o.calendar_version <> $2 order by o.id for update`,
        [ids, version],
      );
      if (rows.length === 0) return { retimed: 0 };
      const retimes = rows.map((row) => retime(engine, row, row.pauses, tx.now, 'calendar'));
      await tx.rows('regulation.retime', 'select regulation.apply($1::jsonb)', [JSON.stringify({ now: tx.now, closes: [], opens: [], retimes, gates: [] })]);
      tx.fact(obligationsRetimed, calendar, { name: calendar, version, count: rows.length });
      return { retimed: rows.length };
    },
  });

/** Everything open that was timed by an older calendar. @returns how many due times were worked out anew */
export async function retimeAll(kernel: Kernel, engine: Engine): Promise<number> {
  const v = retimeObligations(engine);
  let retimed = 0;
  for (const name of engine.calendars.names()) {
    if (name === 'natural') continue;
    const controls = [...engine.compiled.deadlines.values()].filter((p) => p.control.calendar === name);
    if (controls.length === 0) continue;
    const { rows } = await kernel.db.query<{ id: string }>(
      `select o.id from unnest($1::text[], $2::text[]) c(clause, control)
       join regulation.obligation o on o.clause = c.clause and o.control = c.control and o.open where o.calendar = $3 and o.calendar_version <> $4`,
      [controls.map((p) => p.clause), controls.map((p) => p.control.id), name, engine.calendars.named(name).version], 'regulation.outdated');
    for (let at = 0; at < rows.length; at += BATCH) {
      const answer = await runVerb(kernel, v, { calendar: name, ids: rows.slice(at, at + BATCH).map((r) => r.id) }, { actor: system('章程引擎') });
      retimed += answer.retimed;
    }
  }
  return retimed;
}
