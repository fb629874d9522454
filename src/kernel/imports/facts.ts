import { z } from 'zod';
import { fact } from '../fact.ts';
import { words } from '../words.ts';

export const importStarted = fact('imports.run-started', {
  subject: 'import', payload: z.object({ runNo: z.string(), kinds: z.array(z.string()), rows: z.int() }),
  sentence: (p) => words(`开始导入 ${p.runNo}，${p.rows} 行`, `Import ${p.runNo} started, ${p.rows} rows`),
});
export const importFinished = fact('imports.run-finished', {
  subject: 'import', payload: z.object({ runNo: z.string(), accepted: z.int(), updated: z.int(), unchanged: z.int(), quarantined: z.int(), reconciled: z.boolean() }),
  sentence: (p) => words(`导入 ${p.runNo} 完成：新增 ${p.accepted}、更新 ${p.updated}、未变 ${p.unchanged}、待处理 ${p.quarantined}`, `Import ${p.runNo} done: ${p.accepted} new, ${p.updated} updated, ${p.unchanged} unchanged, ${p.quarantined} in quarantine`),
});
/** What the run brought was taken back, as far as it had not gone on. */
export const importUndone = fact('imports.run-undone', {
  subject: 'import', payload: z.object({ runNo: z.string(), reason: z.string(), taken: z.int(), kept: z.int() }),
  sentence: (p) => words(`撤回导入 ${p.runNo}：撤回 ${p.taken}、保留 ${p.kept}（${p.reason}）`, `Import ${p.runNo} taken back: ${p.taken} taken, ${p.kept} kept (${p.reason})`),
});
export const rowMended = fact('imports.row-mended', {
  subject: 'import', payload: z.object({ runNo: z.string(), line: z.int(), outcome: z.string() }),
  sentence: (p) => words(`第 ${p.line} 行修正后重新导入`, `Line ${p.line} mended`),
});
/** The totals with all rows that were mended until then. */
export const runRecounted = fact('imports.run-recounted', {
  subject: 'import', payload: z.object({ runNo: z.string(), reconciled: z.boolean() }),
  sentence: (p) => words(`按修改后的行重新合计 ${p.runNo}：${p.reconciled ? '与文件合计一致' : '与文件合计不一致'}`, `Import ${p.runNo} counted anew with its mended rows: ${p.reconciled ? 'its totals agree' : 'its totals disagree'}`),
});
export const rowDismissed = fact('imports.row-dismissed', {
  subject: 'import', payload: z.object({ runNo: z.string(), line: z.int(), reason: z.string() }),
  sentence: (p) => words(`第 ${p.line} 行不再处理：${p.reason}`, `Line ${p.line} dismissed: ${p.reason}`),
});
