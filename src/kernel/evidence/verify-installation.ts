import type { Queryable } from '../db/pool.ts';
import { words } from '../words.ts';
import { allAnchors, anchorsInFiles } from './anchors.ts';
import { checkAnchors } from './offline/findings.ts';
import { verifyChain, type ChainProblem, type ChainReport } from './verify-chain.ts';

/** The chain, the anchors in the database, and those in files, which whoever reaches only the database cannot change. Files count before rows. */
export async function verifyInstallation(on: Queryable, folder: string, told?: (checked: number, total: number) => Promise<void>): Promise<ChainReport> {
  const [rows, files] = await Promise.all([allAnchors(on), anchorsInFiles(folder)]);
  const byNumber = new Map([...rows, ...files].map((a) => [a.number, a]));
  const report = await verifyChain(on, [...byNumber.values()].map((a) => ({ number: a.number, toPosition: a.to, head: a.head })), told);
  const problems: ChainProblem[] = checkAnchors(rows, []).map((f) => ({ kind: 'broken', position: f.position ?? 0, factSeq: null, says: words(f.zh, f.en) }));
  for (const file of files) {
    const row = rows.find((r) => r.number === file.number);
    if (row && row.hash !== file.hash) problems.push({ kind: 'rewritten', position: file.to, factSeq: null, says: words(`第 ${file.number} 号锚点与文件中的不符`, `anchor ${file.number} differs from the one in its file`) });
    if (!row) problems.push({ kind: 'cut', position: file.to, factSeq: null, says: words(`第 ${file.number} 号锚点有文件，库中却没有`, `anchor ${file.number} has a file and no row`) });
  }
  const all = [...report.problems, ...problems].toSorted((a, b) => a.position - b.position);
  return { ...report, problems: all, count: report.count + problems.length, sound: report.sound && problems.length === 0 };
}
