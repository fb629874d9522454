import type { Content } from 'pdfmake/interfaces.js';
import { localText } from '../../kernel/clock.ts';
import { formatYuan } from '../../kernel/money.ts';
import type { Words } from '../../kernel/words.ts';
import { evidenceLines } from '../book/evidence-lines.ts';
import { actOf, missingOf } from '../book/exceptions.ts';
import type { Control } from '../clause.ts';
import { exceptionExplained, gateOverridden } from '../facts.ts';
import type { Parts } from '../parts.ts';
import type { BuiltPacket } from './build-packet.ts';
import { heading, PRINTED, said, stamp, table } from './print-parts.ts';

type Row = Record<string, unknown>;
type Kind = 'separation' | 'rule' | 'target' | 'attest';

const kinds: Record<Kind, string> = { separation: '职责分离 Separations', rule: '规则判定 Rules applied', target: '目标 Targets', attest: '抽查 Samples checked' };
const outcomes: Record<string, string> = { kept: '符合', broken: '违反', unknown: '缺数据', applied: '已判定' };

const controlOf = (parts: Parts, row: Row): Control | undefined => parts.rulebook.find((c) => c.id === row['clause'])?.controls.find((c) => c.id === row['control']);
export const titleOf = (parts: Parts, row: Row): string => `${said(row['clause'])} ${controlOf(parts, row)?.title.zh ?? said(row['control'])}`;
export const numberOf = (packet: Pick<BuiltPacket, 'called'>, row: Row): string =>
  (row['subject_type'] === 'company' ? '全公司' : packet.called.get(`${said(row['subject_type'])} ${said(row['subject_id'])}`) || said(row['subject_no']) || said(row['subject_id']).slice(0, 8));

/**
 * The evidence of what runs no clock, by the layout of its kind (engine.md §1): who acted first and then; by which rule and why; measured against its bound; point by point of
 * the check list; what was refused or passed over; what agrees and what stands open. Kinds of which the packet has nothing are left out.
 */
export function printedKinds(parts: Parts, packet: BuiltPacket): Content[] {
  const judgements = Map.groupBy(packet.collected.judgements, (j) => j['kind'] as Kind);
  return [
    ...(Object.keys(kinds) as Kind[]).flatMap((kind) => judged(parts, packet, kind, judgements.get(kind) ?? [])),
    ...exceptions(parts, packet), ...matches(parts, packet),
  ];
}

function judged(parts: Parts, packet: BuiltPacket, kind: Kind, rows: readonly Row[]): Content[] {
  if (rows.length === 0) return [];
  const line = (row: Row): string[] => [
    stamp(row['at']), titleOf(parts, row), kind === 'target' ? '' : numberOf(packet, row), `${outcomes[said(row['outcome'])] ?? said(row['outcome'])}${row['superseded_at'] ? '（已被复核替代）' : ''}`,
    evidenceLines(parts, { clause: said(row['clause']), control: said(row['control']) }, { kind, evidence: row['evidence'] }).map((l) => `${l.label.zh}：${zh(l.value)}`).join('；'),
  ];
  return [heading(kinds[kind], rows.length), table(['时间', '条款与规则', '对象', '判定', '依据'], rows.slice(0, PRINTED).map(line), ['auto', 'auto', 'auto', 'auto', '*'])];
}
const zh = (value: string | Words): string => (typeof value === 'string' ? value : value.zh);

/** What was done although something was missing (facts), and what was refused (it left no fact), in order of time. */
function exceptions(parts: Parts, packet: BuiltPacket): Content[] {
  const explained = new Map(packet.records.filter((r) => r.fact.type === exceptionExplained.type && r.state === 'full').map((r) => [r.fact.subjectId, said((r.fact.payload as Row)['reason'])]));
  const overridden = packet.records.filter((r) => r.fact.type === gateOverridden.type && r.state === 'full').map((r) => {
    const p = r.fact.payload as Row;
    return { at: localText(Math.trunc(r.fact.occurredAt / 1_000)).slice(0, 16), by: r.fact.actorName ?? '', row: p, reason: said(p['reason']) || explained.get(r.fact.subjectId) || '未说明', outcome: p['enforce'] === 'block' ? '例外放行' : '照做，计入例外' };
  });
  const refused = packet.collected.refusals.map((r) => ({ at: stamp(r['at']), by: said(r['actor_name']), row: r, reason: '', outcome: '拦截' }));
  const all = [...overridden, ...refused].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  if (all.length === 0) return [];
  return [heading('拦截与例外 Refusals and exceptions', all.length), table(['时间', '条款与规则', '办理人', '事项', '结果', '未满足的条件', '原因'], all.slice(0, PRINTED).map((e) => {
    const control = controlOf(parts, e.row);
    return [e.at, titleOf(parts, e.row), e.by, actOf(control).zh, e.outcome, missingOf(control, e.row['missing'] as string[]).map((m) => m.zh).join('、'), e.reason];
  }), ['auto', 'auto', 'auto', 'auto', 'auto', '*', '*'])];
}

function matches(parts: Parts, packet: BuiltPacket): Content[] {
  return packet.matches.flatMap((m): Content[] => {
    const control = controlOf(parts, { ...m });
    if (control?.kind !== 'match') return [];
    return [
      heading(`核对 Match：${control.left.as.zh}对${control.right.as.zh}，按${control.key.as.zh}；期内一致 ${m.matched} 笔，制作时未达`, m.open),
      table(['单号', '来自', '发生于', '金额', '原因'], m.items.map((i) => [i.number, control[i.side].as.zh, localText(i.since).slice(0, 16), i.amountFen === null ? '' : formatYuan(BigInt(i.amountFen)), i.why?.zh ?? '']), ['auto', 'auto', 'auto', 'auto', '*']),
    ];
  });
}
