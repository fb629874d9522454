import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { localText } from '../../kernel/clock.ts';
import { factKind } from '../../kernel/fact.ts';
import { fingerprint } from '../../kernel/evidence/offline/hashes.ts';
import { pdfOf } from '../../kernel/pdf.ts';
import { posts, type Post } from '../../kernel/posts.ts';
import type { Words } from '../../kernel/words.ts';
import { approvalStateWords } from '../approvals/contract.ts';
import { sayCalendarVersion } from '../calendars/contract.ts';
import { sayValue } from '../declare-say.ts';
import type { Parts } from '../parts.ts';
import { caseOf, type BuiltPacket } from './build-packet.ts';
import { heading, PRINTED, said, stamp, table } from './print-parts.ts';
import { numberOf, printedKinds, titleOf } from './print-kinds.ts';

const states: Record<string, string> = { pending: '进行中', paused: '暂停', met: '按时', breached: '超时', cancelled: '取消', waived: '豁免', unknown: '未知' };

interface Asked { title: Words; askedBy: string; reason: string; now: number; publicKey: string }

export const printPacket = (parts: Parts, packet: BuiltPacket, asked: Asked): Promise<Buffer> => pdfOf(packetDocument(parts, packet, asked));

/** The packet to be read: what was found, who did what when, and the hashes by which the JSON beside it is checked. */
export function packetDocument(parts: Parts, packet: BuiltPacket, asked: Asked): TDocumentDefinitions {
  const { obligations } = packet.collected;
  const facts = packet.records.slice(0, PRINTED).map((r) => [String(r.position), localText(Math.trunc(r.fact.occurredAt / 1000)), aboutOf(packet, r), sentenceFor(r.fact.type, r.fact.payload, r.state), r.fact.actorName ?? '', r.hash.slice(0, 16)]);
  const duties = obligations.slice(0, PRINTED).map((o) => [
    titleOf(parts, o), numberOf(packet, o), posts[o['owner_post'] as Post]?.zh ?? said(o['owner_post']), stamp(o['opened_at']), stamp(o['due_at']), stamp(o['stopped_at']),
    states[said(o['state'])] ?? said(o['state']), sayCalendarVersion(said(o['calendar_version'])).zh,
  ]);
  return {
    pageSize: 'A4', pageMargins: [36, 40, 36, 44], info: { title: `证据包 ${asked.title.zh}` },
    footer: (page, pages) => ({ text: `证据包 · evidence packet · ${packet.digest.slice(0, 32)} · ${page}/${pages}`, alignment: 'center', fontSize: 7, margin: [0, 12, 0, 0] }),
    content: [
      { text: '证据包 Evidence packet', fontSize: 18, bold: true }, { text: asked.title.zh, fontSize: 12, margin: [0, 4, 0, 0] }, { text: asked.title.en, color: '#666666', margin: [0, 0, 0, 8], fontFeatures: ['pwid'] },
      facts2([['取证人 taken by', asked.askedBy], ['事由 reason', asked.reason], ['时间 made at', localText(asked.now)], ['事实 facts', String(packet.records.length)], ['义务 duties', String(obligations.length)],
        ['未封 not sealed yet', String(packet.unsealed)], ['摘要 digest', packet.digest], ['密钥 key', fingerprint(asked.publicKey)]]),
      heading('义务与判定 Duties and verdicts', obligations.length), table(['条款与规则', '对象', '责任岗位', '开始', '期限', '完成', '判定', '日历版本'], duties, ['*', 'auto', 'auto', 'auto', 'auto', 'auto', 'auto', 'auto']),
      ...printedKinds(parts, packet),
      heading('事实 Facts', packet.records.length), table(['位置', '时间', '对象', '事实', '行为人', '封印'], facts, ['auto', 'auto', 'auto', '*', 'auto', 'auto']),
      heading('审批 Approvals', packet.collected.approvals.length),
      table(['时间', '标题', '申请人', '结论', '审批人'], packet.collected.approvals.slice(0, PRINTED).map((a) => [stamp(a['requested_at']), (a['title'] as Words | null)?.zh ?? '', said(a['requested_by_name']), approvalStateWords[said(a['state']) as keyof typeof approvalStateWords]?.zh ?? said(a['state']), said(a['decided_by_name'])]), ['auto', '*', 'auto', 'auto', 'auto']),
      heading('参数版本 Parameter versions', packet.collected.parameters.length),
      table(['参数', '数值', '有效期', '批准人'], packet.collected.parameters.slice(0, PRINTED).map((p) => versionLine(parts, p)), ['auto', 'auto', '*', 'auto']),
      { stack: [heading('锚点 Anchors', packet.anchors.length), table(['编号', '日期', '位置', '链首', '根'], packet.anchors.map((a) => [String(a.number), a.day, `${a.from}–${a.to}`, a.head.slice(0, 24), (a.root ?? '—').slice(0, 24)]), ['auto', 'auto', 'auto', '*', '*'])], unbreakable: packet.anchors.length <= 30 },
      { text: '核对：dianzhang verify 证据包.json（无需数据库与网络）。链首应与每日寄给审计员的锚点一致。', margin: [0, 12, 0, 0] },
      { text: 'Check: dianzhang verify PACKET.json (no database, no network). The head must agree with the anchors mailed to the auditor.', color: '#666666' },
    ],
  };
}

/** The case that a fact belongs to; of an erased one only the chain knows. */
function aboutOf(packet: BuiltPacket, r: BuiltPacket['records'][number]): string {
  const { type, id } = caseOf(r.fact);
  return type === 'company' ? '全公司' : (packet.called.get(`${type} ${id}`) ?? '');
}

/** A version of a parameter as the rulebook says it: name, value with its unit, from when to when. */
function versionLine({ engine }: Parts, row: Record<string, unknown>): string[] {
  const key = said(row['key']);
  const version = engine.values.history(key).find((v) => v.id === row['id']);
  const by = said(row['approved_by_name']) || '—';
  // A parameter that a later rulebook no longer has is printed as it was stored.
  const parameter = [...engine.values.all()].find((p) => p.key === key);
  if (!version || !parameter) return [key, JSON.stringify(row['value']), said(row['valid']), by];
  const day = (at: number | null, none: string): string => (at === null || !Number.isFinite(at) ? none : localText(at).slice(0, 16));
  return [parameter.label.zh, sayValue(parameter, version.value).zh, `${day(version.from, '自始')} 至 ${day(version.to, '今')}`, by];
}

function sentenceFor(type: string, payload: unknown, state: 'full' | 'erased'): string {
  if (state === 'erased') return '（内容已依法删除 · erased by law）';
  const kind = factKind(type);
  const read = kind?.payload.safeParse(payload);
  return kind && read?.success ? kind.sentence(read.data).zh : type;
}

const facts2 = (rows: [string, string][]): Content => ({ table: { widths: ['auto', '*'], body: rows.map(([k, v]) => [{ text: k, color: '#666666' }, v]) }, layout: 'noBorders' });
