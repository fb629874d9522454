import type { Queryable } from '../../kernel/db/index.ts';

/** What the installation remembers of the demo company: that its story is being told, then how one signs in to it. */
export type DemoMark = { loading: true } | { accounts: readonly string[]; password: string };

export const markDemo = (db: Queryable, mark: DemoMark): Promise<unknown> =>
  db.query("insert into kernel.setting (key, value) values ('demo', $1) on conflict (key) do update set value = excluded.value", [JSON.stringify(mark)]);

/** Null where there is no demo company. Still `loading` when nobody tells the story any more: it stopped half-way, and its figures mean nothing. */
export async function demoMark(db: Queryable): Promise<DemoMark | null> {
  const { rows } = await db.query<{ value: DemoMark }>("select value from kernel.setting where key = 'demo'");
  return rows[0]?.value ?? null;
}
