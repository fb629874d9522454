import type { FileStore } from '../../kernel/file-store.ts';
import { act, raw, read, type Route } from '../../kernel/http/route.ts';
import type { Anchoring } from '../../kernel/evidence/daily-anchor.ts';
import type { Parts } from '../parts.ts';
import * as contract from './contract.ts';
import { sendPacket } from './download.ts';
import { evidencePolicy as may } from './policy.ts';
import { anchors, chain, packets } from './queries.ts';
import { requestCheckVerb, requestPacketVerb } from './request-packet.ts';

export const evidenceRoutes = (parts: Parts, anchoring: Anchoring, files: FileStore): Route[] => [
  read(contract.readChain, may, chain(anchoring)),
  read(contract.listAnchors, may, anchors),
  read(contract.listPackets, may, packets),
  act(contract.requestPacket, requestPacketVerb(parts)),
  act(contract.requestCheck, requestCheckVerb),
  raw(contract.downloadPacket, may, ({ kernel, params, meta, reply }) => sendPacket(kernel, files, params, meta, reply)),
];
