import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { localText } from '../../kernel/clock.ts';
import { runImportFromFiles } from '../../kernel/imports/run-from-files.ts';
import { undoFromCommandLine } from '../../kernel/imports/undo-from-command-line.ts';
import { yuanText } from '../../kernel/money.ts';
import type { Plot, Plots } from './plots.ts';
import type { Tale } from './tale.ts';

const MANY = 12;
const headings = ['订单号', '店铺', '订单状态', '下单时间', '付款时间', '买家昵称', '收货人', '手机', '省', '市', '区县', '详细地址', '商家编码', '商品名称', '数量', '单价', '行金额', '商品总额', '运费', '优惠金额', '应付金额', '实付金额'];

/** Somebody imports a trial file into a real store, sees it, and takes the import back with a reason (ADR 0023). */
export async function* wrongFile(tale: Tale, plots: Plots): Plot {
  const { product, company, goods, clock } = tale;
  const store = company.stores[1]!;
  const rows = goods.slice(0, MANY).map((g, i) => [
    `TEST-${String(i + 1).padStart(4, '0')}`, store.name, '待发货', localText(clock.now() - 3_600_000), localText(clock.now() - 3_500_000), `试用买家${i + 1}`, '示例收货人', `1390000${String(2_000 + i)}`, '浙江省', '杭州市', '西湖区', '示例路1号',
    g.code, g.title, '1', ...Array.from({ length: 3 }, () => yuanText(g.priceFen)), '0.00', '0.00', yuanText(g.priceFen), yuanText(g.priceFen),
  ]);
  const text = [headings, ...rows].map((r) => r.join(',')).join('\r\n');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dz-demo-'));
  let runNo: string;
  try {
    const file = path.join(folder, '导入练习.csv');
    await writeFile(file, `\ufeff${text}\r\n`);
    const done = await runImportFromFiles(product.imports, { kind: 'generic-orders', paths: [file], settings: { store: store.id }, dryRun: false, actor: company.actors.operator });
    if (done.accepted !== MANY) throw new Error(`the trial file of the demo was not taken: ${JSON.stringify(done.problems.slice(0, 3))}`);
    runNo = done.runNo;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  yield plots.after(35);
  await undoFromCommandLine(product.imports, { runNo, reason: '练习文件误导入正式店铺', dryRun: false, actor: company.actors.operator });
}
