import type { PublicParcel } from '../../src/chapters/logistics/transport/contract.ts';
import type { Problem } from '../../src/kernel/http/contract.ts';
import type { Language, Words } from '../../src/kernel/words.ts';

/** A parcel as its receiver may see it. */
export type PortalParcel = Pick<PublicParcel, 'number' | 'orderNos' | 'title' | 'next' | 'trouble' | 'carrier' | 'carrierPhone' | 'waybillNo' | 'stages' | 'events'>;

/** What GET /api/portal/:token answers. Texts are ready to read; nothing personal beyond what the customer gave. */
export interface PortalPage {
  readonly company: string;
  readonly number: string;
  readonly title: Words;
  /** What happens next, and by when it is promised. */
  readonly next: { readonly text: Words; readonly by: number | null } | null;
  readonly steps: readonly { readonly text: Words; readonly at: number | null; readonly done: boolean }[];
  readonly lines: readonly { readonly label: Words; readonly value: string }[];
  /** What is on its way. */
  readonly parcels?: readonly PortalParcel[];
  /** The one main button: a path below /api/portal/:token that takes a POST. */
  readonly act: { readonly label: Words; readonly path: string } | null;
}

export class PortalProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'PortalProblem';
    this.problem = problem;
  }
}

const unreachable: Record<Language, Pick<Problem, 'title' | 'detail' | 'next'>> = {
  zh: { title: '暂时连不上', detail: '网络不通，或服务正在维护。', next: '请稍后再试。' },
  en: { title: 'Cannot connect', detail: 'The network is down or the service is being maintained.', next: 'Please try again later.' },
};

async function ask(address: string, language: Language, init: RequestInit): Promise<Response> {
  const failed = (status: number) => new PortalProblem({ type: 'about:blank', status, code: 'web.unreachable', ...unreachable[language] });
  let response: Response;
  try {
    response = await fetch(address, {
      ...init, credentials: 'omit', cache: 'no-store', redirect: 'error', referrerPolicy: 'no-referrer',
      headers: { accept: 'application/json, application/problem+json', 'accept-language': language === 'zh' ? 'zh-CN' : 'en', ...init.headers },
    });
  } catch {
    throw failed(0);
  }
  if (response.ok) return response;
  if (!response.headers.get('content-type')?.includes('json')) throw failed(response.status);
  throw new PortalProblem((await response.json()) as Problem);
}

/** Reads any page that a signed link opens. @throws PortalProblem */
export const askPortal = async <T,>(address: string, language: Language): Promise<T> => (await ask(address, language, {})).json() as Promise<T>;

export const readPortal = async (token: string, language: Language): Promise<PortalPage> =>
  (await ask(`/api/portal/${token}`, language, {})).json() as Promise<PortalPage>;

/** Sends words with photos once: the same key is carried out once, however often the network makes us try. @throws PortalProblem */
export async function sendPortalForm(address: string, said: object, photos: readonly File[], language: Language, key: string): Promise<void> {
  const form = new FormData();
  form.append('ask', JSON.stringify(said));
  for (const p of photos) form.append('photos', p, p.name);
  await ask(address, language, { method: 'POST', body: form, headers: { 'idempotency-key': key } });
}

/** Sends words of the customer. @throws PortalProblem */
export async function sendPortalJson(address: string, body: object, language: Language): Promise<void> {
  await ask(address, language, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() } });
}

/** Runs the page's act once, also when the button is pressed twice. */
export async function sendPortal(token: string, path: string, language: Language): Promise<void> {
  await ask(`/api/portal/${token}${path}`, language, {
    method: 'POST', body: '{}', headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
  });
}

/** Does something on a page that a signed link opens, once. @throws PortalProblem */
export async function postPortal(path: string, body: object, language: Language): Promise<void> {
  await ask(`/api/portal/${path}`, language, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() } });
}
