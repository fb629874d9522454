import { createReadStream } from 'node:fs';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { FileStore } from '../../kernel/file-store.ts';
import type { CallMeta } from '../../kernel/http/route.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { id } from '../../kernel/schemas.ts';
import { runVerb, verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { evidencePolicy } from './policy.ts';

/** Evidence that leaves the house is noted: who took which packet, in which form. */
export const takePacket = verb({
  name: 'evidence.take-packet', title: words('下载证据包', 'Download a packet'), may: evidencePolicy, input: z.strictObject({ id, format: z.enum(['json', 'pdf']) }),
  subject: async (tx, input) => (await tx.rows<{ digest: string | null; sha256: string | null }>(`evidence.packet_${input.format}`,
    `select digest, ${input.format}_sha256 as sha256 from kernel.evidence_packet where id = $1 and state = 'done'`, [input.id]))[0] ?? null,
  run: async (tx, input, packet) => {
    if (packet.sha256 === null || packet.digest === null) throw refuse(kernelNo['not-found']);
    tx.audit({ type: 'evidence-packet', id: input.id }, { format: input.format, digest: packet.digest });
    return { sha256: packet.sha256, digest: packet.digest };
  },
});

export async function sendPacket(kernel: Kernel, files: FileStore, params: { id: string; format: 'json' | 'pdf' }, meta: CallMeta, reply: FastifyReply): Promise<unknown> {
  const { sha256, digest } = await runVerb(kernel, takePacket, params, { actor: meta.actor, ip: meta.ip });
  return reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff').type(params.format === 'json' ? 'application/json' : 'application/pdf')
    .header('content-disposition', `attachment; filename="evidence-${digest.slice(0, 12)}.${params.format}"`).send(createReadStream(files.pathOf(sha256)));
}
