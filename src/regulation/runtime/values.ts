import type { Queryable } from '../../kernel/db/index.ts';
import type { Clause } from '../clause.ts';
import type { Parameter, ParameterValue, Scope } from '../declare-parameter.ts';

/** A value as it stands in the database. `from`/`to` are instants; `to` null = without end. */
export interface StoredValue {
  id: string;
  key: string;
  scopeType: string | null;
  scopeId: string | null;
  from: number;
  to: number | null;
  knownFrom: number;
  knownTo: number | null;
  value: ParameterValue;
  decided: boolean;
}

/** Where a case stands: what a narrower value may be given for. */
export type Where = Partial<Record<Scope, string>>;

export interface Valued {
  value: ParameterValue;
  /** The row that says so; null = the default of the declaration (shown as suggested until decided). */
  id: string | null;
  decided: boolean;
}

/**
 * Most specific first (engine.md §2): one customer, one article, one carrier before the store; a store lies in a channel, a class of customers goes before the channel;
 * the rest stands beside the channel.
 */
const specificity = ['customer', 'article', 'carrier', 'store', 'customer-class', 'channel', 'product-line', 'team', 'post', 'city'] as const satisfies readonly Scope[];
const ranks: Readonly<Record<Scope, number>> = { customer: 6, article: 5, carrier: 4, store: 3, 'customer-class': 2, channel: 1, 'product-line': 1, team: 1, post: 1, city: 1 };

/** Whether a value of this scope (null: of the whole company) would go before one of the other for a case that stands in both. */
export const goesBefore = (scope: string | null, other: string | null): boolean => (ranks[scope as Scope] ?? 0) > (ranks[other as Scope] ?? 0);

/** Neither is narrower than the other, and a case may stand in both: which of them holds could not be said. */
export const equallySpecific = (a: string | null, b: string | null): boolean =>
  a !== null && b !== null && a !== b && ranks[a as keyof typeof ranks] === ranks[b as keyof typeof ranks];

/** All values in memory, by key: reading one is a look-up, never a query. */
export class ParameterStore {
  readonly #declared = new Map<string, Parameter>();
  #values = new Map<string, StoredValue[]>();
  version = -1n;

  constructor(rulebook: readonly Clause[]) {
    for (const clause of rulebook) for (const parameter of clause.parameters) this.#declared.set(parameter.key, parameter);
  }

  declared(key: string): Parameter {
    const found = this.#declared.get(key);
    if (!found) throw new Error(`no parameter ${key} is declared`);
    return found;
  }

  all(): Iterable<Parameter> {
    return this.#declared.values();
  }

  async load(on: Queryable): Promise<void> {
    const { rows: [version] } = await on.query<{ parameters: bigint }>('select parameters from regulation.version');
    const { rows } = await on.query<{ id: string; key: string; scope_type: string | null; scope_id: string | null; from: number; to: number | null;
      known_from: number; known_to: number | null; value: ParameterValue; decided: boolean }>(
      `select id, key, scope_type, scope_id, coalesce(lower(valid), '-infinity') as "from", upper(valid) as "to", lower(known) as known_from, upper(known) as known_to, value, decided
       from regulation.parameter_value where not isempty(known) order by lower(valid) desc nulls last`);
    const values = new Map<string, StoredValue[]>();
    for (const row of rows) {
      const list = values.get(row.key) ?? [];
      list.push({
        id: row.id, key: row.key, scopeType: row.scope_type, scopeId: row.scope_id, from: row.from, to: row.to, knownFrom: row.known_from,
        knownTo: row.known_to, value: revive(this.#declared.get(row.key), row.value), decided: row.decided,
      });
      values.set(row.key, list);
    }
    this.#values = values;
    this.version = version!.parameters;
  }

  /** The value that holds at an instant for a case, as known now (or on `knownAt`). */
  at(key: string, at: number, where: Where = {}, knownAt: number = Number.MAX_SAFE_INTEGER): Valued {
    const declared = this.declared(key);
    const candidates = (this.#values.get(key) ?? []).filter((v) => v.from <= at && (v.to === null || at < v.to) && v.knownFrom <= knownAt && (v.knownTo === null || knownAt < v.knownTo));
    for (const scope of specificity) {
      const id = where[scope];
      if (id === undefined) continue;
      const found = candidates.find((v) => v.scopeType === scope && v.scopeId === id);
      if (found) return { value: found.value, id: found.id, decided: found.decided };
    }
    const general = candidates.find((v) => v.scopeType === null);
    return general ? { value: general.value, id: general.id, decided: general.decided } : { value: declared.default, id: null, decided: declared.decided };
  }

  /** Values as they would be known after a change: what it covers of the same scope gives way to it. For looking ahead, never for judging. */
  having(change: StoredValue): ParameterStore {
    const other = new ParameterStore([]);
    for (const [key, declared] of this.#declared) other.#declared.set(key, declared);
    const until = change.to ?? Number.MAX_SAFE_INTEGER;
    const rest = this.history(change.key).flatMap((v): StoredValue[] => {
      if (v.knownTo !== null || v.scopeType !== change.scopeType || v.scopeId !== change.scopeId || v.from >= until || (v.to ?? Number.MAX_SAFE_INTEGER) <= change.from) return [v];
      return [...(v.from < change.from ? [{ ...v, to: change.from }] : []), ...(change.to !== null && (v.to ?? Number.MAX_SAFE_INTEGER) > change.to ? [{ ...v, from: change.to }] : [])];
    });
    other.#values = new Map([...this.#values, [change.key, [change, ...rest]]]);
    other.version = this.version;
    return other;
  }

  /** How far a value reaches that holds from an instant: to the end of the one that it replaces, or to the next that was set for later. */
  reachOf(key: string, scopeType: string | null, scopeId: string | null, from: number): number | null {
    const same = this.history(key).filter((v) => v.knownTo === null && v.scopeType === scopeType && v.scopeId === scopeId);
    const hit = same.find((v) => v.from <= from && (v.to === null || from < v.to));
    return hit ? hit.to : same.filter((v) => v.from > from).reduce<number | null>((next, v) => (next === null ? v.from : Math.min(next, v.from)), null);
  }

  history(key: string): readonly StoredValue[] {
    return this.#values.get(key) ?? [];
  }
}

/** JSON knows no bigint: fen come back as they were. */
function revive(declared: Parameter | undefined, value: ParameterValue): ParameterValue {
  if (declared?.kind === 'fen') return BigInt(value as unknown as number);
  if (declared?.kind === 'bands' && declared.unit === 'fen')
    return (value as { above: number | null; upTo: number | null; result: never }[]).map((b) => ({
      ...b, above: b.above === null ? null : BigInt(b.above), upTo: b.upTo === null ? null : BigInt(b.upTo),
    }));
  return value;
}
