import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import type { Actor } from '../../kernel/actor.ts';
import type { Route } from '../../kernel/http/route.ts';
import { buildServer } from '../../kernel/http/server.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Post } from '../../kernel/posts.ts';
import { runVerb } from '../../kernel/verb.ts';
import { companyRoutes } from './routes.ts';
import { authenticator, forgetCallers } from './sign-in/authenticate.ts';
import { hashPassword } from './sign-in/passwords.ts';
import type { SignInOptions } from './sign-in/routes.ts';
import { setUp } from './sign-in/set-up.ts';
import { addStaff } from './staff/add-staff.ts';

/** For tests of this register and of routes: a company with people in it, and a server that they sign in to. */
export const ADMIN = { login: 'boss', password: 'right-horse-9' } as const;
export const PASSWORD = 'blue-kettle-42';

let passwordHash: Promise<string> | null = null;
let made = 0;

/** The first administrator of a fresh company; no post needs an authenticator unless the test says so. */
export async function givenCompany(kernel: Kernel, secondFactorPosts: Post[] = []): Promise<string> {
  return (await setUp(kernel, { company: '青禾优选', name: '周全', ...ADMIN, secondFactorPosts })).staffId;
}

/** A member of staff who signs in with `PASSWORD`. */
export async function givenStaff(kernel: Kernel, posts: Post[], more: { login?: string; name?: string; teamIds?: string[]; superiorId?: string; phone?: string } = {}): Promise<{ id: string; login: string; actor: Actor }> {
  made += 1;
  const login = more.login ?? `staff-${made}`;
  const name = more.name ?? `员工${made}`;
  const system: Actor = { kind: 'system', id: null, personId: null, name: '测试', posts: [], teamIds: [] };
  const { id } = await runVerb(kernel, addStaff, {
    name, login, phone: more.phone ?? null, language: null, posts, teamIds: more.teamIds ?? [], superiorId: more.superiorId ?? null,
    passwordHash: await (passwordHash ??= hashPassword(PASSWORD)), mustChangePassword: false,
  }, { actor: system });
  const { rows } = await kernel.db.query<{ person_id: string }>('select person_id from company.staff where id = $1', [id]);
  return { id, login, actor: { kind: 'person', id, personId: rows[0]!.person_id, name, posts, teamIds: more.teamIds ?? [] } };
}

export interface TestServer {
  app: FastifyInstance;
  /** Signs in and gives a way to call as that person, with the cookie as a browser would. */
  as(login: string, password?: string, more?: { ip?: string; code?: string }): Promise<Browser>;
  send(method: string, path: string, body?: unknown, more?: Partial<InjectOptions>): Promise<LightMyRequestResponse>;
  /** Rights are asked again at the next request, as after half a second. */
  later(): void;
}
export interface Browser {
  cookies: Map<string, string>;
  send(method: string, path: string, body?: unknown, more?: Partial<InjectOptions>): Promise<LightMyRequestResponse>;
}

export async function givenServer(kernel: Kernel, options: SignInOptions & { extra?: readonly Route[] } = {}): Promise<TestServer> {
  const routes: Route[] = [];
  routes.push(...companyRoutes({ allRoutes: () => routes, ...options }), ...(options.extra ?? []));
  const door = authenticator(kernel, options.secure);
  const app = await buildServer({ kernel, routes, authenticate: (request) => door.authenticate(request), checkAnswers: true, ...(options.secure ? { secure: true } : {}) });
  const send: TestServer['send'] = (method, path, body, more = {}) =>
    app.inject({ method: method as 'GET', url: `/api${path}`, ...(body === undefined ? {} : { payload: body as object }), ...more });
  const browser = (): Browser => {
    const cookies = new Map<string, string>();
    return {
      cookies,
      send: async (method, path, body, more = {}) => {
        const answer = await send(method, path, body, { ...more, cookies: { ...Object.fromEntries(cookies), ...(more.cookies as Record<string, string> | undefined) } });
        for (const cookie of answer.cookies) if (cookie.value === '') cookies.delete(cookie.name); else cookies.set(cookie.name, cookie.value);
        return answer;
      },
    };
  };
  return {
    app, send,
    later: () => forgetCallers(kernel),
    as: async (login, password = PASSWORD, more = {}) => {
      const person = browser();
      const answer = await person.send('POST', '/session', { login, password, ...(more.code ? { code: more.code } : {}) }, more.ip ? { remoteAddress: more.ip } : {});
      if (answer.statusCode !== 200) throw new Error(`${login} could not sign in: ${answer.body}`);
      return person;
    },
  };
}
