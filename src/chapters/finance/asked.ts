import type { z } from 'zod';
import type { Endpoint } from '../../kernel/http/contract.ts';
import { kernelNo, Refusal } from '../../kernel/refusal.ts';

/** The checked parts of a request, by its endpoint. */
export type QueryOf<E> = E extends Endpoint<z.ZodType, infer Q, z.ZodType, z.ZodType> ? z.output<Q> : never;
export type ParamsOf<E> = E extends Endpoint<infer P, z.ZodType, z.ZodType, z.ZodType> ? z.output<P> : never;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A filter that is an id; what is none is refused instead of reaching the database. */
export function uuidOf(text: string | undefined, path: string): string | null {
  if (text === undefined || text === '') return null;
  if (UUID.test(text)) return text;
  throw new Refusal(kernelNo['invalid-input'], { zh: `「${path}」不是有效的编号。`, en: `“${path}” is not an id.` }, {}, [{ path, message: { zh: '不是有效的编号', en: 'not an id' } }]);
}
