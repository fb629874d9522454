import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { postsOf, scopeOf, type Actor, type Policy } from '../../../kernel/actor.ts';
import { DAY, startOfDay } from '../../../kernel/clock.ts';
import type { Endpoint } from '../../../kernel/http/contract.ts';
import { act, read, type CallMeta, type Route } from '../../../kernel/http/route.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Post } from '../../../kernel/posts.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { no } from '../refusals.ts';
import { changePassword, setLanguage } from './account.ts';
import { callerOfRequest, cookieName, credentialsOf, deviceCookieName, forgetCallers, SESSION_IDLE, SESSION_LIFE, type Caller } from './authenticate.ts';
import * as contract from './contract.ts';
import { checkStrength, hashPassword, nobodysHash, passwordFits } from './passwords.ts';
import { meOf, sessionOf, sessionsOf, type PersonShown } from './queries.ts';
import { confirmSecondFactor, dropSecondFactor, enrolSecondFactor, newFactor, pictureOf } from './second-factor.ts';
import { hashOf, installationKey, newToken, seal, secretOf } from './secrets.ts';
import { isSetUp, setUp, setUpCompany, setUpIsClosed } from './set-up.ts';
import { endSession, openSession, signIn, standIn } from './sign-in.ts';
import { allowed, giveBack } from './throttle.ts';
import { keepToken, listTokens, revokeToken, TOKEN_LIFE, tokenText } from './tokens.ts';
import type { Unmasking } from './unmasking.ts';

export interface SignInOptions {
  /** Served over TLS: cookies are bound to it. */
  secure?: boolean;
  /** Loads the demo company into the empty installation and says with which account to look around. */
  loadDemo?: (kernel: Kernel) => Promise<{ login: string; password: string }>;
  /** All routes of the product: what a person may do is read from them. */
  allRoutes?: () => readonly Route[];
  /** Who shows single masked values, by the kind of record that pages name. */
  unmaskers?: Readonly<Record<string, Unmasking>>;
}

/** How long a browser is remembered as one on which an account signed in before. */
const DEVICE_LIFE = 400 * DAY;

type Given<E> = E extends Endpoint<infer P, z.ZodType, infer B, z.ZodType> ? { params: z.output<P>; body: z.output<B> } : never;
interface Asked { kernel: Kernel; meta: CallMeta; request: FastifyRequest; reply: FastifyReply }

/** A state change that also sets cookies or asks for a password: it ends in a verb, like every other. */
function special<E extends Endpoint<never, never, never, z.ZodType> | Endpoint>(endpoint: E, may: Policy, verb: string, answer: (given: Given<E>, asked: Asked) => Promise<unknown>): Route {
  return {
    endpoint: endpoint as unknown as Endpoint, may, kind: 'act', verb,
    answer: ({ kernel, params, body, meta, raw, reply }) => answer({ params, body } as Given<E>, { kernel, meta, request: raw, reply }),
  };
}

/** Routes that the posts of this person do not open, with the posts that do: pages say so before anybody presses. */
const refusedTo = (actor: Actor | null, routes: readonly Route[]): Record<string, Post[]> =>
  Object.fromEntries(routes.filter((r) => scopeOf(actor, r.may) === null).map((r) => [`${r.endpoint.method} ${r.endpoint.path}`, postsOf(r.may)]));

export function signInRoutes(options: SignInOptions): Route[] {
  const secure = options.secure ?? false;
  const own: Policy = { signedIn: 'own' };
  const cookies = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
  let loading: Promise<{ login: string; password: string }> | null = null;
  // Made before the first sign-in, so that an unknown account is no slower than a known one.
  void nobodysHash();

  const callerOf = async ({ kernel, request }: Pick<Asked, 'kernel' | 'request'>): Promise<Caller> => {
    const caller = await callerOfRequest(kernel, credentialsOf(request, secure));
    if (!caller) throw refuse(kernelNo['not-signed-in']);
    return caller;
  };
  /** Keys to the account are handled by its owner at a screen, never by a program that holds a token. */
  const ownSession = async (asked: Asked): Promise<Caller & { sessionId: string }> => {
    const caller = await callerOf(asked);
    if (caller.sessionId === null) throw refuse(no['session-needed']);
    return caller as Caller & { sessionId: string };
  };
  const enter = async (asked: Asked, signedIn: { token: string; device?: string }): Promise<PersonShown> => {
    forgetCallers(asked.kernel);
    asked.reply.setCookie(cookieName(secure), signedIn.token, { ...cookies, maxAge: SESSION_LIFE / 1000 });
    if (signedIn.device) asked.reply.setCookie(deviceCookieName(secure), signedIn.device, { ...cookies, maxAge: DEVICE_LIFE / 1000 });
    const caller = await callerOfRequest(asked.kernel, { cookie: signedIn.token });
    if (!caller) throw refuse(kernelNo['not-signed-in']);
    return sessionOf(asked.kernel, caller);
  };
  /** The present password once more, bounded like a sign-in. */
  const knows = async (asked: Asked, caller: Caller, password: string): Promise<{ login: string }> => {
    const { rows } = await asked.kernel.db.query<{ login: string; password_hash: string }>('select login, password_hash from company.staff where id = $1', [caller.actor.id], 'company.own_password');
    if (!(await allowed(asked.kernel, 'confirm', caller.actor.id!))) throw refuse(kernelNo['too-many-requests']);
    if (!(await passwordFits(password, rows[0]?.password_hash ?? null))) throw refuse(no['wrong-password']);
    await giveBack(asked.kernel, 'confirm', caller.actor.id!);
    return rows[0]!;
  };
  const codeTry = async (asked: Asked, caller: Caller): Promise<void> => {
    if (!(await allowed(asked.kernel, 'code', caller.actor.id!))) throw refuse(no['code-wrong']);
  };
  const call = (asked: Asked, caller: Caller) => ({ actor: caller.actor, ip: asked.meta.ip });
  const agentOf = (request: FastifyRequest): string | undefined => request.headers['user-agent'];

  return [
    {
      endpoint: contract.readSession as unknown as Endpoint, may: own, kind: 'read',
      answer: async ({ kernel, raw }) => sessionOf(kernel, await callerOf({ kernel, request: raw })),
    },
    special(contract.signIn, { public: true }, openSession.name, async ({ body }, asked) => {
      const signedIn = await signIn(asked.kernel, {
        ...body, ip: asked.meta.ip, agent: agentOf(asked.request), device: asked.request.cookies[deviceCookieName(secure)], before: asked.request.cookies[cookieName(secure)],
      });
      return enter(asked, signedIn);
    }),
    special(contract.signOut, own, endSession.name, async (_, asked) => {
      const caller = await ownSession(asked);
      await runVerb(asked.kernel, endSession, { id: caller.sessionId }, call(asked, caller));
      forgetCallers(asked.kernel);
      asked.reply.clearCookie(cookieName(secure), cookies);
      return {};
    }),
    special(contract.standInFor, own, standIn.name, async ({ body }, asked) => {
      const caller = await ownSession(asked);
      await runVerb(asked.kernel, standIn, { sessionId: caller.sessionId, staffId: body.staffId }, call(asked, caller));
      forgetCallers(asked.kernel);
      return sessionOf(asked.kernel, await callerOf(asked));
    }),

    read(contract.readSetUp, { public: true }, async ({ kernel }) => {
      const needed = !(await isSetUp(kernel));
      return { needed, demo: needed && options.loadDemo !== undefined };
    }),
    special(contract.setUp, { public: true }, setUpCompany.name, async ({ body }, asked) => {
      await setUp(asked.kernel, { ...body, ip: asked.meta.ip });
      return enter(asked, await signIn(asked.kernel, { login: body.login, password: body.password, ip: asked.meta.ip, agent: agentOf(asked.request) }));
    }),
    special(contract.loadDemo, { public: true }, setUpCompany.name, async (_, asked) => {
      if (!options.loadDemo || (!loading && (await isSetUp(asked.kernel)))) throw setUpIsClosed();
      // Pressed twice: both wait for the one that runs. On another node the set-up inside it finds the company and is refused.
      loading ??= options.loadDemo(asked.kernel).finally(() => {
        loading = null;
      });
      return loading;
    }),

    {
      endpoint: contract.readMe as unknown as Endpoint, may: own, kind: 'read',
      answer: async ({ kernel, raw }) => meOf(kernel, await callerOf({ kernel, request: raw }), options.allRoutes?.() ?? []),
    },
    read(contract.readRights, own, async ({ actor }) => ({ refused: refusedTo(actor, options.allRoutes?.() ?? []) })),
    act(contract.setLanguage, setLanguage),
    special(contract.changePassword, own, changePassword.name, async ({ body }, asked) => {
      const caller = await ownSession(asked);
      const { login } = await knows(asked, caller, body.current);
      checkStrength(body.next, login);
      if (body.next === body.current) throw refuse(no['weak-password']);
      const token = newToken();
      const passwordHash = await hashPassword(body.next);
      const done = await runVerb(asked.kernel, changePassword, { passwordHash, sessionId: caller.sessionId, tokenHash: hashOf(token) }, call(asked, caller));
      await enter(asked, { token });
      return done;
    }),
    special(contract.enrolSecondFactor, own, enrolSecondFactor.name, async ({ body }, asked) => {
      const caller = await ownSession(asked);
      const { login } = await knows(asked, caller, body.password);
      const session = await sessionOf(asked.kernel, caller);
      const factor = newFactor(session.company, login);
      await runVerb(asked.kernel, enrolSecondFactor, { sealed: seal(await installationKey(asked.kernel), factor.secret, caller.actor.id!) }, call(asked, caller));
      return { ...factor, svg: await pictureOf(factor.uri) };
    }),
    special(contract.confirmSecondFactor, own, confirmSecondFactor.name, async ({ body }, asked) => {
      const caller = await ownSession(asked);
      await codeTry(asked, caller);
      const token = newToken();
      const done = await runVerb(asked.kernel, confirmSecondFactor, {
        code: body.code, key: await installationKey(asked.kernel), sessionId: caller.sessionId, tokenHash: hashOf(token),
      }, call(asked, caller));
      await giveBack(asked.kernel, 'code', caller.actor.id!);
      await enter(asked, { token });
      return done;
    }),
    special(contract.dropSecondFactor, own, dropSecondFactor.name, async ({ body }, asked) => {
      const caller = await ownSession(asked);
      await knows(asked, caller, body.password);
      await codeTry(asked, caller);
      const done = await runVerb(asked.kernel, dropSecondFactor, { code: body.code, key: await installationKey(asked.kernel) }, call(asked, caller));
      await giveBack(asked.kernel, 'code', caller.actor.id!);
      forgetCallers(asked.kernel);
      return done;
    }),

    {
      endpoint: contract.listSessions as unknown as Endpoint, may: own, kind: 'read',
      answer: async ({ kernel, actor, raw }) => {
        const rows = await sessionsOf(kernel, actor!.id!, credentialsOf(raw, secure).cookie, SESSION_IDLE);
        return { rows, next: null, total: rows.length };
      },
    },
    special(contract.endSession, own, endSession.name, async ({ params }, asked) => {
      const caller = await ownSession(asked);
      const done = await runVerb(asked.kernel, endSession, params, call(asked, caller));
      forgetCallers(asked.kernel);
      return done;
    }),

    read(contract.listTokens, { signedIn: 'own', administrator: 'all', auditor: 'all' }, ({ kernel, actor, scope, query }) => listTokens(kernel, actor!, scope, query)),
    special(contract.createToken, own, keepToken.name, async ({ body }, asked) => {
      const caller = await ownSession(asked);
      const now = asked.kernel.clock.now();
      const expiresAt = body.lastDay === undefined ? now + TOKEN_LIFE : startOfDay(body.lastDay) + DAY;
      if (expiresAt <= now || expiresAt > now + TOKEN_LIFE + DAY) throw refuse(kernelNo['invalid-input'], { zh: '有效期须在今天到一年之内。', en: 'The last day must lie between today and a year from now.' });
      const token = tokenText(secretOf(await installationKey(asked.kernel), asked.meta.requestId, caller.actor.id, 'token').toString('base64url'));
      const done = await runVerb(asked.kernel, keepToken, {
        staffId: caller.actor.id!, name: body.name, scopes: body.scopes, tokenHash: hashOf(token).toString('hex'),
        // Counted in days where nobody said which: a repeated request must ask for the same.
        expiresAt: body.lastDay === undefined ? startOfDay(new Date(expiresAt).toISOString().slice(0, 10)) : expiresAt,
      }, { ...call(asked, caller), requestId: asked.meta.requestId });
      return { id: done.id, token };
    }),
    special(contract.revokeToken, revokeToken.may, revokeToken.name, async ({ params }, asked) => {
      const caller = await callerOf(asked);
      const done = await runVerb(asked.kernel, revokeToken, params, { ...call(asked, caller), requestId: asked.meta.requestId });
      forgetCallers(asked.kernel);
      return done;
    }),

    special(contract.unmask, own, 'company.unmask', async ({ body }, asked) => {
      const unmasker = Object.hasOwn(options.unmaskers ?? {}, body.kind) ? options.unmaskers![body.kind]! : null;
      if (!unmasker) throw refuse(kernelNo['not-found']);
      const { kind: _, ...rest } = body;
      // Without the request's key: the answer holds personal data and is not kept for a repetition.
      return runVerb(asked.kernel, unmasker, rest, call(asked, await callerOf(asked)));
    }),
  ];
}
