import { sql } from 'kysely';
import type { z } from 'zod';
import type { Asked } from '../../kernel/http/route.ts';
import type { Anchoring } from '../../kernel/evidence/daily-anchor.ts';
import { lastAnchor } from '../../kernel/evidence/anchors.ts';
import { fingerprint } from '../../kernel/evidence/offline/hashes.ts';
import { chainState } from '../../kernel/evidence/sealer.ts';
import { every, page } from '../../kernel/keyset.ts';
import type { Words } from '../../kernel/words.ts';
import type { AnchorLine, checkRow, listAnchors, listPackets, PacketRow } from './contract.ts';

type QueryOf<E extends { query?: z.ZodType }> = z.output<NonNullable<E['query']>>;
const like = (q: string): string => `%${q.replace(/[\\%_]/g, (c) => `\\${c}`)}%`;

export async function packets({ kernel, query }: Asked<undefined, QueryOf<typeof listPackets>>) {
  const found = await page<Record<string, unknown>, 'asked'>(kernel, {
    select: sql`p.id, p.kind, p.title, p.reason, p.asked_at, p.asked_by_name, p.state, p.records, p.obligations, p.unsealed, p.digest, p.json_size, p.pdf_size, p.ended_at, p.error`,
    from: sql`from kernel.evidence_packet p ${every([
      query.kind && sql`p.kind = any(${[...query.kind]}::text[])`, query.state && sql`p.state = any(${[...query.state]}::text[])`,
      query.q ? sql`(p.title ->> 'zh' ilike ${like(query.q)} or p.title ->> 'en' ilike ${like(query.q)} or p.reason ilike ${like(query.q)} or p.asked_by_name ilike ${like(query.q)})` : null,
    ])}`,
    id: sql`p.id`, orders: { asked: { by: sql`p.asked_at`, type: 'timestamptz' } }, sort: query.sort ?? '-asked', cursor: query.cursor, limit: query.limit,
  });
  return {
    ...found,
    rows: found.rows.map((r): PacketRow => ({
      id: r['id'] as string, kind: r['kind'] as PacketRow['kind'], title: r['title'] as Words, reason: r['reason'] as string, askedAt: r['asked_at'] as number, askedBy: r['asked_by_name'] as string,
      state: r['state'] as PacketRow['state'], records: r['records'] as number | null, obligations: r['obligations'] as number | null, unsealed: r['unsealed'] as number | null, digest: r['digest'] as string | null,
      jsonSize: size(r['json_size']), pdfSize: size(r['pdf_size']), endedAt: r['ended_at'] as number | null, error: r['error'] as Words | null,
    })),
  };
}
const size = (n: unknown): number | null => (n === null ? null : Number(n));

export async function anchors({ kernel, query }: Asked<undefined, QueryOf<typeof listAnchors>>) {
  const found = await page<Record<string, unknown>, 'number'>(kernel, {
    select: sql`a.number, a.day, a.made_at, a.reason, a.from_position, a.to_position, encode(a.head, 'hex') as head, encode(a.root, 'hex') as root, a.public_key`,
    from: sql`from kernel.seal_anchor a ${every([
      query.reason && sql`a.reason = any(${[...query.reason]}::text[])`,
      query.q ? sql`(a.day::text like ${like(query.q)} or encode(a.head, 'hex') like ${like(query.q.toLowerCase())} or encode(a.root, 'hex') like ${like(query.q.toLowerCase())})` : null,
    ])}`,
    id: sql`a.number`, idType: 'bigint', orders: { number: { by: sql`a.number`, type: 'bigint' } }, sort: query.sort ?? '-number', cursor: query.cursor, limit: query.limit,
  });
  return {
    ...found,
    rows: found.rows.map((r): AnchorLine => ({
      number: Number(r['number']), day: r['day'] as string, madeAt: r['made_at'] as number, reason: r['reason'] as AnchorLine['reason'], from: Number(r['from_position']), to: Number(r['to_position']),
      head: r['head'] as string, root: r['root'] as string | null, key: fingerprint(r['public_key'] as string),
    })),
  };
}

export const chain = (anchoring: Anchoring) => async ({ kernel }: Asked<undefined, undefined>) => {
  const [state, last, checks] = await Promise.all([
    chainState(kernel), lastAnchor(kernel.db),
    kernel.db.query<Record<string, unknown>>('select * from kernel.seal_check order by asked_at desc limit 10', [], 'evidence.checks'),
  ]);
  return {
    position: state.position, head: state.hash, sealedAt: state.sealedAt, waiting: state.waiting, oldestWaiting: state.oldestWaiting,
    checks: checks.rows.map((c): z.input<typeof checkRow> => ({
      id: c['id'] as string, askedAt: c['asked_at'] as number, askedBy: c['asked_by_name'] as string, state: c['state'] as 'done', checked: Number(c['checked']), total: Number(c['total']), endedAt: c['ended_at'] as number | null,
      sound: c['sound'] as boolean | null, erased: size(c['erased']), problems: c['problems'] as never, problemCount: size(c['problem_count']), error: c['error'] as string | null,
    })),
    lastAnchor: last ? { number: last.number, day: last.day, madeAt: last.madeAt, reason: last.reason, from: last.from, to: last.to, head: last.head, root: last.root, key: fingerprint(last.publicKey) } : null,
    key: fingerprint(anchoring.key.publicKey), mailTo: anchoring.mailTo.length,
  };
};
