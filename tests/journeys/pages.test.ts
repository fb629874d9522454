import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromium, type Browser } from 'playwright-core';
import { DEMO_PASSWORD } from '../../src/app/demo/company.ts';
import { loadDemoInto } from '../../src/app/demo/index.ts';
import { readSettings } from '../../src/app/settings.ts';
import { silentLog } from '../../src/kernel/log.ts';
import { findChromium } from '../support/chromium.ts';
import { axeFindings, knownPages, overflowOf, planVisits, Sessions, settled, type Stop } from '../support/pages-walk.ts';
import { FLAGS, stage, type Stage } from './support.ts';

let scene: Stage;
let browser: Browser;
let sessions: Sessions;
let stops: Stop[] = [];
let missing: string[] = [];

beforeAll(async () => {
  scene = await stage({ background: false });
  await loadDemoInto({ kernel: scene.product.kernel, settings: readSettings({ DATA_DIR: scene.folder }), log: silentLog, say: () => {}, days: 14 });
  browser = await chromium.launch({ executablePath: (await findChromium())!, args: [...FLAGS] });
  sessions = new Sessions(browser, scene.url, DEMO_PASSWORD);
  ({ stops, missing } = await planVisits(sessions));
}, 400_000);
afterAll(async () => {
  await browser?.close();
  await scene?.close();
});

test('every page that the web application names is visited, and every record has a list that leads to it', async () => {
  expect(missing).toEqual([]);
  expect(stops.map((s) => s.path).toSorted()).toEqual((await knownPages()).map((p) => p.path).toSorted());
});

describe.each([{ width: 1440, height: 900 }, { width: 390, height: 844 }])('at $width px', ({ width, height }) => {
  test('nothing serious for axe, nothing scrolls sideways, no error on the console', async () => {
    const wrong: string[] = [];
    for (const [login, own] of Map.groupBy(stops, (s) => s.login)) {
      const { context, page } = await sessions.open(login, { width, height, language: 'zh', scheme: 'light' });
      let at = '';
      page.on('pageerror', (error) => wrong.push(`${at}: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') wrong.push(`${at}: ${message.text()}`);
      });
      for (const stop of own) {
        at = stop.path;
        await page.goto(stop.href);
        await settled(page);
        const sideways = await overflowOf(page);
        if (sideways) wrong.push(`${at}: ${sideways}`);
        for (const line of await axeFindings(page)) wrong.push(`${at}: ${line}`);
      }
      await context.close();
    }
    expect(wrong).toEqual([]);
  }, 400_000);
});
