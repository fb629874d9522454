import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { Actor } from '../../actor.ts';
import { defineLayout } from '../../files/layout.ts';
import type { Queryable } from '../../db/index.ts';
import { FileStore } from '../../file-store.ts';
import type { Kernel } from '../../kernel.ts';
import type { Tx } from '../../tx.ts';
import { words } from '../../words.ts';
import type { ImportFormat, ImportProblem } from '../format.ts';
import { Imports } from '../imports.ts';
import type { ImportTarget, RowOutcome, StagedRow, UndoPlan } from '../target.ts';

/** A shop that imports orders and their items, small enough to see through: one table, and a counter of writes for each row. */
export interface Line { orderNo: string; item: string | null; amountFen: number; note: string | null }

const orders = defineLayout<unknown>({
  id: 'test.orders', kind: 'taobao-orders', title: words('测试订单', 'Test orders'), versions: [['订单编号', '金额', '收货人姓名', '备注', '付款时间', '承诺发货']], keys: ['订单编号', '金额'], freeText: ['备注'],
  totals: [{ heading: '金额', unit: 'fen', name: words('金额合计', 'Amount') }],
}, () => ({
  read: (row) => {
    const orderNo = row.idNeeded('订单编号');
    row.time('付款时间');
    row.timeAhead('承诺发货');
    return { key: orderNo, record: { orderNo, item: null, amountFen: row.money('金额') ?? 0n, note: row.text('备注') } };
  },
}));

const items = defineLayout<unknown>({
  id: 'test.items', kind: 'taobao-items', title: words('测试宝贝', 'Test items'), versions: [['子订单编号', '主订单编号', '标题', '单价']], keys: ['子订单编号', '主订单编号'],
}, () => ({
  read: (row) => ({ key: row.idNeeded('子订单编号'), record: { orderNo: row.idNeeded('主订单编号'), item: row.textNeeded('标题'), amountFen: row.money('单价') ?? 0n, note: null } }),
}));

const counted = defineLayout<unknown>({
  id: 'test.counts', kind: 'stock-count', title: words('测试盘点', 'Test counts'), versions: [['货号', '数量']], keys: ['货号', '数量'],
}, () => ({ read: (row) => ({ key: row.codeNeeded('货号'), record: { orderNo: row.codeNeeded('货号'), item: null, amountFen: BigInt(row.countNeeded('数量')), note: null } }) }));

export const makeTables = (kernel: Kernel): Promise<unknown> => kernel.db.query(`
  create table public.line (id text primary key, order_no text not null, amount bigint not null, note text, writes int not null);
  create table public.blocked (order_no text primary key)`);

export interface Steering {
  /** Called for each chunk, inside its transaction, before anything is written. */
  onChunk?: (rows: readonly StagedRow[], tx: Tx) => Promise<void> | void;
  finished?: () => void;
}

const lineOf = (row: StagedRow): Line => row.record as Line;
const idOf = (row: StagedRow): string => `${row.kind}:${row.key}`;

const notYet = (orderNo: string): Omit<ImportProblem, 'line'> =>
  ({ code: 'order.blocked', column: '订单编号', message: words(`订单 ${orderNo} 暂不能导入。`, `Order ${orderNo} cannot be imported yet.`) });

async function judge(on: Pick<Tx, 'runner'>, rows: readonly StagedRow[]): Promise<RowOutcome[]> {
  const { rows: known } = await on.runner.query<{ id: string; amount: bigint; note: string | null }>('select id, amount, note from public.line where id = any ($1)', [rows.map(idOf)]);
  const { rows: blocked } = await on.runner.query<{ order_no: string }>('select order_no from public.blocked');
  const stored = new Map(known.map((k) => [k.id, k]));
  const held = new Set(blocked.map((b) => b.order_no));
  return rows.map((row) => {
    const line = lineOf(row);
    if (line.note === '别组') return { line: row.line, is: 'quarantined', problems: [{ code: 'order.foreign', message: words('订单属于别组。', 'The order is of another team.') }] };
    if (held.has(line.orderNo)) return { line: row.line, is: 'quarantined', problems: [notYet(line.orderNo)] };
    const before = stored.get(idOf(row));
    if (!before) return { line: row.line, is: 'accepted' };
    return { line: row.line, is: before.amount === BigInt(line.amountFen) && before.note === line.note ? 'unchanged' : 'updated' };
  });
}

/** Lines of this small company go on by a note. */
async function linesToUndo(on: { runner: Queryable }): Promise<UndoPlan> {
  const { rows } = await on.runner.query<{ id: string; note: string | null }>('select id, note from public.line order by id');
  return { takes: rows.filter((r) => r.note !== '已发货').length, keeps: rows.filter((r) => r.note === '已发货').map((r) => ({ subject: { type: 'line', id: r.id }, no: r.id, why: words('已发货', 'it has left') })), toldLater: 0 };
}

const target = (steering: Steering): ImportTarget => ({
  kinds: ['taobao-orders', 'taobao-items'],
  title: words('测试订单', 'Test orders'),
  may: { 'store-operator': 'all', 'department-head': 'all' },
  formats: [orders, items] as ImportFormat<unknown>[],
  needs: [{ name: 'store' }],
  group: (row) => lineOf(row).orderNo, unit: words('订单', 'orders'),
  describe: (row) => words(`订单 ${lineOf(row).orderNo}`, `Order ${lineOf(row).orderNo}`),
  leftOut: (_file, rows) => (rows.some((r) => r[0] === '汇总') ? words('这是汇总表', 'This is a summary') : null),
  stops: { 'order.foreign': words('请别组的人导入。', 'Let the other team import it.') },
  preview: (kernel, rows) => judge(kernel, rows),
  async apply(tx, rows) {
    await steering.onChunk?.(rows, tx);
    // Two people with the same file come one after the other.
    await tx.runner.query("select pg_advisory_xact_lock(hashtext('test.lines'))");
    const outcomes = await judge(tx, rows);
    const written = rows.filter((_, at) => outcomes[at]!.is === 'accepted' || outcomes[at]!.is === 'updated');
    await tx.runner.query(
      `insert into public.line as l (id, order_no, amount, note, writes) select distinct on (a.id) a.id, a.order_no, a.amount, a.note, 1
       from unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) as a(id, order_no, amount, note)
       on conflict (id) do update set amount = excluded.amount, note = excluded.note, writes = l.writes + 1`,
      [written.map(idOf), written.map((r) => lineOf(r).orderNo), written.map((r) => lineOf(r).amountFen), written.map((r) => lineOf(r).note)]);
    return outcomes;
  },
  undo: {
    possible: true, says: words('撤回新建的行。', 'New lines are taken back.'),
    look: async (kernel) => linesToUndo(kernel),
    async take(tx) {
      const plan = await linesToUndo(tx);
      await tx.runner.query("delete from public.line where note is distinct from '已发货'");
      return plan;
    },
    async brought(kernel) {
      const { rows } = await kernel.runner.query<{ id: string; order_no: string }>('select id, order_no from public.line order by id');
      return { rows: rows.map((r) => ({ subject: { type: 'line', id: r.id }, no: r.order_no, ref: r.id, state: words('在册', 'there'), isTakenBack: false })), next: null, total: rows.length };
    },
  },
  totals: { names: () => ['orders', 'payable'], of: (row, first) => (first(idOf(row)) ? { orders: lineOf(row).item === null ? 1 : 0, payable: lineOf(row).amountFen } : {}) },
  async finished() {
    steering.finished?.();
  },
});

const counting: ImportTarget = {
  ...target({}), undo: { possible: false, instead: words('请重新盘点。', 'Count again.') }, kinds: ['stock-count'], title: words('测试盘点', 'Test counts'), may: { warehouse: 'all' }, formats: [counted] as ImportFormat<unknown>[], needs: [],
  templates: { 'stock-count': async () => ({ fileName: '盘点模板', csv: new TextEncoder().encode('\ufeff货号,数量\r\n'), xlsx: new Uint8Array([80, 75]) }) },
};

export const STORE = '01980000-0000-7000-8000-000000000001';

export interface SmallCompany {
  imports: Imports;
  /** Another server on the same database and files. */
  another(steering?: Steering): Imports;
  folder: string;
  end(): Promise<void>;
}

/** `people`: who may still do what, by id; changed while a run waits to see that rights of now count. */
export async function smallCompany(kernel: Kernel, people: ReadonlyMap<string, Actor>, steering: Steering = {}, folder?: string): Promise<SmallCompany> {
  const at = folder ?? (await mkdtemp(path.join(tmpdir(), 'dianzhang-imports-')));
  const made: Imports[] = [];
  const another = (how: Steering = {}): Imports => {
    const imports = new Imports({
      kernel, files: new FileStore(path.join(at, 'files')), targets: [target(how), counting], actorOf: async (id) => people.get(id) ?? null,
      choices: async (need) => (need === 'store' ? [{ id: STORE, label: '旗舰店', also: ['taobao:1'] }] : []),
    });
    made.push(imports);
    return imports;
  };
  return {
    imports: another(steering), another, folder: at,
    end: async () => {
      await Promise.all(made.map((imports) => imports.stop()));
      if (folder === undefined) await rm(at, { recursive: true });
    },
  };
}

export const upload = (name: string, content: string | Uint8Array) => ({ name, content: Readable.from([Buffer.from(content)]) });

export const orderFile = (rows: readonly (readonly (string | number)[])[], total?: string): string =>
  ['订单编号,金额,收货人姓名,备注', ...rows.map((r) => r.join(',')), ...(total === undefined ? [] : [`合计,${total},,`])].join('\n');

/** `count` orders with numbers that do not sort as they stand. */
export const manyOrders = (count: number): string => orderFile(Array.from({ length: count }, (_, n) => [`T${(n * 7919) % 1_000_003}`, '1.00', '李雷', `第${n}单`]), `${count}.00`);
