/** Drops what is no constraint, and says how it is made again: building an index at once takes a fraction of filling it row by row. */
export async function withoutIndexes(run: (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }>, tables: readonly (readonly [string, string])[]): Promise<string[]> {
  const made: string[] = [];
  for (const [schema, table] of tables) {
    const { rows } = await run(`select i.indexname, i.indexdef from pg_indexes i where i.schemaname = $1 and i.tablename = $2
      and not exists (select from pg_constraint c where c.conname = i.indexname)`, [schema, table]);
    for (const { indexname, indexdef } of rows as { indexname: string; indexdef: string }[]) {
      await run(`drop index ${schema}.${indexname}`);
      made.push(indexdef);
    }
  }
  return made;
}
