import type { Clock } from '../../../kernel/clock.ts';
import type { SafeFetch, SafeResponse } from '../../../kernel/net/safe-fetch.ts';

/** A notice as it goes over the wire. */
export interface WireNotice {
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

export interface Delivery {
  attempts: number;
  accepted: boolean;
}

/** Sends one notice once over a real socket. `fetch` decides which hosts may be called. */
export const sendNotice = (fetch: SafeFetch, url: string, notice: WireNotice): Promise<SafeResponse> =>
  fetch({ url, method: 'POST', headers: notice.headers, body: notice.body });

/**
 * Sends a notice as a provider does: again after each pause until it is accepted. `prepare` signs anew for each attempt;
 * `wait` lets the given time pass (the demo lets it pass on its own clock). A receiver that cannot be reached fails the delivery.
 */
export async function deliver(
  options: { fetch: SafeFetch; clock: Clock; wait: (ms: number) => Promise<void>; pausesMs: readonly number[]; accepted: (answer: SafeResponse) => boolean },
  url: string,
  prepare: (now: number) => WireNotice,
): Promise<Delivery> {
  let attempts = 0;
  for (const pause of [0, ...options.pausesMs]) {
    if (pause > 0) await options.wait(pause);
    attempts += 1;
    if (options.accepted(await sendNotice(options.fetch, url, prepare(options.clock.now())))) return { attempts, accepted: true };
  }
  return { attempts, accepted: false };
}
