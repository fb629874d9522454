import { stat } from 'node:fs/promises';
import { verifyFile } from '../../kernel/evidence/offline/verify-file.ts';
import { parseArguments, UsageError } from '../usage.ts';

const SHOWN = 20;

/** `dianzhang verify FILE`: a packet or a whole export, without database and network; names the first record that is not what it was. */
export async function verify(args: readonly string[]): Promise<number> {
  const { words, flags, values } = parseArguments(args, { flags: ['json'], values: ['anchors'] });
  const [file, ...rest] = words;
  if (file === undefined || rest.length > 0) throw new UsageError('verify 需要一个文件 · verify takes one file');
  for (const place of [file, values.get('anchors')]) {
    if (place !== undefined && !(await stat(place).then(() => true, () => false))) throw new UsageError(`没有文件 ${place} · there is no file ${place}`);
  }
  const verdict = await verifyFile(file, values.get('anchors') ?? null);
  if (flags.has('json')) process.stdout.write(`${JSON.stringify(verdict)}\n`);
  else {
    const line = (zh: string, en: string): void => void process.stdout.write(`${zh} · ${en}\n`);
    if (verdict.ok) line(`✓ 完好：${verdict.records} 条记录${verdict.erased > 0 ? `（其中 ${verdict.erased} 条内容已依法删除）` : ''}，${verdict.anchors} 个锚点`, `in order: ${verdict.records} records${verdict.erased > 0 ? ` (${verdict.erased} erased by law)` : ''}, ${verdict.anchors} anchors`);
    for (const finding of verdict.findings.slice(0, SHOWN)) line(`✗ ${finding.zh}`, finding.en);
    if (verdict.findings.length > SHOWN) line(`  另有 ${verdict.findings.length - SHOWN} 处`, `and ${verdict.findings.length - SHOWN} more`);
    if (verdict.head) line(`  链首 第 ${verdict.head.position} 位 ${verdict.head.hash}`, `head at position ${verdict.head.position}`);
    if (verdict.ok && !values.has('anchors')) line('  请与邮件或另存的锚点核对：--anchors 文件', 'compare it with an anchor that was mailed or kept elsewhere: --anchors FILE');
  }
  return verdict.ok ? 0 : 1;
}
