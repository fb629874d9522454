import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { DAY, HOUR, movingClock } from '../../kernel/clock.ts';
import { silentLog } from '../../kernel/log.ts';
import { createProduct, type Product } from '../product.ts';
import { readSettings } from '../settings.ts';
import { foundCompany } from './company.ts';
import { Plots } from './plots.ts';
import { chance } from './random.ts';
import { Research } from './research.ts';

let database: TestDatabase;
let product: Product;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'dz-research-'));
  database = await freshDatabase();
  const clock = movingClock(Date.parse('2026-08-28T01:00:00Z'));
  product = await createProduct({ db: database.db, clock, log: silentLog, settings: readSettings({ DATA_DIR: folder }) });
  const company = await foundCompany(product.kernel);
  const plots = new Plots(clock, product.engine.calendars.named('office'));
  const tale = { product, clock, company, goods: [], skuIds: new Map(), accounts: { alipay: '', wechat: '' }, random: chance(1) };
  const research = new Research(tale, plots, chance(2));
  await product.settle();
  await research.begin();
  for (let day = Date.parse('2026-08-28T00:00:00+08:00'); day < Date.parse('2026-11-03T00:00:00+08:00'); day += DAY) {
    await plots.tellUntil(day + 9 * HOUR);
    if (day + 9 * HOUR > clock.now()) clock.moveTo(day + 9 * HOUR);
    await research.morning(day);
    await product.settle();
  }
}, 120_000);
afterAll(async () => {
  await product?.stop();
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});

test('ten weeks of research: a month excused, one missed, one published; conclusions carried out, late, excused and taken off (clause 2.1.1)', async () => {
  const { rows } = await database.db.query<{ control: string; state: string }>("select control, state from regulation.obligation where clause = '2.1.1' order by opened_at");
  const states = (control: string) => rows.filter((r) => r.control === control).map((r) => r.state);
  expect(states('research-published').slice(0, 3)).toEqual(['waived', 'breached', 'met']);
  expect(new Set(states('conclusion-carried-out'))).toEqual(new Set(['met', 'breached', 'waived', 'cancelled']));
  const { rows: [n] } = await database.db.query<{ read: number; seen: number }>('select (select count(*)::int from sales.research_reader where read_at is not null) as read, (select count(*)::int from sales.competitor_observation) as seen');
  expect(n!.read).toBeGreaterThan(3);
  expect(n!.seen).toBeGreaterThan(20);
});
