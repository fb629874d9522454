import { DAY, dayOf, movingClock, startOfDay } from '../../kernel/clock.ts';
import { openDatabase } from '../../kernel/db/index.ts';
import type { Kernel, Log } from '../../kernel/kernel.ts';
import { checkInvariants } from '../invariants.ts';
import { createProduct } from '../product.ts';
import type { Settings } from '../settings.ts';
import { DEMO_PASSWORD, demoAccounts, foundCompany } from './company.ts';
import { unmetExpectations } from './expectations.ts';
import { goodsOf } from './goods.ts';
import { markDemo } from './mark.ts';
import { chance } from './random.ts';
import { setTheStage } from './setting.ts';
import { roughly } from './roughly.ts';
import { Story } from './story.ts';

export interface DemoAsk {
  kernel: Kernel;
  settings: Settings;
  log: Log;
  say: (line: string) => void;
  /** How many days are told, up to today; 90 unless more months are asked for, or a test wants fewer. */
  days?: number | undefined;
}

const SEED = 20_261_111;
/** A slow machine tells the story slowly; it does not give it up. */
const patient = { connectTimeoutMs: 60_000, statementTimeoutMs: 600_000, lockTimeoutMs: 60_000 };

/**
 * Loads the demo company into an empty installation: seeded, told through the verbs under a moving clock that ends now, then
 * validated. The same seed tells the same story. @throws Error naming what is wrong when the story does not hold together
 */
export async function loadDemoInto({ kernel, settings, log, say, days = 90 }: DemoAsk): Promise<{ login: string; password: string }> {
  const until = kernel.clock.now();
  const started = performance.now();
  const clock = movingClock(startOfDay(dayOf(until)) - days * DAY + 9 * 3_600_000);
  await kernel.db.query("select kernel.ensure_months('kernel.fact', $1, $2), kernel.ensure_months('kernel.fact_object', $1, $2), kernel.ensure_months('kernel.audit', $1, $2)",
    [new Date(clock.now()).toISOString(), new Date(until).toISOString()]);
  // Told on connections of its own: a story that is cut off is told anew, so that no commit waits for the disk. The last write does, for all before it.
  const db = openDatabase({ url: kernel.db.url, applicationName: 'dianzhang demo', max: 4, ...patient, answerBeforeDisk: true });
  const product = await createProduct({ db, clock, log, settings });
  say(`正在载入演示公司（${days} 天的经营）… · loading the demo company (${days} days)…`);
  // Half a story must not pass for a company: taken back with the last word.
  await markDemo(db, { loading: true });
  const random = chance(SEED);
  const company = await foundCompany(product.kernel);
  const goods = goodsOf(random);
  const { skuIds, accounts } = await setTheStage(product.kernel, company, goods, (g) => Math.max(8, Math.round(g.popularity * (days >= 60 ? 130 : 70))), days * 60);
  const told = await new Story({ product, clock, company, goods, skuIds, accounts, random }, days).tell(days, until, say);
  await roughly(db);
  await validate(product.kernel, told.orders, days);
  await product.stop();
  await db.close();
  const lasting = openDatabase({ url: kernel.db.url, applicationName: 'dianzhang demo', max: 1, ...patient });
  await markDemo(lasting, { accounts: demoAccounts, password: DEMO_PASSWORD });
  await lasting.close();
  say(`  ${told.orders} 张订单，用时 ${((performance.now() - started) / 1000).toFixed(0)} 秒 · ${told.orders} orders`);
  return { login: 'manager', password: DEMO_PASSWORD };
}

/** The story must hold together and show what it promises, or it is not shown. */
async function validate(kernel: Kernel, orders: number, days: number): Promise<void> {
  const wrong = (await checkInvariants(kernel.db)).filter((c) => !c.ok).map((c) => `${c.says.en} (${c.detail})`);
  const { rows: [n] } = await kernel.db.query<{ orders: number }>(`select count(*)::int as orders from sales."order" where source = 'import' and entered_by_run is null`);
  if (n!.orders !== orders) wrong.push(`${orders} orders were told, ${n!.orders} are there`);
  if (wrong.length > 0) throw new Error(`the demo story does not hold together:\n- ${wrong.join('\n- ')}`);
  // Chance may leave a page thinner than meant: worth knowing (and an error in the tests), no reason to show nothing.
  const thin = await unmetExpectations(kernel.db, days);
  if (thin.length > 0) kernel.log.warn({ thin }, 'the demo story shows less than it should');
}
