import type { Content } from 'pdfmake/interfaces.js';
import { describe, expect, test } from 'vitest';
import { rulebook } from '../../app/rulebook.ts';
import { HOUR } from '../../kernel/clock.ts';
import { words } from '../../kernel/words.ts';
import { evidenceLines } from '../book/evidence-lines.ts';
import { controlKinds } from '../book/contract.ts';
import type { Control } from '../clause.ts';
import { connectClauses } from '../declare-needs.ts';
import { exceptionExplained, gateOverridden } from '../facts.ts';
import { emptyDirectory } from '../directory.ts';
import type { Parts } from '../parts.ts';
import { Engine } from '../runtime/engine.ts';
import { Subjects } from '../subjects.ts';
import type { BuiltPacket } from './build-packet.ts';
import { packetDocument } from './print-packet.ts';

/** engine.md §1: one evidence layout for each of the nine kinds, in the packet that is printed, in words. */
const declared = connectClauses(rulebook, new Set());
const parts: Parts = { engine: new Engine(declared), rulebook: declared, subjects: new Subjects(), directory: emptyDirectory };
const first = <K extends Control['kind']>(kind: K) => rulebook.flatMap((c) => c.controls.map((control) => ({ clause: c.id, control }))).find(({ control }) => control.kind === kind) as { clause: string; control: Extract<Control, { kind: K }> };
const AT = Date.parse('2026-03-10T10:00:00+08:00');
const iso = new Date(AT).toISOString();

const gate = rulebook.flatMap((c) => c.controls.map((control) => ({ clause: c.id, control }))).find(({ control }) => control.kind === 'gate' && control.enforce === 'block' && control.override) as { clause: string; control: Extract<Control, { kind: 'gate' }> };
const watched = rulebook.flatMap((c) => c.controls.map((control) => ({ clause: c.id, control }))).find(({ control }) => control.kind === 'gate' && control.enforce === 'monitor') as typeof gate;
const [separation, ruled, target, attest, match, deadline, cadence, approval] = [first('separation'), first('rule'), first('target'), first('attest'), first('match'), first('deadline'), first('cadence'), first('approval')];

const evidenceOf = {
  separation: { first: { by: '会计甲', at: AT }, second: { by: '出纳乙', at: AT + HOUR } },
  rule: { rule: ruled.control.rule, version: 2, inputs: { amountFen: 100 }, inputsHash: 'ab'.repeat(32), values: {}, decision: { outcome: 'x', exception: null, because: words('金额在限额以内', 'within the limit') } },
  target: { numerator: 45, denominator: 50, above: words('满意', 'satisfied'), below: words('回收', 'returned'), bound: 9_000, from: AT, to: AT + 24 * HOUR },
  attest: { by: '主管丙', points: [{ zh: '语气礼貌', en: 'polite', kept: true }, { zh: '讲清需求', en: 'to the point', kept: false }] },
};
const judgement = (kind: keyof typeof evidenceOf, of: { clause: string; control: Control }, outcome: string) => ({ id: kind, clause: of.clause, control: of.control.id, kind, subject_type: 'order', subject_id: 'x'.repeat(20), subject_no: `NO-${kind}`, at: iso, outcome, evidence: evidenceOf[kind], versions: {}, superseded_at: null });
const duty = (of: { clause: string; control: Control }, subject: string) => ({ id: subject, clause: of.clause, control: of.control.id, subject_no: subject, subject_id: subject, owner_post: 'warehouse', opened_at: iso, due_at: iso, stopped_at: null, state: 'breached', calendar_version: 'office@3' });
const record = (type: string, subjectId: string, payload: unknown) => ({ position: 1, prev: '', payloadHash: '', hash: 'f'.repeat(64), salt: null, state: 'full' as const, fact: { seq: 1, id: 'f', type, subjectType: 'override', subjectId, occurredAt: AT * 1_000, recordedAt: AT * 1_000, actorKind: 'person', actorId: null, actorName: '主管丁', onBehalfOf: null, verb: 'x.do', objects: [], payload } });
const passed = (of: typeof gate, reason: string | null) => ({ clause: of.clause, control: of.control.id, verb: of.control.verb, missing: of.control.requires.map((r) => r.name), reason, enforce: of.control.enforce });

const packet = {
  json: '', digest: 'd'.repeat(64), unsealed: 0, anchors: [], called: new Map([['order PAID-1', 'SO-1']]),
  records: [record(gateOverridden.type, 'one', passed(gate, '客户急用')), record(gateOverridden.type, 'two', passed(watched, null)), record(exceptionExplained.type, 'two', { subjectType: 'order', subjectId: 'PAID-1', clause: watched.clause, control: watched.control.id, reason: '打印机故障' })],
  matches: [{ clause: match.clause, control: match.control.id, matched: 12, open: 1, items: [{ id: 'i', side: 'left', number: 'PAY-1', href: '/', since: AT, amountFen: 12_345, why: words('没有对应订单', 'no order') }] }],
  collected: {
    seqs: [], superseded: [], parameters: [], calendars: [], clauses: [], obligations: [duty(deadline, 'NO-deadline'), { ...duty(cadence, 'company'), subject_type: 'company', subject_no: null }],
    judgements: [judgement('separation', separation, 'kept'), judgement('rule', ruled, 'applied'), judgement('target', target, 'kept'), judgement('attest', attest, 'broken')],
    approvals: [{ clause: approval.clause, requested_at: iso, title: words('付款经批准', 'a payment'), requested_by_name: '申请人戊', state: 'approved', decided_by_name: '经理己' }],
    refusals: [{ clause: gate.clause, control: gate.control.id, at: iso, actor_name: '店员庚', missing: gate.control.requires.map((r) => r.name) }],
  },
} as unknown as BuiltPacket;
const document = packetDocument(parts, packet, { title: words('取证', 'Evidence'), askedBy: '审计员', reason: '年度审计', now: AT, publicKey: 'MCowBQYDK2VwAyEA' });
/** Every text of the document, in its order. */
function texts(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  if (Array.isArray(content)) return content.flatMap(texts);
  if (typeof content !== 'object' || content === null) return [];
  const c = content as Record<string, unknown>;
  return [...texts(c['text']), ...texts(c['stack']), ...texts((c['table'] as { body?: unknown } | undefined)?.body)];
}
const printed = texts(document.content as Content);
const all = printed.join('\n');

describe('engine.md §1: each kind of control has its own evidence layout in the printed packet', () => {
  const expected: Record<(typeof controlKinds)[number], readonly string[]> = {
    deadline: ['NO-deadline', `${deadline.clause} ${deadline.control.title.zh}`, '超时', '仓库管理员'],
    cadence: [`${cadence.clause} ${cadence.control.title.zh}`, '全公司'],
    gate: [gate.control.requires[0]!.words.zh, gate.control.act.zh, '例外放行', '客户急用', '拦截', '店员庚', '照做，计入例外', '打印机故障'],
    approval: ['申请人戊', '已通过', '经理己'],
    separation: ['NO-separation', '先办：会计甲', '后办：出纳乙', '符合'],
    rule: ['NO-rule', '结论依据：金额在限额以内', `规则：${ruled.control.rule} v2`, '已判定'],
    match: [`${match.control.left.as.zh}对${match.control.right.as.zh}`, '一致 12 笔', 'PAY-1', '123.45', '没有对应订单'],
    target: ['满意 45 ÷ 回收 50', '目标：', '期间：2026-03-10'],
    attest: ['检查人：主管丙', '语气礼貌：合格', '讲清需求：不合格', '违反'],
  };
  test.each(controlKinds.map((kind) => [kind]))('%s', (kind) => {
    for (const said of expected[kind]) expect(all).toContain(said);
  });
  test('beside a fact stands the case that it belongs to, by its number', () => {
    expect(printed).toContain('SO-1');
  });
  test('in words: no raw JSON, no key of a program, nothing undefined', () => {
    for (const text of printed) expect(text).not.toMatch(/[{}]|\[object|undefined|NaN|null/);
  });
  test('kinds of which there is nothing have no heading', () => {
    const empty = packetDocument(parts, { ...packet, records: [], matches: [], collected: { ...packet.collected, judgements: [], refusals: [] } } as BuiltPacket, { title: words('取证', 'Evidence'), askedBy: '审计员', reason: '年度审计', now: AT, publicKey: 'MCowBQYDK2VwAyEA' });
    expect(texts(empty.content as Content).filter((text) => /职责分离|规则判定|抽查|拦截与例外|核对 Match/.test(text))).toEqual([]);
  });
  test('the lines of a verdict without a clock read in English, too', () => {
    for (const kind of ['separation', 'rule', 'target', 'attest'] as const) {
      const of = { separation, rule: ruled, target, attest }[kind];
      for (const line of evidenceLines(parts, { clause: of.clause, control: of.control.id }, { kind, evidence: evidenceOf[kind] })) {
        expect(line.label.en).toMatch(/[a-z]/i);
        if (typeof line.value !== 'string') expect(line.value.en).not.toMatch(/[\u4e00-\u9fff]|undefined/);
      }
    }
  });
});
