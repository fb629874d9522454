import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Actor, Policy, Scope } from '../actor.ts';
import type { Kernel } from '../kernel.ts';
import { runVerb, type Verb } from '../verb.ts';
import type { Endpoint } from './contract.ts';

type Out<T> = T extends z.ZodNever ? undefined : T extends z.ZodType ? z.output<T> : undefined;

/** What a read is given: who asks, how far they see, and the checked parts of the request. */
export interface Asked<P, Q> {
  kernel: Kernel;
  /** Null only on routes that are open to everybody. */
  actor: Actor | null;
  scope: Scope;
  params: P;
  query: Q;
  /** Language of the caller: for texts that the server makes itself (exports, mails). */
  language: 'zh' | 'en';
}

export interface CallMeta {
  kernel: Kernel;
  actor: Actor | null;
  ip: string;
  requestId: string | null;
  override: string | null;
  language: 'zh' | 'en';
}

/** One row of a chapter's `routes.ts`. A route without a policy does not exist: `may` is part of the row. */
export interface Route {
  readonly endpoint: Endpoint;
  readonly may: Policy;
  readonly kind: 'read' | 'act' | 'raw';
  /** Name of the verb behind a state change. */
  readonly verb?: string;
  /** The verb parses the body by the very same schema: the edge leaves it to it. */
  readonly verbChecksBody?: boolean;
  /** Limit of the body in bytes, where it differs from the default of 256 KiB. */
  readonly bodyLimit?: number;
  /** Takes its body as multipart/form-data, too, with files; the handler reads that form by itself, with its own limits. */
  readonly takesForm?: boolean;
  /** Raw handlers of signed deliveries get JSON as the text that came, so that the signature can be checked. */
  readonly signedJson?: boolean;
  readonly answer: (request: { kernel: Kernel; actor: Actor | null; scope: Scope; params: unknown; query: unknown; body: unknown; meta: CallMeta;
    raw: FastifyRequest; reply: FastifyReply }) => Promise<unknown>;
}

/** A read: a question answered from `queries.ts`. Never changes anything. */
export function read<P extends z.ZodType, Q extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, z.ZodNever, R>,
  may: Policy,
  answer: (asked: Asked<Out<P>, Out<Q>>) => Promise<z.input<R>>,
): Route {
  return {
    endpoint: endpoint as unknown as Endpoint, may, kind: 'read',
    answer: ({ kernel, actor, scope, params, query, meta }) =>
      answer({ kernel, actor, scope, params: params as Out<P>, query: query as Out<Q>, language: meta.language }),
  };
}

/** A question whose words must not stand in an address (personal data would end in logs): asked by POST. Never changes anything. */
export function ask<B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<z.ZodNever, z.ZodNever, B, R>,
  may: Policy,
  answer: (asked: { kernel: Kernel; actor: Actor | null; scope: Scope; body: Out<B> }) => Promise<z.input<R>>,
): Route {
  return { endpoint: endpoint as unknown as Endpoint, may, kind: 'read', answer: ({ kernel, actor, scope, body }) => answer({ kernel, actor, scope, body: body as Out<B> }) };
}

/**
 * A state change: a noun that is POSTed, carried out by a verb. The verb's input is the path parameters and the body together,
 * unless `input` says otherwise. The policy is the verb's.
 */
export function act<P extends z.ZodType, B extends z.ZodType, R extends z.ZodType, I extends z.ZodType, S>(
  endpoint: Endpoint<P, z.ZodNever, B, R>,
  v: Verb<I, S, z.input<R>>,
  input?: (parts: { params: Out<P>; body: Out<B> }) => z.input<I>,
): Route {
  return {
    endpoint: endpoint as unknown as Endpoint, may: v.may, kind: 'act', verb: v.name,
    ...(input === undefined && endpoint.params === undefined && (endpoint.body as unknown) === v.input ? { verbChecksBody: true } : {}),
    answer: ({ kernel, actor, params, body, meta }) =>
      runVerb(kernel, v, input ? input({ params: params as Out<P>, body: body as Out<B> }) : ({ ...(params as object), ...(body as object) } as z.input<I>), {
        actor, requestId: meta.requestId, ip: meta.ip, override: meta.override,
      }),
  };
}

/** Uploads, downloads and streams: the handler answers by itself. It still has a policy, and still changes things only by verbs. */
export function raw<P extends z.ZodType = z.ZodNever, Q extends z.ZodType = z.ZodNever>(
  endpoint: Endpoint<P, Q, z.ZodNever, z.ZodType>,
  may: Policy,
  answer: (asked: Asked<Out<P>, Out<Q>> & { raw: FastifyRequest; reply: FastifyReply; meta: CallMeta }) => Promise<unknown>,
  bodyLimit?: number,
): Route {
  return {
    endpoint: endpoint as unknown as Endpoint, may, kind: 'raw', ...(bodyLimit ? { bodyLimit } : {}),
    answer: ({ kernel, actor, scope, params, query, raw: request, reply, meta }) =>
      answer({ kernel, actor, scope, params: params as Out<P>, query: query as Out<Q>, language: meta.language, raw: request, reply, meta }),
  };
}
