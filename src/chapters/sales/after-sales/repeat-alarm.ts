import { words } from '../../../kernel/words.ts';
import { rule } from '../../../regulation/evaluators/rule.ts';

export interface AlarmInputs { readonly cause: string; /** Complaints on this cause in the window, this one included. */ readonly count: number; readonly safety: boolean }

/** Whether complaints on one cause are many enough to alarm the department head (clause 2.4.3). Where safety is concerned the first one is. */
export const repeatComplaintAlarm = rule<AlarmInputs, { alarm: boolean }>({
  name: 'sales.repeat-complaint-alarm', version: 1,
  decide: ({ count, safety }, values) => {
    if (safety) return { outcome: { alarm: true }, exception: 'safety', because: words('涉及人身安全，一起即报警', 'Safety is concerned: the first one alarms') };
    const line = Number(values['repeatComplaintAlarm']);
    const alarm = count >= line;
    return { outcome: { alarm }, exception: null, because: alarm ? words(`期内第 ${count} 起，达到警报线 ${line} 起`, `Number ${count} in the window reaches the line of ${line}`) : words(`期内第 ${count} 起，警报线为 ${line} 起`, `Number ${count} in the window, the line is ${line}`) };
  },
});
