import type { z } from 'zod';
import type { Words } from '../words.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One row of a chapter's contract: what a caller sends and gets. Shared by the server (which checks it), the web (which is
 * typed by it) and the OpenAPI page (which prints it). Instants are integer milliseconds UTC, money is integer fen.
 */
export interface Endpoint<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> {
  readonly method: Method;
  /** Path below /api, with `:name` parameters: `/orders/:id/review`. */
  readonly path: string;
  readonly summary: Words;
  /** Strict object of the path parameters, all text. */
  readonly params?: P;
  /** Strict object of the query; values arrive as text, use the helpers of kernel/schemas.ts (`query.*`). */
  readonly query?: Q;
  /** Strict object of the JSON body. A state change always has one (maybe empty). */
  readonly body?: B;
  readonly response: R;
}

export function endpoint<
  R extends z.ZodType,
  P extends z.ZodType = z.ZodNever,
  Q extends z.ZodType = z.ZodNever,
  B extends z.ZodType = z.ZodNever,
>(row: Endpoint<P, Q, B, R>): Endpoint<P, Q, B, R> {
  return row;
}

type Sent<T> = T extends z.ZodNever ? undefined : T extends z.ZodType ? z.input<T> : undefined;

/** What a caller passes for an endpoint: only the parts that it declares. */
export type Call<E> = E extends Endpoint<infer P, infer Q, infer B, z.ZodType>
  ? (P extends z.ZodNever ? { params?: undefined } : { params: Sent<P> }) &
      (Q extends z.ZodNever ? { query?: undefined } : { query?: Sent<Q> }) &
      (B extends z.ZodNever ? { body?: undefined } : { body: Sent<B> })
  : never;

export type Answer<E> = E extends Endpoint<z.ZodType, z.ZodType, z.ZodType, infer R> ? z.output<R> : never;

/** The one shape of every error (RFC 9457). `clause` names the rule that refused; `next` says what to do. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly clause?: string;
  readonly next?: string;
  readonly errors?: readonly { path: string; message: string }[];
  readonly facts?: Record<string, unknown>;
  readonly requestId?: string;
}
