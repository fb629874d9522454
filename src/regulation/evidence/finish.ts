import { z } from 'zod';
import { chainVerified, packetFailed, packetMade } from '../../kernel/evidence/facts.ts';
import { id, words as wordsShape } from '../../kernel/schemas.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';

const file = z.strictObject({ sha256: z.string(), size: z.int() });

/** The packet is there. Its digest is a fact of its own, so that the chain vouches for what was handed out. */
export const finishPacket = verb({
  name: 'evidence.finish-packet', title: words('证据包做成', 'Packet made'), may: {},
  input: z.strictObject({ id, records: z.int(), obligations: z.int(), unsealed: z.int(), digest: z.string(), json: file, pdf: file }),
  run: async (tx, p) => {
    await tx.rows('evidence.packet_done', `update kernel.evidence_packet set state = 'done', records = $2, obligations = $3, unsealed = $4, digest = $5, json_sha256 = $6, json_size = $7, pdf_sha256 = $8, pdf_size = $9,
      ended_at = to_timestamp($10::bigint / 1000.0) where id = $1`, [p.id, p.records, p.obligations, p.unsealed, p.digest, p.json.sha256, p.json.size, p.pdf.sha256, p.pdf.size, tx.now]);
    tx.fact(packetMade, p.id, { digest: p.digest, records: p.records });
    return { id: p.id };
  },
});

export const failPacket = verb({
  name: 'evidence.fail-packet', title: words('证据包未成', 'Packet not made'), may: {}, input: z.strictObject({ id, reason: z.enum(['too-much', 'error']), says: wordsShape }),
  run: async (tx, p) => {
    await tx.rows('evidence.packet_failed', "update kernel.evidence_packet set state = 'failed', error = $2, ended_at = to_timestamp($3::bigint / 1000.0) where id = $1", [p.id, JSON.stringify(p.says), tx.now]);
    tx.fact(packetFailed, p.id, { reason: p.reason });
    return { id: p.id };
  },
});

export const finishCheck = verb({
  name: 'evidence.finish-check', title: words('核对完毕', 'Verification done'), may: {},
  input: z.strictObject({ id, positions: z.int(), sound: z.boolean(), erased: z.int(), count: z.int(), problems: z.array(z.object({ kind: z.string(), position: z.int(), factSeq: z.int().nullable(), says: wordsShape })).max(100) }),
  run: async (tx, c) => {
    await tx.rows('evidence.check_done', `update kernel.seal_check set state = 'done', checked = $2, sound = $3, erased = $4, problems = $5, problem_count = $6, ended_at = to_timestamp($7::bigint / 1000.0) where id = $1`,
      [c.id, c.positions, c.sound, c.erased, JSON.stringify(c.problems), c.count, tx.now]);
    tx.fact(chainVerified, c.id, { sound: c.sound, positions: c.positions, problems: c.count });
    return { id: c.id };
  },
});
