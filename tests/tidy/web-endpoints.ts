import path from 'node:path';

/** What a page calls an endpoint by, found in its imports: `listOrders`, or a name it gave it, or a member of a whole module (`contract.listOrders`). */
export async function importedBy(page: string, source: string, written: string): Promise<unknown> {
  const [first, member] = written.split('.') as [string, string | undefined];
  const imported = [...source.matchAll(/import (\{[^}]*\}|\* as \w+) from '([^']+)'/g)].find(([, names]) => (member ? names === `* as ${first}` : new RegExp(`\\b${first}\\b`).test(names!)));
  if (!imported) return undefined;
  const real = member ?? new RegExp(`(\\w+) as ${first}\\b`).exec(imported[1]!)?.[1] ?? first;
  const module = (await import(path.resolve(path.dirname(page), imported[2]!))) as Record<string, unknown>;
  return module[real];
}
