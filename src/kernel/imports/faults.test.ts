import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, truncate, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../tests/support/kernel.ts';
import type { Actor } from '../actor.ts';
import { sweepFiles, FileStore } from '../file-store.ts';
import { gbk, utf8, xlsxOf, zipOf } from '../files/test-files.ts';
import { makeTables, manyOrders, orderFile, smallCompany, STORE, upload, type SmallCompany } from './testing/small-company.ts';

let kernel: TestKernel;
let company: SmallCompany;
let folder: string;
const operator = person(['store-operator']);
const people = new Map<string, Actor>([[operator.id!, operator]]);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dianzhang-imports-'));
  kernel = await freshKernel();
  await makeTables(kernel);
  company = await smallCompany(kernel, people, {}, folder);
});
afterAll(async () => {
  await company.end();
  await kernel.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => kernel.db.query('truncate public.line'));

const prepared = async (count: number): Promise<string> => {
  const run = await company.imports.take(operator, [upload('many.csv', manyOrders(count))]);
  await company.imports.stage(operator, run.id, { settings: { store: STORE }, withPreview: false });
  expect((await company.imports.settled(run.id)).state).toBe('staged');
  return run.id;
};

/** A server in another process. `until` is told of each line that it prints. */
async function child(runId: string, until: (line: string, kill: () => void) => void, flags: string[] = []): Promise<{ code: number | null; lines: string[] }> {
  const process_ = spawn(process.execPath, [...flags, path.join(import.meta.dirname, 'testing/child.ts'), kernel.database.url, folder, runId, operator.id!], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  createInterface({ input: process_.stdout }).on('line', (line) => {
    lines.push(line);
    until(line, () => process_.kill('SIGKILL'));
  });
  const [code] = (await once(process_, 'exit')) as [number | null];
  return { code, lines };
}

const state = async () => (await kernel.db.query<{ rows: bigint; amount: bigint | null; most: number | null }>('select count(*) as rows, sum(amount)::bigint as amount, max(writes) as most from public.line')).rows[0];

describe('the server is killed in the middle of an import', () => {
  test('three times: the run goes on by itself and ends as if nothing had happened', async () => {
    const id = await prepared(4_000);
    await kernel.db.query("update kernel.import_run set state = 'running' where id = $1", [id]);
    for (const chunk of ['2', '2', '3']) {
      const killed = await child(id, (line, kill) => {
        if (line === chunk) kill();
      });
      expect(killed.code).toBe(null);
      // What a server that is gone held is free after half a minute.
      await kernel.db.query("update kernel.lease set until = clock_timestamp() where name like 'import:%'");
    }
    const half = Number((await state())!.rows);
    expect(half).toBeGreaterThan(1_000);
    expect(half).toBeLessThan(4_000);
    const last = await child(id, () => {});
    expect(last.lines.at(-1)).toBe('done');
    expect(await state()).toEqual({ rows: 4_000n, amount: 400_000n, most: 1 });
    expect((await company.imports.run(id)).counts).toMatchObject({ rows: 4_000, accepted: 4_000, updated: 0, unchanged: 0, staged: 0 });
  });

  test('while it reads the file: it is read again from the beginning', async () => {
    const run = await company.imports.take(operator, [upload('many.csv', manyOrders(3_000))]);
    const staging = company.imports.stage(operator, run.id, { settings: { store: STORE } });
    await staging;
    await company.imports.settled(run.id);
    // As a server leaves it that is killed while it reads: half of the rows are there.
    await kernel.db.query("update kernel.import_run set state = 'staging', counts = '{}' where id = $1", [run.id]);
    await kernel.db.query('delete from kernel.import_row where run_id = $1 and line > 1500', [run.id]);
    expect((await child(run.id, () => {})).lines).toEqual(['staged']);
    expect((await company.imports.run(run.id)).counts).toMatchObject({ rows: 3_000, staged: 3_000 });
  });
});

test('20,000 rows are read, looked at and applied in 64 MB of memory', async () => {
  const run = await company.imports.take(operator, [upload('many.csv', manyOrders(20_000))]);
  await kernel.db.query("update kernel.import_run set state = 'staging', settings = $2 where id = $1", [run.id, JSON.stringify({ store: STORE })]);
  expect((await child(run.id, () => {}, ['--max-old-space-size=64'])).lines.at(-1)).toBe('staged');
  expect((await company.imports.run(run.id)).preview).toMatchObject({ new: 20_000 });
  await kernel.db.query("update kernel.import_run set state = 'running' where id = $1", [run.id]);
  expect((await child(run.id, () => {}, ['--max-old-space-size=64'])).lines.at(-1)).toBe('done');
  expect(await state()).toEqual({ rows: 20_000n, amount: 2_000_000n, most: 1 });
});

describe('a hostile or broken file', () => {
  const book = xlsxOf('<row r="1"><c t="inlineStr"><is><t>订单编号</t></is></c></row>');
  const everything = async () => (await kernel.db.query('select (select count(*) from kernel.import_run) as runs, (select count(*) from kernel.file) as files, (select count(*) from kernel.fact) as facts, (select count(*) from public.line) as lines')).rows[0];
  test.each<[string, string, string | Uint8Array]>([
    ['empty', 'file-empty', ''],
    ['cut off', 'file-truncated', book.subarray(0, book.length - 40)],
    ['a picture', 'file-unknown-format', Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4])],
    ['of no known encoding', 'file-encoding', Buffer.concat([Buffer.from('订单编号,金额\n'), Buffer.from([0x81, 0x20, 0xff, 0xff, 0x80]), Buffer.from('\n')])],
    ['a zip bomb', 'file-bomb', zipOf([{ name: 'a.csv', data: Buffer.from('订单编号,金额\n'.repeat(3_000_000)) }])],
    ['of another heading', 'not-recognised', gbk('姓名,年龄\n李雷,18')],
    ['not a table', 'file-not-a-table', utf8('亲爱的同事，大家好')],
    ['a web page', 'file-unknown-format', '<html><body>请登录后再导出订单编号</body></html>'],
  ])('%s is refused and changes nothing', async (_what, code, content) => {
    const before = await everything();
    await expect(company.imports.take(operator, [upload('a.csv', content)])).rejects.toMatchObject({ kind: { code: expect.stringContaining(`imports.${code}`) as string } });
    expect(await everything()).toEqual(before);
  });

  test('that broke on the disk after it was recognised stops the run with words, and nothing is half imported', async () => {
    const run = await company.imports.take(operator, [upload('a.xlsx', xlsxOf(['订单编号,金额,收货人姓名,备注', 'T1,1.00,李雷,'].map((r, i) => `<row r="${i + 1}">${r.split(',').map((c) => `<c t="inlineStr"><is><t>${c}</t></is></c>`).join('')}</row>`).join('')))]);
    const { rows: [file] } = await kernel.db.query<{ sha256: string }>('select k.sha256 from kernel.import_file f join kernel.file k on k.id = f.file_id where f.run_id = $1', [run.id]);
    const stored = company.imports.files.pathOf(file!.sha256);
    await truncate(stored, 300);
    await company.imports.stage(operator, run.id, { settings: { store: STORE } });
    expect(await company.imports.settled(run.id)).toMatchObject({ state: 'unreadable', error: { zh: expect.stringContaining('不完整') } });
    await rm(stored);
    await company.imports.stage(operator, run.id, { settings: { store: STORE } });
    expect(await company.imports.settled(run.id)).toMatchObject({ state: 'unreadable', error: { zh: expect.stringContaining('已不在服务器上') } });
  });
});

describe('the store of files', () => {
  test('refuses what is too large and leaves nothing behind', async () => {
    const store = new FileStore(path.join(folder, 'limited'));
    await expect(store.put(upload('a', 'x'.repeat(11)).content, 10)).rejects.toMatchObject({ kind: { code: 'kernel.too-large' } });
    expect(await readdir(path.join(folder, 'limited', 'incoming'))).toEqual([]);
    expect(await store.put(upload('a', 'x'.repeat(10)).content, 10)).toMatchObject({ size: 10 });
  });
  test('keeps the same content once, and clears away after a day what nobody refers to', async () => {
    const { files } = company.imports;
    const kept = await company.imports.take(operator, [upload('kept.csv', orderFile([['K1', '1.00', '李雷', '']]))]);
    const lonely = await files.put(upload('lonely', 'nobody wants me').content, 100);
    const { rows: [row] } = await kernel.db.query<{ sha256: string }>('select k.sha256 from kernel.import_file f join kernel.file k on k.id = f.file_id where f.run_id = $1', [kept.id]);
    expect(await files.put(upload('lonely', 'nobody wants me').content, 100)).toEqual(lonely);
    const age = async (ms: number): Promise<void> => {
      for (const sha256 of [lonely.sha256, row!.sha256]) await utimes(files.pathOf(sha256), (kernel.clock.now() - ms) / 1000, (kernel.clock.now() - ms) / 1000);
    };
    await age(86_400_000 - 1_000);
    await sweepFiles(kernel, files);
    expect(await files.has(lonely.sha256)).toBe(true);
    await age(86_400_000 + 1_000);
    await sweepFiles(kernel, files);
    expect([await files.has(lonely.sha256), await files.has(row!.sha256)]).toEqual([false, true]);
  });
  test('one person cannot fill the disk: two gigabytes a day', async () => {
    const greedy = person(['store-operator']);
    const file = () => [upload('g.csv', orderFile([['G1', '1.00', '李雷', '']]))];
    const { id } = await company.imports.take(greedy, file());
    await kernel.db.query('update kernel.file set size = 2000000000 where created_by = $1', [greedy.id]);
    await expect(company.imports.take(greedy, file())).rejects.toMatchObject({ kind: { code: 'imports.quota', status: 429 } });
    kernel.clock.advance(86_400_000);
    expect((await company.imports.take(greedy, file())).id).not.toBe(id);
  });
});
