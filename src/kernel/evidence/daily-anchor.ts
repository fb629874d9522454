import { DAY, dayOf, localText } from '../clock.ts';
import type { Kernel } from '../kernel.ts';
import { newId } from '../ids.ts';
import { system } from '../actor.ts';
import { anchorFile, makeAnchors, type Anchor } from './anchors.ts';
import type { AnchorKey } from './anchor-key.ts';
import { fingerprint } from './offline/hashes.ts';
import type { Sealer } from './sealer.ts';

/** What anchoring needs of the installation. */
export interface Anchoring {
  readonly key: AnchorKey;
  readonly folder: string;
  readonly sealer: Sealer;
  /** Addresses that get the daily anchor by mail: the auditor's. */
  readonly mailTo: readonly string[];
}

/** Once a day, for the day that has ended: anchor, file, mail. Asking again changes nothing. */
export async function anchorDay(kernel: Kernel, given: Anchoring): Promise<Anchor | null> {
  const day = dayOf(kernel.clock.now() - DAY);
  const { rows } = await kernel.db.query("select from kernel.seal_anchor where reason = 'daily' and day = $1", [day]);
  if (rows.length > 0) return null;
  await given.sealer.drain();
  const anchor = (await makeAnchors(kernel, { ...given, reason: 'daily', day })).find((a) => a.reason === 'daily') ?? null;
  if (anchor) await mailAnchor(kernel, anchor, given.mailTo);
  return anchor;
}

async function mailAnchor(kernel: Kernel, anchor: Anchor, to: readonly string[]): Promise<void> {
  const now = kernel.clock.now();
  const text = [
    `店章 · 证据链每日锚点 / Dianzhang · daily anchor of the evidence chain`, '',
    `日期 day: ${anchor.day}`, `编号 number: ${anchor.number}`, `位置 positions: ${anchor.from}–${anchor.to}`, `链首 head: ${anchor.head}`, `当日根 root: ${anchor.root ?? '—'}`,
    `签名密钥 key: ${fingerprint(anchor.publicKey)}`, `制作时间 made at: ${localText(anchor.madeAt)}`, '',
    '请妥善保存此邮件：日后核对证据包或整库导出时，以此处的链首为准（dianzhang verify 文件 --anchors 锚点文件）。',
    'Keep this mail: what it says about the head is what packets and exports are compared with (dianzhang verify FILE --anchors ANCHOR).', '', anchorFile(anchor),
  ].join('\n');
  const messages = to.map((recipient) => ({
    id: newId(now), channel: 'mail', recipient, payload: { subject: `店章证据链锚点 ${anchor.day} 第 ${anchor.number} 号 · Dianzhang anchor`, text },
    dedupe_key: `anchor:${anchor.number}:${recipient}`, subject_type: 'anchor', subject_id: String(anchor.number), next_at: now,
  }));
  if (messages.length === 0) return;
  const actor = system('封印');
  await kernel.db.query('select kernel.record($1::jsonb)', [JSON.stringify({ now, actor_kind: actor.kind, actor_name: actor.name, verb: 'evidence.anchor', facts: [], objects: [], messages })], 'kernel.record');
}
