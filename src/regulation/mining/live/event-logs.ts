import { z } from 'zod';
import { personOf, type Actor } from '../../../kernel/actor.ts';
import type { OtherUpload } from '../../../kernel/evidence/erase-files.ts';
import { dropFiles, keepFile } from '../../../kernel/keep-file.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import type { LogReading } from '../log-file.ts';
import { mayReadMaps } from './may.ts';
import { miningNo } from './refusals.ts';

export interface EventLogRow { id: string; owner: string; sha256: string; size: bigint; name: string; reading: LogReading; life: string | null; created_at: number }

/** Logs of one person that are kept; the oldest go when another comes. */
export const LOGS_KEPT = 20;
export const MAX_LOG = 500_000_000;
const LIFE_CHARACTERS = 1_000_000;
const column = z.string().max(300);

/** Keeps a log that somebody brought, as his own; its content lies in the file store already. */
export const keepLog = verb({
  name: 'regulation.keep-event-log', title: words('保存外部事件日志', 'Keep a log of events'), may: mayReadMaps,
  input: z.strictObject({
    file: z.strictObject({ sha256: z.string(), size: z.int(), name: z.string().max(200), mediaType: z.string().max(200) }),
    reading: z.strictObject({ case: column, activity: column, time: column, resource: column, start: column, zone: column, delimiter: column, encoding: column, dateOrder: z.enum(['dmy', 'mdy']), pairs: z.boolean() }).partial(),
    life: z.string().max(LIFE_CHARACTERS).nullable(),
  }),
  run: async (tx, { file, reading, life }) => {
    const [fileId] = await keepFile(tx, [file]);
    const logId = tx.newId();
    await tx.rows('regulation.keep_event_log', 'insert into regulation.event_log (id, owner, file_id, sha256, size, name, reading, life, created_at) values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, to_timestamp($9::bigint / 1000.0))',
      [logId, personOf(tx.actor), fileId, file.sha256, file.size, file.name, JSON.stringify(reading), life, tx.now]);
    const old = await tx.rows<{ file_id: string }>('regulation.drop_old_event_logs',
      'delete from regulation.event_log where id in (select id from (select id, row_number() over (order by created_at desc, id desc) as n from regulation.event_log where owner = $1 and id <> $3) l where n >= $2) returning file_id', [personOf(tx.actor), LOGS_KEPT, logId]);
    await dropFiles(tx, old.map((row) => row.file_id));
    tx.audit({ type: 'event-log', id: logId }, { name: file.name, bytes: file.size });
    return { id: logId, name: file.name, life: life !== null };
  },
});

/** Throws a log away; the content leaves the disk with the next sweep. */
export const forgetLog = verb({
  name: 'regulation.forget-event-log', title: words('删除外部事件日志', 'Throw a log of events away'), may: mayReadMaps, input: z.strictObject({ id }),
  run: async (tx, input) => {
    const [row] = await tx.rows<{ file_id: string; name: string }>('regulation.forget_event_log', 'delete from regulation.event_log where id = $1 and owner = $2 returning file_id, name', [input.id, personOf(tx.actor)]);
    if (!row) throw refuse(miningNo['log-gone']);
    await dropFiles(tx, [row.file_id]);
    tx.audit({ type: 'event-log', id: input.id }, { name: row.name });
    return { id: input.id };
  },
});

/** A log is seen by whoever brought it. @throws Refusal when it is not there any more */
export async function ownLog(kernel: Kernel, actor: Actor, logId: string): Promise<EventLogRow> {
  const { rows: [row] } = await kernel.db.query<EventLogRow & Record<string, unknown>>('select id, owner, sha256, size, name, reading, life, created_at from regulation.event_log where id = $1 and owner = $2', [logId, actor.id], 'regulation.own_event_log');
  if (!row) throw refuse(miningNo['log-gone']);
  return row;
}

export async function ownLogs(kernel: Kernel, actor: Actor): Promise<EventLogRow[]> {
  const { rows } = await kernel.db.query<EventLogRow & Record<string, unknown>>('select id, owner, sha256, size, name, reading, life, created_at from regulation.event_log where owner = $1 order by created_at desc, id desc', [actor.id], 'regulation.own_event_logs');
  return rows;
}

/** Every log that is kept, whoever brought it: they are looked through when a person asks to be forgotten. */
export async function keptLogs(kernel: Kernel): Promise<OtherUpload[]> {
  const { rows } = await kernel.db.query<{ id: string; sha256: string; name: string; created_at: number }>('select id, sha256, name, created_at from regulation.event_log order by created_at, id', [], 'regulation.kept_event_logs');
  return rows.map((row) => ({ id: row.id, sha256: row.sha256, name: row.name, createdAt: row.created_at }));
}

/** Takes logs of these contents away from whoever brought them; the contents themselves are erased by the caller. @returns how many */
export const eraseLogs = async (tx: Tx, hashes: readonly string[]): Promise<number> =>
  (hashes.length === 0 ? [] : await tx.rows('regulation.erase_event_logs', 'delete from regulation.event_log where sha256 = any ($1) returning id', [hashes])).length;
