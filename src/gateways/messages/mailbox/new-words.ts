/** Where a reply begins to repeat what it answers: the marks of the mail programs in use here. */
const marks = [
  /^-{2,}\s*(原始邮件|原邮件|回复的原邮件|转发邮件信息|Original Message|Forwarded message)\s*-{2,}/im,
  /^(在\s?.{4,80}|于\s?.{4,80}|.{4,120}\s)写道[：:]\s*$/m,
  /^On .{6,200} wrote:\s*$/ms,
  /^(发件人|From)[：:].{1,200}\r?\n(?:.{0,200}\r?\n){0,2}?(发送时间|日期|Sent|Date)[：:]/m,
  /^_{10,}\s*$/m,
];

/** What is new in a reply, without the repeated mail beneath it. A reply that adds nothing above stays whole. */
export function newWords(text: string): string {
  const ends = marks.flatMap((mark) => text.search(mark)).filter((at) => at >= 0);
  const above = (ends.length === 0 ? text : text.slice(0, Math.min(...ends))).split('\n').filter((line) => !line.startsWith('>')).join('\n').trim();
  return above === '' ? text.trim() : above;
}
