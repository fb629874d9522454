import { z } from 'zod';
import { endpoint } from '../../kernel/http/contract.ts';
import { day, id, instant, page, query, text, words as wordsShape } from '../../kernel/schemas.ts';
import { words } from '../../kernel/words.ts';

export const packetKinds = ['clause', 'case', 'person'] as const;
export const packetStates = ['waiting', 'running', 'done', 'failed'] as const;

/** What a packet is about. Days are of the company's zone, both included. */
export const packetAbout = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('clause'), clause: text(20, 1), from: day, to: day, reason: text(500, 2) }),
  z.strictObject({ kind: z.literal('case'), type: text(40, 1), subject: text(60, 1), reason: text(500, 2) }),
  z.strictObject({ kind: z.literal('person'), staff: id, from: day, to: day, reason: text(500, 2) }),
]);
export type PacketAbout = z.output<typeof packetAbout>;

export const packetRow = z.object({
  id, kind: z.enum(packetKinds), title: wordsShape, reason: z.string(), askedAt: instant, askedBy: z.string(), state: z.enum(packetStates), records: z.int().nullable(), obligations: z.int().nullable(),
  /** Facts that were too new to be in the chain and are therefore not in the packet. */ unsealed: z.int().nullable(),
  digest: z.string().nullable(), jsonSize: z.int().nullable(), pdfSize: z.int().nullable(), endedAt: instant.nullable(), error: wordsShape.nullable(),
});
export type PacketRow = z.output<typeof packetRow>;

export const requestPacket = endpoint({ method: 'POST', path: '/evidence/packets', summary: words('取证', 'Take evidence'), body: packetAbout, response: z.object({ id }) });
export const listPackets = endpoint({
  method: 'GET', path: '/evidence/packets', summary: words('证据包列表', 'Evidence packets'),
  query: z.strictObject({ q: query.text(100), kind: query.anyOf(packetKinds), state: query.anyOf(packetStates), sort: query.oneOf(['asked', '-asked']), ...page }),
  response: z.object({ rows: z.array(packetRow), next: z.string().nullable(), total: z.int().nullable() }),
});
export const downloadPacket = endpoint({
  method: 'GET', path: '/evidence/packets/:id/:format', summary: words('下载证据包', 'Download a packet'), params: z.strictObject({ id, format: z.enum(['json', 'pdf']) }), response: z.unknown(),
});

const problem = z.object({ kind: z.string(), position: z.int(), factSeq: z.int().nullable(), says: wordsShape });
export const checkRow = z.object({
  id, askedAt: instant, askedBy: z.string(), state: z.enum(packetStates), checked: z.int(), total: z.int(), endedAt: instant.nullable(), sound: z.boolean().nullable(), erased: z.int().nullable(),
  problems: z.array(problem), problemCount: z.int().nullable(), error: z.string().nullable(),
});
const anchorLine = z.object({ number: z.int(), day, madeAt: instant, reason: z.enum(['daily', 'packet', 'asked']), from: z.int(), to: z.int(), head: z.string(), root: z.string().nullable(), key: z.string() });
export const readChain = endpoint({
  method: 'GET', path: '/evidence/chain', summary: words('证据链状态', 'State of the chain'),
  response: z.object({
    position: z.int(), head: z.string(), sealedAt: instant.nullable(), /** Exact up to 10,000. */ waiting: z.int(), oldestWaiting: instant.nullable(),
    checks: z.array(checkRow), lastAnchor: anchorLine.nullable(), key: z.string(), mailTo: z.int(),
  }),
});
export const requestCheck = endpoint({ method: 'POST', path: '/evidence/checks', summary: words('核对证据链', 'Verify the chain'), body: z.strictObject({}), response: z.object({ id }) });
export const listAnchors = endpoint({
  method: 'GET', path: '/evidence/anchors', summary: words('锚点列表', 'Anchors'),
  query: z.strictObject({ q: query.text(70), reason: query.anyOf(['daily', 'packet', 'asked']), sort: query.oneOf(['number', '-number']), ...page }),
  response: z.object({ rows: z.array(anchorLine), next: z.string().nullable(), total: z.int().nullable() }),
});
export type AnchorLine = z.output<typeof anchorLine>;
