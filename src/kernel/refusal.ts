import type { Problem } from './http/contract.ts';
import type { Language, Words } from './words.ts';

/** What a refusal says of itself, declared once per chapter in `refusals.ts`. */
export interface RefusalKind {
  /** `sales.order-on-hold`: names the broken rule. */
  readonly code: string;
  /** 403 not allowed · 404 not there (or not visible) · 409 the state does not allow it · 422 the input is wrong · 429 · 503. */
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 503;
  readonly title: Words;
  /** What the person can do about it. */
  readonly next: Words;
  /** The clause that refuses, where one does. */
  readonly clause?: string;
}

/** A declared "no". Thrown anywhere inside a verb or a read, caught once at the edge. Nothing of the verb remains. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly kind: RefusalKind;
  readonly detail: Words;
  readonly facts: Record<string, unknown>;
  /** Fields that are not as they must be; a message in both languages is told in the reader's. */
  readonly errors: readonly { path: string; message: Words }[];

  constructor(kind: RefusalKind, detail?: Words, facts: Record<string, unknown> = {}, errors: readonly { path: string; message: Words }[] = []) {
    super(`${kind.code}: ${(detail ?? kind.title).en}`);
    this.kind = kind;
    this.detail = detail ?? kind.title;
    this.facts = facts;
    this.errors = errors;
  }
}

export const refuse = (kind: RefusalKind, detail?: Words, facts?: Record<string, unknown>): Refusal => new Refusal(kind, detail, facts);

/** Declares the refusals of one owner: `const no = refusals('sales', {'order-on-hold': {…}})`. */
export function refusals<K extends string>(
  owner: string,
  kinds: Record<K, Omit<RefusalKind, 'code'>>,
): { readonly [P in K]: RefusalKind } {
  return Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, { ...(kind as object), code: `${owner}.${name}` }])) as {
    readonly [P in K]: RefusalKind;
  };
}

export function problemOf(refusal: Refusal, language: Language, requestId: string): Problem {
  const { kind } = refusal;
  return {
    type: `/help/refusals/${kind.code}`,
    title: kind.title[language],
    status: kind.status,
    code: kind.code,
    detail: refusal.detail[language],
    next: kind.next[language],
    ...(kind.clause ? { clause: kind.clause } : {}),
    ...(refusal.errors.length ? { errors: refusal.errors.map(({ path, message }) => ({ path, message: message[language] })) } : {}),
    ...(Object.keys(refusal.facts).length ? { facts: refusal.facts } : {}),
    requestId,
  };
}

/** Refusals that the kernel itself gives. */
export const kernelNo = refusals('kernel', {
  'not-signed-in': {
    status: 401,
    title: { zh: '尚未登录', en: 'Not signed in' },
    next: { zh: '请登录后再试。', en: 'Sign in and try again.' },
  },
  'not-allowed': {
    status: 403,
    title: { zh: '您的岗位无权执行此操作', en: 'Your post may not do this' },
    next: { zh: '请联系有权限的同事，或请管理员调整岗位。', en: 'Ask a colleague whose post allows it, or an administrator to change your posts.' },
  },
  'not-found': {
    status: 404,
    title: { zh: '找不到该记录', en: 'Record not found' },
    next: { zh: '请检查编号；也可能该记录不在您的可见范围内。', en: 'Check the number; it may also lie outside what you may see.' },
  },
  'link-dead': {
    status: 404,
    title: { zh: '链接不完整或已失效', en: 'The link is incomplete or has ended' },
    next: { zh: '请从收到的消息里完整打开链接；仍打不开的，请向店铺客服重新索取。', en: 'Open the whole link from the message; if it still does not open, ask the shop for a new one.' },
  },
  'invalid-input': {
    status: 422,
    title: { zh: '填写内容有误', en: 'The input is not valid' },
    next: { zh: '请按提示修改标出的字段后重试。', en: 'Correct the fields named and try again.' },
  },
  'request-key-reused': {
    status: 422,
    title: { zh: '同一请求号用于了不同的内容', en: 'One request key was used for two different requests' },
    next: { zh: '请为新的操作使用新的请求号（Idempotency-Key）。', en: 'Use a new Idempotency-Key for a new request.' },
  },
  'changed-meanwhile': {
    status: 409,
    title: { zh: '记录已被他人修改', en: 'The record was changed by someone else' },
    next: { zh: '请刷新后查看最新内容，再决定是否继续。', en: 'Reload, look at the newest content, and decide again.' },
  },
  'wrong-state': {
    status: 409,
    title: { zh: '当前状态不允许此操作', en: 'The present state does not allow this' },
    next: { zh: '请刷新查看当前状态。', en: 'Reload to see the present state.' },
  },
  'too-many-requests': {
    status: 429,
    title: { zh: '操作过于频繁', en: 'Too many requests' },
    next: { zh: '请稍后再试。', en: 'Try again a little later.' },
  },
  busy: {
    status: 503,
    title: { zh: '系统繁忙', en: 'The system is busy' },
    next: { zh: '请稍后重试；同一请求号重试不会重复执行。', en: 'Try again shortly; the same request key is never carried out twice.' },
  },
  'too-large': {
    status: 413,
    title: { zh: '内容过大', en: 'The content is too large' },
    next: { zh: '请拆分后再提交。', en: 'Split it and send it in parts.' },
  },
  'wrong-media-type': {
    status: 415,
    title: { zh: '不支持的内容类型', en: 'Unsupported media type' },
    next: { zh: '请以 application/json 发送。', en: 'Send application/json.' },
  },
  'other-site': {
    status: 403,
    title: { zh: '拒绝来自其他网站的请求', en: 'Requests from other sites are refused' },
    next: { zh: '请在本系统页面内操作。', en: 'Act from a page of this system.' },
  },
});
