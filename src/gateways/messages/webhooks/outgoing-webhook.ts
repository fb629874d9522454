import { createHash } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { words } from '../../../kernel/words.ts';
import { GatewayFailure } from '../../../kernel/net/gateway-failure.ts';
import type { SafeFetch } from '../../../kernel/net/safe-fetch.ts';

export interface WebhookEvent {
  /** Stays the same over all attempts: receivers drop what they have seen. */
  readonly id: string;
  /** Dotted name of the fact: `logistics.parcel-shipped`. */
  readonly type: string;
  readonly at: number;
  /** JSON values only; mask personal data before. */
  readonly data: unknown;
}

export interface WebhookTarget {
  readonly url: string;
  /** `whsec_` + base64 of 24 to 64 bytes. Two while a secret is being exchanged: both sign. */
  readonly secrets: readonly string[];
}

export type Delivery =
  | { readonly is: 'delivered'; readonly status: number }
  /** `at`: when to try again; the caller keeps it, nothing sleeps here. */
  | { readonly is: 'again'; readonly at: number; readonly reason: string }
  /** `gone`: the receiver has said that it wants no more (410): switch the target off. */
  | { readonly is: 'given-up'; readonly reason: string; readonly gone: boolean };

/** Waits after the first, second … failed attempt, as the Standard Webhooks specification recommends: three and a half days in all. */
export const retryWaitsMs: readonly number[] = [5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000, 72_000_000, 86_400_000];

/** Receivers may ask for at most a day of patience. */
const longestWaitMs = 86_400_000;

const secretShape = /^whsec_([A-Za-z0-9+/]{32,88}={0,2})$/;

function signer(secret: string): Webhook {
  const bytes = Buffer.from(secretShape.exec(secret)?.[1] ?? '', 'base64').length;
  if (bytes < 24 || bytes > 64) {
    throw new GatewayFailure('messages.webhook-secret-wrong', words('回调密钥格式不正确，应为 whsec_ 开头、24 至 64 字节的 Base64。', 'A webhook secret is whsec_ and base64 of 24 to 64 bytes.'));
  }
  return new Webhook(secret);
}

/** Up to a tenth longer, the same for the same attempt: receivers that came back are not met by all senders at once. */
const jitter = (id: string, attempt: number, wait: number): number => Math.round((wait * createHash('sha256').update(`${id}/${attempt}`).digest().readUInt16BE(0)) / 0xffff / 10);

/** `Retry-After` in seconds or as a date; null when it is not there or nonsense. */
function asked(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const ms = /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) || ms < 0 ? null : Math.min(ms, longestWaitMs);
}

/** For the log that people read, with the stable code behind. */
const said = (failure: GatewayFailure): string => `${failure.words.zh} · ${failure.code}`;

/**
 * One attempt to deliver. `attempt` counts from 1. Throws only what no later attempt can mend: `messages.webhook-secret-wrong`.
 * An address that may not be called is given up at once; anything else is tried again by the schedule.
 */
export async function deliverWebhook(target: WebhookTarget, event: WebhookEvent, attempt: number, use: { fetch: SafeFetch; now: number }): Promise<Delivery> {
  if (target.secrets.length === 0) throw new GatewayFailure('messages.webhook-secret-wrong', words('回调地址未配置密钥，不会发送未签名的通知。', 'The target has no secret; nothing is sent unsigned.'));
  const payload = JSON.stringify({ type: event.type, timestamp: new Date(event.at).toISOString(), data: event.data });
  const sentAt = new Date(use.now);
  const signatures = target.secrets.map((secret) => signer(secret).sign(event.id, sentAt, payload));

  const again = (reason: string, wish: number | null): Delivery => {
    const wait = retryWaitsMs[attempt - 1];
    if (wait === undefined) return { is: 'given-up', reason, gone: false };
    return { is: 'again', at: use.now + Math.max(wait + jitter(event.id, attempt, wait), wish ?? 0), reason };
  };

  try {
    const got = await use.fetch({
      url: target.url,
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'webhook-id': event.id,
        'webhook-timestamp': String(Math.floor(use.now / 1000)),
        'webhook-signature': signatures.join(' '),
      },
      body: payload,
      // What the receiver writes back is not read; a few kilobytes are enough to keep the connection.
      maxBytes: 65_536,
    });
    if (got.status >= 200 && got.status < 300) return { is: 'delivered', status: got.status };
    if (got.status === 410) return { is: 'given-up', reason: 'HTTP 410', gone: true };
    return again(`HTTP ${got.status}`, got.status === 429 || got.status === 503 ? asked(got.headers['retry-after'], use.now) : null);
  } catch (error) {
    if (!(error instanceof GatewayFailure)) throw error;
    if (error.retry || error.code === 'net.too-large') return again(said(error), null);
    return { is: 'given-up', reason: said(error), gone: false };
  }
}
