import { z } from 'zod';
import { fact } from '../fact.ts';
import { words } from '../words.ts';
import { ERASED_FACT } from './erasure-record.ts';

export const packetRequested = fact('evidence.packet-requested', {
  subject: 'evidence-packet', payload: z.object({ kind: z.enum(['clause', 'case', 'person']), about: z.record(z.string(), z.union([z.string(), z.null()])) }),
  sentence: (p) => words(`取证：${{ clause: '条款', case: '个案', person: '人员' }[p.kind]}`, `Evidence packet asked for: ${p.kind}`),
});
export const checkRequested = fact('evidence.check-requested', {
  subject: 'seal-check', payload: z.object({}), sentence: () => words('要求核对证据链', 'Verification of the chain asked for'),
});
export const packetMade = fact('evidence.packet-made', {
  subject: 'evidence-packet', payload: z.object({ digest: z.string(), records: z.int() }), sentence: (p) => words(`证据包已做成（${p.records} 条事实）`, `Evidence packet made (${p.records} facts)`),
});
export const packetFailed = fact('evidence.packet-failed', {
  subject: 'evidence-packet', payload: z.object({ reason: z.enum(['too-much', 'error']) }), sentence: () => words('证据包没有做成', 'Evidence packet not made'),
});
export const chainVerified = fact('evidence.chain-verified', {
  subject: 'seal-check', payload: z.object({ sound: z.boolean(), positions: z.int(), problems: z.int() }),
  sentence: (p) => words(p.sound ? `证据链核对完好（${p.positions} 位）` : `证据链核对：${p.problems} 处不符`, p.sound ? `Chain verified (${p.positions} positions)` : `Chain verified: ${p.problems} faults`),
});
/** The one change of facts that there is: by law, with a reason. `hash` is what the emptied content hashes to since. */
export const dataErased = fact(ERASED_FACT, {
  subject: 'erasure', payload: z.object({ reason: z.string(), erased: z.array(z.object({ seq: z.int(), hash: z.string() })) }),
  sentence: (p) => words(`按规定删除个人信息：${p.erased.length} 条事实的内容被清除`, `Personal data erased by law: the content of ${p.erased.length} facts was emptied`),
});
