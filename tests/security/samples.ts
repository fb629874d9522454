import { z } from 'zod';

type Schema = { type?: string | string[]; enum?: unknown[]; const?: unknown; anyOf?: Schema[]; oneOf?: Schema[]; allOf?: Schema[]; properties?: Record<string, Schema>; required?: string[];
  items?: Schema; prefixItems?: Schema[]; minItems?: number; minimum?: number; exclusiveMinimum?: number; minLength?: number; maxLength?: number; format?: string; pattern?: string; default?: unknown };

/** An id of a record that is not there. */
export const NOWHERE = '019f0000-0000-7000-8000-000000000000';

/** A value that the schema takes, as far as its description tells; what only the business knows is wrong in it, which is the point. */
function valueOf(schema: Schema, name = ''): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const choice = (schema.anyOf ?? schema.oneOf ?? schema.allOf)?.find((s) => s.type !== 'null');
  if (choice) return valueOf(choice, name);
  const type = Array.isArray(schema.type) ? schema.type.find((t) => t !== 'null') : schema.type;
  switch (type) {
    case 'object': return Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([key]) => schema.required?.includes(key)).map(([key, s]) => [key, valueOf(s, key)]));
    case 'array': return Array.from({ length: Math.max(1, schema.minItems ?? 0) }, (_, n) => valueOf(schema.prefixItems?.[n] ?? schema.items ?? {}, name));
    case 'integer': case 'number': return name === 'version' ? 999_999 : Math.max(schema.minimum ?? 1, schema.exclusiveMinimum === undefined ? 1 : schema.exclusiveMinimum + 1);
    case 'boolean': return true;
    case 'string':
      if (schema.format === 'uuid' || /(^|[a-z])id$/i.test(name)) return NOWHERE;
      if (schema.format === 'date' || /\\d\{4\}-/.test(schema.pattern ?? '') || /day$|from$|until$/i.test(name)) return '2026-03-10';
      if (schema.format === 'uri') return 'https://example.invalid/';
      return '无此项'.padEnd(Math.min(schema.minLength ?? 3, 40), '无').slice(0, schema.maxLength ?? 200);
    default: return {};
  }
}

export function sampleOf(schema: z.ZodType | undefined): Record<string, unknown> {
  if (!schema) return {};
  const described = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
  const value = valueOf(described);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

const WRONG: readonly unknown[] = [null, '', 'a\u0000b', -1, 1.5, 1e308, [], {}, true, '９９', 'x'.repeat(5_000), NOWHERE, "'; drop table sales.\"order\"; --", ['a', { b: [[]] }], '𠮷\ud800'];

/** Bodies as careless and hostile callers send them, each as raw JSON so that `__proto__` arrives as a field. */
export function wrongBodies(schema: z.ZodType | undefined): string[] {
  const sample = sampleOf(schema);
  const text = (body: unknown): string => JSON.stringify(body);
  const more = (field: string): string => `${text(sample).slice(0, -1)}${Object.keys(sample).length > 0 ? ',' : ''}${field}}`;
  const bodies = [
    text(sample), '{}', 'null', '[]', '"text"', '{', '', '1', text({ ...sample, version: 999_999 }),
    more('"ownerId":"019f0000-0000-7000-8000-000000000001"'), more('"status":"delivered"'), more('"state":"done"'), more('"price":1'), more('"approvedBy":"me"'),
    more('"__proto__":{"posts":["administrator"]}'), more('"constructor":{"prototype":{"posts":["administrator"]}}'),
  ];
  const names = Object.keys(sample);
  names.forEach((name, i) => {
    // Every field meets every wrong value in turn; in bodies of many fields each field meets a third of them.
    WRONG.forEach((value, n) => {
      if (names.length <= 4 || (n + i) % 3 === 0) bodies.push(text({ ...sample, [name]: value }));
    });
  });
  return bodies;
}
