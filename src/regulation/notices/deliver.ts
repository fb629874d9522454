import { z } from 'zod';
import { system } from '../../kernel/actor.ts';
import { MINUTE } from '../../kernel/clock.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Tx } from '../../kernel/tx.ts';
import { runVerb, verb } from '../../kernel/verb.ts';
import { words, type Language } from '../../kernel/words.ts';
import type { Directory } from '../directory.ts';
import type { Engine } from '../runtime/engine.ts';
import type { NoticeTable } from '../schema.ts';
import { hrefOfNotice, textOfNotice, usedAt } from './queries.ts';
import { worksAt } from './working-time.ts';

/** How many notices are written out in one message; the rest is a number and a link. */
const WRITTEN = 20;

interface Ready extends NoticeTable { mail: string | null; robot_id: string | null }

/**
 * Hands notices over to the mail or robot that a person has chosen (engine.md §3 rule 12): nothing outside his working time, nothing that
 * he has read meanwhile, and all notices of a while as one message. An urgent one does not wait for the others; it takes them along.
 */
export const deliverNotices = (engine: Engine, directory: Directory, publicUrl: string | null) =>
  verb({
    name: 'regulation.deliver-notices', title: words('外发通知', 'Hand notices over'), may: {}, input: z.strictObject({ people: z.int().min(1).max(1_000) }),
    run: async (tx, { people }): Promise<{ people: number }> => {
      const awake = await whoIsAtWork(tx, engine, directory);
      if (awake.length === 0) return { people: 0 };
      const rows = await tx.rows<Ready & Record<string, unknown>>('regulation.take_notices',
        `with open as (
           select n.staff_id, min(greatest(n.show_at, n.created_at)) as first_at, bool_or(n.urgent) as urgent
           from regulation.notice n where n.delivered_at is null and n.read_at is null and n.show_at <= to_timestamp($1::bigint / 1000.0) group by n.staff_id),
         due as (
           select o.staff_id, c.mail, c.robot_id from open o join regulation.notice_choice c on c.staff_id = o.staff_id and (c.mail is not null or c.robot_id is not null)
           where o.staff_id = any ($3::uuid[]) and (o.urgent or o.first_at <= to_timestamp($1::bigint / 1000.0) - make_interval(mins => c.digest_minutes)) order by o.staff_id limit $2),
         taken as (
           select n.id from regulation.notice n join due d on d.staff_id = n.staff_id
           where n.delivered_at is null and n.read_at is null and n.show_at <= to_timestamp($1::bigint / 1000.0) order by n.id for update of n skip locked)
         update regulation.notice n set delivered_at = to_timestamp($1::bigint / 1000.0) from taken t, due d where n.id = t.id and d.staff_id = n.staff_id returning n.*, d.mail, d.robot_id`,
        [tx.now, people, awake]);
      if (rows.length === 0) return { people: 0 };
      const byPerson = Map.groupBy(rows, (row) => row.staff_id);
      const known = await directory.peopleAt(tx, [...byPerson.keys()], tx.now);
      for (const [staffId, notices] of byPerson) write(tx, engine, notices, known.get(staffId)?.language ?? 'zh', publicUrl);
      return { people: byPerson.size };
    },
  });

/**
 * Who may be written to now: those who work, those whose notices came while they worked, and those for whom one cannot wait. Whoever is told
 * something at night, by whatever part of the product, finds it in the application and in his mail when he comes.
 */
async function whoIsAtWork(tx: Tx, engine: Engine, directory: Directory): Promise<string[]> {
  const waiting = await tx.rows<{ staff_id: string; first_at: number; urgent: boolean }>('regulation.waiting_notices',
    `select n.staff_id, min(greatest(n.show_at, n.created_at)) as first_at, bool_or(n.urgent) as urgent from regulation.notice n join regulation.notice_choice c on c.staff_id = n.staff_id and (c.mail is not null or c.robot_id is not null)
     where n.delivered_at is null and n.read_at is null and n.show_at <= to_timestamp($1::bigint / 1000.0) group by n.staff_id order by n.staff_id`, [tx.now]);
  const ids = waiting.filter((w) => !w.urgent).map((w) => w.staff_id);
  if (ids.length === 0) return waiting.map((w) => w.staff_id);
  const [posts, at] = await Promise.all([directory.people(tx, ids), directory.peopleAt(tx, ids, tx.now)]);
  return waiting.filter(({ staff_id: id, first_at: first, urgent }) => urgent || [tx.now, first].some((instant) => worksAt(engine, posts.get(id)?.posts ?? [], { staffId: id, week: at.get(id)?.week ?? null }, instant)))
    .map((w) => w.staff_id);
}

function write(tx: Tx, engine: Engine, notices: readonly Ready[], language: Language, publicUrl: string | null): void {
  // What is urgent first, then what is overdue, then what is about to be, and the news last.
  const weight = (n: Ready): number => (n.urgent ? 1_000_000 : (usedAt(engine, n) ?? 0));
  const sorted = notices.toSorted((a, b) => weight(b) - weight(a) || a.show_at - b.show_at || (a.id < b.id ? -1 : 1));
  const say = (zh: string, en: string): string => (language === 'zh' ? zh : en);
  const link = (href: string): string => (publicUrl ? `\n  ${new URL(href, publicUrl).href}` : '');
  const lines = sorted.slice(0, WRITTEN).map((n) => {
    const href = hrefOfNotice(engine, n);
    return `· ${n.urgent ? say('【急】', '[urgent] ') : ''}${textOfNotice(engine, n)[language]}${href ? link(href) : ''}`;
  });
  if (sorted.length > WRITTEN) lines.push(say(`另有 ${sorted.length - WRITTEN} 条`, `and ${sorted.length - WRITTEN} more`));
  const first = textOfNotice(engine, sorted[0]!)[language];
  const title = sorted.length === 1 ? first : say(`${sorted.length} 条通知：${first}`, `${sorted.length} notices: ${first}`);
  // One alone is said once: its heading is the line.
  const text = `${sorted.length === 1 ? '' : `${title}\n\n`}${lines.join('\n')}${publicUrl ? `\n\n${say('我的工作', 'My work')}: ${new URL('/', publicUrl).href}` : ''}\n`;
  const key = `notices:${sorted[0]!.id}:${tx.now}`;
  const { mail, robot_id: robot } = sorted[0]!;
  if (mail && tx.channels.has('mail')) tx.message({ channel: 'mail', recipient: mail, dedupeKey: `${key}:mail`, payload: { subject: `【店章】${title}`.slice(0, 180), text } });
  if (robot) tx.message({ channel: 'robot', recipient: robot, dedupeKey: `${key}:robot`, payload: { title, text } });
}

export const noticeJob = (engine: Engine, directory: Directory, publicUrl: string | null) => {
  const deliver = deliverNotices(engine, directory, publicUrl);
  return {
    name: 'regulation.deliver-notices', everyMs: MINUTE,
    run: async (kernel: Kernel): Promise<void> => {
      while ((await runVerb(kernel, deliver, { people: 200 }, { actor: system('规章') })).people === 200) { /* the rest */ }
    },
  };
};
