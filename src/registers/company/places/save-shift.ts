import { z } from 'zod';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { shiftSaved } from '../facts.ts';
import type { WeekHours } from '../schema.ts';
import { nameFree } from './place-record.ts';
import { week } from './contract.ts';

const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/** Stretches sorted; none may share time, also not over midnight. @throws kernel.invalid-input */
export function checkedWeek(given: WeekHours): WeekHours {
  const sorted = Object.fromEntries(names.map((name) => [name, [...given[name]].sort((a, b) => minutes(a[0]) - minutes(b[0]))])) as WeekHours;
  const stretches = names.flatMap((name, day) => sorted[name].map(([from, to]) => {
    const start = day * 1_440 + minutes(from);
    const length = minutes(to) - minutes(from);
    if (length === 0 || from === '24:00') throw refuse(kernelNo['invalid-input'], words(`${from}–${to} 不是一段上班时间；全天请写 00:00–24:00。`, `${from}–${to} is no stretch of time; write 00:00–24:00 for a whole day.`));
    return { start, end: start + (length > 0 ? length : length + 1_440) };
  }));
  stretches.forEach((one, at) => {
    const next = stretches[at + 1] ?? (stretches.length > 1 ? { ...stretches[0]!, start: stretches[0]!.start + 7 * 1_440 } : null);
    if (next && next.start < one.end) throw refuse(kernelNo['invalid-input'], words('同一班次内的上班时间不能重叠。', 'The stretches of a shift may not overlap.'));
  });
  return sorted;
}

/** @throws company.name-taken, kernel.invalid-input */
export const createShift = verb({
  name: 'company.create-shift', title: words('新建班次', 'Create a shift'), may: { administrator: 'all', hr: 'all' },
  input: z.strictObject({ name: text(50, 1), week }),
  run: async (tx, input) => {
    const shiftId = tx.newId();
    const hours = checkedWeek(input.week);
    await nameFree(tx, 'shift', input.name, shiftId);
    await tx.rows('company.create_shift', 'insert into company.shift (id, name, week) values ($1, $2, $3::jsonb)', [shiftId, input.name, JSON.stringify(hours)]);
    tx.fact(shiftSaved, shiftId, { name: input.name });
    return { id: shiftId };
  },
});

/** @throws company.name-taken, kernel.invalid-input, kernel.changed-meanwhile */
export const changeShift = verb({
  name: 'company.change-shift', title: words('修改班次', 'Change a shift'), may: { administrator: 'all', hr: 'all' },
  input: z.strictObject({ id, version: z.int(), name: text(50, 1), week, active: z.boolean() }),
  subject: async (tx, input) => (await tx.rows<{ version: number }>('company.shift_for_update', 'select version from company.shift where id = $1 for update', [input.id]))[0] ?? null,
  run: async (tx, input, shift) => {
    if (shift.version !== input.version) throw refuse(kernelNo['changed-meanwhile']);
    const hours = checkedWeek(input.week);
    if (input.active) await nameFree(tx, 'shift', input.name, input.id);
    await tx.rows('company.change_shift', 'update company.shift set name = $2, week = $3::jsonb, active = $4, version = version + 1 where id = $1', [input.id, input.name, JSON.stringify(hours), input.active]);
    tx.fact(shiftSaved, input.id, { name: input.name });
    return { id: input.id };
  },
});
