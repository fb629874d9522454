import type { Answer, Call, Endpoint, Problem } from '../../src/kernel/http/contract.ts';
import { words, type Language } from '../../src/kernel/words.ts';

/** An answer of the server that is a refusal or a failure. `problem` says what happened, why, and what to do. */
export class ApiProblem extends Error {
  readonly problem: Problem;
  /** Where this person may override the block: does the same act once more, with the reason that is given (engine.md §1). */
  readonly overrideWith: ((reason: string) => Promise<unknown>) | undefined;
  constructor(problem: Problem, overrideWith?: (reason: string) => Promise<unknown>) {
    super(problem.detail || problem.title);
    this.name = 'ApiProblem';
    this.problem = problem;
    this.overrideWith = overrideWith;
  }
  /** Worth sending again unchanged: the server was busy or could not be reached, nothing was refused. */
  get passing(): boolean {
    return this.problem.status === 0 || this.problem.status === 429 || this.problem.status >= 502;
  }
}

// The type of any endpoint: its parts are asked for where it is called.
// oxlint-disable-next-line no-explicit-any
export type AnyEndpoint = Endpoint<any, any, any, any>;

interface Parts {
  readonly params?: Record<string, string | number>;
  readonly query?: Record<string, unknown>;
  readonly body?: unknown;
}

export interface CallOptions {
  /** The same act sent twice carries the same key, so that it happens once. Made here when absent. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
  /** Why a block of the rulebook is overridden, by a post that may. */
  readonly override?: string;
}

/** Path below /api with parameters filled in and the query in a stable order. Lists are comma-separated, empty values left out. */
export function addressOf(endpoint: Pick<AnyEndpoint, 'path'>, parts: Parts = {}): string {
  const path = endpoint.path.replace(/:([A-Za-z]\w*)/g, (_, name: string) => {
    const value = parts.params?.[name];
    if (value === undefined || value === '') throw new Error(`parameter ${name} of ${endpoint.path} is missing`);
    return encodeURIComponent(String(value));
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parts.query ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (value === undefined || value === null || value === '') continue;
    if (Array.isArray(value) && value.length === 0) continue;
    search.set(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  const text = search.toString();
  return `/api${path}${text ? `?${text}` : ''}`;
}

type SignedOut = () => void;
const signedOut = new Set<SignedOut>();
/** Called whenever the server says that nobody is signed in (any more). Returns the way to stop listening. */
export function onSignedOut(listener: SignedOut): () => void {
  signedOut.add(listener);
  return () => signedOut.delete(listener);
}

let language: Language = 'zh';
/** In which language the server's problems are asked for; set by the page's language switch. */
export function speak(chosen: Language): void {
  language = chosen;
}

/** Says to all who listen that nobody is signed in any more. */
export function tellSignedOut(): void {
  for (const listener of signedOut) listener();
}

const ownProblems = {
  unreachable: {
    title: words('连接不上服务器', 'The server cannot be reached'),
    detail: words('请求没有送达，或没有等到回答。', 'The request did not arrive, or no answer came back.'),
    next: words('检查网络后重试；同一操作重发不会重复执行。', 'Check the network and try again; sending the same act again does not run it twice.'),
  },
  'unexpected-answer': {
    title: words('服务器的回答无法读取', 'The answer could not be read'),
    detail: words('回答不是本系统的格式，可能来自中间的代理。', 'The answer is not in our format; a proxy in between may have sent it.'),
    next: words('稍后重试；若仍出现，请把请求编号告诉管理员。', 'Try again later; if it persists, tell the administrator the request id.'),
  },
};

function ownProblem(code: keyof typeof ownProblems, status: number, requestId?: string): Problem {
  const text = ownProblems[code];
  return {
    type: 'about:blank', status, code: `web.${code}`, title: text.title[language], detail: text.detail[language], next: text.next[language],
    ...(requestId ? { requestId } : {}),
  };
}

async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  if (response.headers.get('content-type')?.includes('json')) {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && 'code' in parsed && 'title' in parsed) return parsed as Problem;
  }
  // Something between us and the server answered (a proxy's page): say so rather than show its HTML.
  return ownProblem('unexpected-answer', response.status, response.headers.get('x-request-id') ?? undefined);
}

async function send(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiProblem(ownProblem('unreachable', 0));
  }
}

/**
 * Calls an endpoint of a contract. JSON only and same origin only, so that a foreign page cannot send it; a state change carries an
 * Idempotency-Key. @throws ApiProblem for every answer that is not a success.
 */
export async function call<E extends AnyEndpoint>(endpoint: E, parts: Call<E>, options: CallOptions = {}): Promise<Answer<E>> {
  const { body } = parts as Parts;
  const changes = endpoint.method !== 'GET';
  const headers: Record<string, string> = { accept: 'application/json, application/problem+json', 'accept-language': language === 'zh' ? 'zh-CN' : 'en' };
  if (changes) {
    headers['content-type'] = 'application/json';
    headers['idempotency-key'] = options.idempotencyKey ?? crypto.randomUUID();
    // A header holds no Chinese: it is sent escaped.
    if (options.override) headers['x-override-reason'] = encodeURIComponent(options.override);
  }
  const response = await send(addressOf(endpoint, parts as Parts), {
    method: endpoint.method, headers, credentials: 'same-origin', cache: 'no-store', redirect: 'error',
    ...(changes ? { body: JSON.stringify(body ?? {}) } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  if (!response.ok) {
    const problem = await problemOf(response);
    if (response.status === 401) tellSignedOut();
    // Another act than the refused one: it has a key of its own.
    const again = (reason: string) => call(endpoint, parts, { override: reason });
    throw new ApiProblem(problem, changes && problem.facts?.['mayOverride'] === true ? again : undefined);
  }
  return (response.status === 204 ? undefined : await response.json()) as Answer<E>;
}
