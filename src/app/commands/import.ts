import { systemClock } from '../../kernel/clock.ts';
import { importKinds } from '../../kernel/imports/contract.ts';
import { runImportFromFiles, type FileImportResult } from '../../kernel/imports/run-from-files.ts';
import { totalsKnown, type TotalName } from '../../kernel/imports/totals.ts';
import { undoFromCommandLine } from '../../kernel/imports/undo-from-command-line.ts';
import { createLog } from '../../kernel/log.ts';
import { formatYuan } from '../../kernel/money.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { openInstallation } from '../installation.ts';
import { createProduct, type Product } from '../product.ts';
import { readSettings } from '../settings.ts';
import { parseArguments, UsageError } from '../usage.ts';

const SHOWN = 20;

/** `dianzhang import KIND FILE…`: beside a running server or alone. Exit status 1 when a file is refused or its totals disagree, or when every row of it waits in quarantine. */
export async function importFiles(args: readonly string[]): Promise<number> {
  if (args[0] === 'undo') return undoImport(args.slice(1));
  const { words, flags, values } = parseArguments(args, { flags: ['dry-run', 'json'], values: ['store', 'warehouse', 'account', 'accept-difference'] });
  const [kind, ...paths] = words;
  if (!kind || paths.length === 0) throw new UsageError('import 需要种类和文件 · import takes a KIND and at least one FILE');
  if (!(importKinds as readonly string[]).includes(kind)) throw new UsageError(`没有导入种类「${kind}」 · no import kind "${kind}"`);
  return withProduct(flags.has('json'), async (product) => {
    const result = await runImportFromFiles(product.imports, {
      kind, paths, dryRun: flags.has('dry-run'), differs: values.get('accept-difference'),
      settings: { store: values.get('store'), warehouse: values.get('warehouse'), account: values.get('account') },
    });
    // What follows from the rows (review, matching) is done here too, unless a server beside us is quicker.
    if (!flags.has('dry-run')) await product.settle();
    process.stdout.write(flags.has('json') ? `${JSON.stringify(result)}\n` : told(result, flags.has('dry-run')));
    return nothingTaken(result) || wouldBeRefused(result, flags.has('dry-run') && !values.has('accept-difference')) ? 1 : 0;
  });
}

/** `dianzhang import undo RUN --reason R`: takes an import back, by the number of the run. `--dry-run` says what would stay and why; `--with-later` takes
 * also what a later file told of. */
async function undoImport(args: readonly string[]): Promise<number> {
  const { words: [runNo, ...more], flags, values } = parseArguments(args, { flags: ['dry-run', 'json', 'with-later'], values: ['reason'] });
  if (!runNo || more.length > 0) throw new UsageError('import undo 需要一个导入编号，如 IM-20261127-0003 · import undo takes one number of an import');
  const reason = values.get('reason')?.trim() ?? '';
  if (!flags.has('dry-run') && reason.length < 4) throw new UsageError('import undo 需要 --reason 原因（至少 4 个字） · import undo needs --reason with at least 4 signs');
  return withProduct(flags.has('json'), async (product) => {
    const answer = await undoFromCommandLine(product.imports, { runNo, reason, dryRun: flags.has('dry-run'), withLater: flags.has('with-later') });
    if (!flags.has('dry-run')) await product.settle();
    process.stdout.write(flags.has('json') ? `${JSON.stringify(answer)}\n` : [
      flags.has('dry-run') ? `预览撤回 ${answer.runNo}（未改动数据） · what taking it back would do, nothing was changed` : `已撤回导入 ${answer.runNo} · taken back`,
      `  撤回 taken ${answer.taken}   保留 kept ${answer.keptCount}   更新过的不恢复 updated and left ${answer.updated}`,
      ...(answer.toldLater > 0 ? [flags.has('with-later') ? `  其中 ${answer.toldLater} 条后来的文件也有 · ${answer.toldLater} of them stand in a later file as well`
        : `  ${answer.toldLater} 条后来的文件也有，因此保留；确要一并撤回请加 --with-later · ${answer.toldLater} stand in a later file as well and stay; --with-later takes them too`] : []),
      ...answer.kept.slice(0, SHOWN).map((k) => `  保留 kept ${k.no}: ${k.why.zh} · ${k.why.en}`),
      ...(answer.keptCount > SHOWN ? [`  … 另有 ${answer.keptCount - SHOWN} 条，见导入的页面 · ${answer.keptCount - SHOWN} more on the page of the import`] : []), '',
    ].join('\n'));
    return 0;
  });
}

/** The product over the installation, beside a running server or alone; a refusal is told in words and ends with 1. */
async function withProduct(asJson: boolean, work: (product: Product) => Promise<number>): Promise<number> {
  const settings = readSettings(process.env);
  const log = createLog('warn');
  const installation = await openInstallation(settings, log, { applicationName: 'dianzhang import' });
  try {
    const product = await createProduct({ db: installation.db, clock: systemClock, log, settings });
    try {
      return await work(product);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (asJson) process.stdout.write(`${JSON.stringify({ refused: error.kind.code, title: error.kind.title, detail: error.detail, next: error.kind.next })}\n`);
      process.stderr.write(`dianzhang import: ${error.detail.zh}\n${error.kind.next.zh}\n${error.detail.en}\n${error.kind.next.en}\n`);
      return 1;
    } finally {
      await product.stop();
    }
  } finally {
    await installation.close();
  }
}

/** Every row waits for a person: for a script that is no success. */
const nothingTaken = (result: FileImportResult): boolean => result.quarantined > 0 && result.accepted + result.updated + result.unchanged === 0;

/** A dry run says by its end what the import would end with: totals that disagree are refused. */
const wouldBeRefused = (result: FileImportResult, unaccepted: boolean): boolean => unaccepted && (!result.reconciled || result.problems.some((p) => p.code === 'import.stands-against'));

const tellTotal = (total: TotalName, value: number): string => {
  const { unit, name } = totalsKnown[total];
  return `  ${name.zh} ${total}: ${unit === 'fen' ? formatYuan(value) : value}`;
};

function told(result: FileImportResult, dry: boolean): string {
  const lines = [
    dry ? '试导入（未改动数据） · dry run, nothing was changed' : `导入完成 ${result.runNo} · imported`,
    `  行 rows ${result.rows}   新增 accepted ${result.accepted}   更新 updated ${result.updated}   未变 unchanged ${result.unchanged}   待处理 quarantined ${result.quarantined}`,
    ...(Object.keys(totalsKnown) as TotalName[]).flatMap((name) => (result.totals[name] === undefined ? [] : [tellTotal(name, result.totals[name])])),
    ...result.checks.map((c) => {
      const say = (v: number | null): string => (v === null ? '—' : c.unit === 'fen' ? formatYuan(v) : String(v));
      return `  ${c.ok ? '✓' : '✗'} ${c.name.zh} · ${c.name.en}: 文件 file ${say(c.file)}，各行 rows ${say(c.rows)}`;
    }),
    `  合计核对 reconciled: ${result.reconciled ? '一致 yes' : '不一致 no'}`,
    ...result.problems.slice(0, SHOWN).map((p) => `  ${p.line === 0 ? '整个文件 whole file' : `第 ${p.line} 行 line ${p.line}`} [${p.code}] ${p.message.zh} · ${p.message.en}`),
    ...(result.problems.length > SHOWN ? [`  … 另有 ${result.problems.length - SHOWN} 条，见「导入」页 · ${result.problems.length - SHOWN} more, see the import page`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
