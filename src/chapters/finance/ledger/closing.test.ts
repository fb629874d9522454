import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY, movingClock } from '../../../kernel/clock.ts';
import { runImportFromFiles } from '../../../kernel/imports/run-from-files.ts';
import { yuanText } from '../../../kernel/money.ts';
import { freshProduct, type WholeProduct } from '../../../../tests/support/product.ts';
import { closingFigures } from './closing.ts';

/** WeChat writes a payment and its fee in one second: where the month ended is told by the balances, not by the order of the rows. */

let scene: WholeProduct;
let folder: string;
beforeAll(async () => {
  const clock = movingClock(Date.parse('2026-03-10T02:00:00Z'));
  scene = await freshProduct({ clock });
  // The months of these bills are over.
  clock.advance(200 * DAY);
  folder = await mkdtemp(path.join(os.tmpdir(), 'dz-closing-'));
}, 120_000);
afterAll(async () => {
  await scene?.close();
  await rm(folder, { recursive: true, force: true });
});

type Move = [at: string, fen: number];
let bills = 0;
/** Imports a fund bill whose balance goes on from `opening`; answers with the last balance. */
async function bill(opening: number, moves: readonly Move[]): Promise<number> {
  let balance = opening;
  bills += 1;
  const rows = moves.map(([at, fen], i) => {
    balance += fen;
    return `\`${at},\`50300${bills}${i},\`42000${bills}${i},\`${fen > 0 ? '交易,`交易,`收入' : '扣除交易手续费,`交易手续费,`支出'},\`${yuanText(Math.abs(fen))},\`${yuanText(balance)},\`system,\`,\`K${bills}${i}`;
  });
  const sum = (sign: 1 | -1) => moves.filter(([, fen]) => Math.sign(fen) === sign);
  const total = (sign: 1 | -1): string => yuanText(sum(sign).reduce((n, [, fen]) => n + Math.abs(fen), 0));
  const file = path.join(folder, `${bills}.csv`);
  await writeFile(file, [
    '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号', ...rows,
    '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额', `\`${moves.length}.0,\`${sum(1).length}.0,\`${total(1)},\`${sum(-1).length}.0,\`${total(-1)}`, '',
  ].join('\r\n'));
  const told = await runImportFromFiles(scene.product.imports, { kind: 'wechat-fund', paths: [file], settings: {}, dryRun: false });
  expect(told).toMatchObject({ accepted: moves.length, quarantined: 0, reconciled: true });
  return balance;
}
const wechat = async (period: string) => (await closingFigures({ runner: scene.database.db }, period)).bills.filter((b) => b.bills > 0);

test('the next month goes on from the balance after the last fee of the last second', async () => {
  const lastSecond = Array.from({ length: 4 }, (): Move[] => [['2026-07-31 23:59:59', 10_000], ['2026-07-31 23:59:59', -60]]).flat();
  const end = await bill(5_000, lastSecond);
  await bill(end, [['2026-08-01 00:00:00', 3_000], ['2026-08-01 00:00:00', -18]]);
  expect(await wechat('2026-08')).toMatchObject([{ ok: true, why: null }]);
});

test('a month that begins one fen away is told', async () => {
  const end = await bill(9_000, [['2026-03-31 23:59:58', 700], ['2026-03-31 23:59:59', 300], ['2026-03-31 23:59:59', -2]]);
  await bill(end + 1, [['2026-04-01 00:00:01', 500]]);
  const [told] = await wechat('2026-04');
  expect(told).toMatchObject({ ok: false });
  expect(told!.why!.en).toContain('opening balance');
});

test('a last second that returns to where it began may have ended anywhere in it, not elsewhere', async () => {
  const end = await bill(9_000, [['2026-05-31 23:59:59', 400], ['2026-05-31 23:59:59', -400]]);
  await bill(end, [['2026-06-01 08:00:00', 500]]);
  expect(await wechat('2026-06')).toMatchObject([{ ok: true }]);
});
