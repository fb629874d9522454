/** The shape of architecture.mjs as far as migrations need it. */
export interface Architecture {
  readonly registers: Readonly<Record<string, readonly string[]>>;
  readonly chapters: Readonly<Record<string, readonly string[]>>;
}

/**
 * Folders of src/ that may own tables, lower layers first, so that a migration may name what it stands on: kernel, regulation,
 * registers and chapters, each after those that it may call.
 */
export function ownersInOrder(architecture: Architecture): string[] {
  return [
    'kernel',
    'regulation',
    ...dependenciesFirst(architecture.registers).map((name) => `registers/${name}`),
    ...dependenciesFirst(architecture.chapters).map((name) => `chapters/${name}`),
  ];
}

function dependenciesFirst(graph: Readonly<Record<string, readonly string[]>>): string[] {
  const order = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) throw new Error(`architecture: ${[...path, name].join(' → ')} is a cycle`);
    for (const below of graph[name] ?? []) visit(below, [...path, name]);
    order.add(name);
  };
  for (const name of Object.keys(graph)) visit(name, []);
  return [...order];
}

/** The PostgreSQL schema of an owner: `registers/company` → `company`. */
export const schemaOf = (owner: string): string => (owner.split('/').at(-1) ?? owner).replaceAll('-', '_');
