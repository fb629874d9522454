import { kuaidi100Sign } from '../kuaidi100-protocol.ts';
import { resultOf, visibleStages, type ParcelStore } from './parcels.ts';

interface Subscription {
  readonly carrier: string;
  readonly number: string;
  readonly callbackUrl: string;
  readonly salt: string | null;
  readonly codes: boolean;
  readonly since: number;
  /** The carrier code that the subscriber gave, when the twin has put it right. */
  readonly correctedFrom: string | null;
  /** How many scans have been pushed and taken. */
  told: number;
  over: boolean;
  tries: number;
  retryAt: number;
}

export interface PushReport {
  readonly taken: number;
  readonly failed: number;
}

const day = 86_400_000;
/** The provider repeats a push that was not taken three times, 35 minutes apart. */
const repeats = 3;
const repeatAfterMs = 35 * 60_000;
/** Ends of watching, by the document. */
const noRecordAfter = 3 * day;
const noChangeAfter = 60 * day;

const ended = new Set(['301', '302', '303', '304', '4', '14', '401']);

async function post(url: string, param: string, salt: string | null): Promise<boolean> {
  // Without a salt the provider sends no sign at all; receivers must refuse that.
  const form = new URLSearchParams(salt === null ? { param } : { param, sign: kuaidi100Sign(param, salt) });
  try {
    const answer = await globalThis.fetch(url, { method: 'POST', body: form, redirect: 'manual', signal: AbortSignal.timeout(10_000) });
    const told: unknown = JSON.parse(await answer.text());
    return typeof told === 'object' && told !== null && 'result' in told && told.result === true && 'returnCode' in told && String(told.returnCode) === '200';
  } catch {
    // A receiver that is down, slow or speaks something else has not taken the push: that is what the repeats are for.
    return false;
  }
}

/** Who wants to be told of which parcel, and what they have been told. */
export function subscriptionBook(parcels: ParcelStore) {
  const book = new Map<string, Subscription>();
  const keyOf = (carrier: string, number: string) => `${carrier}|${number.toUpperCase()}`;
  const open = (s: Pick<Subscription, 'carrier' | 'number' | 'callbackUrl' | 'salt' | 'codes' | 'since' | 'correctedFrom'>) =>
    book.set(keyOf(s.carrier, s.number), { ...s, told: 0, over: false, tries: 0, retryAt: 0 });

  const send = async (sub: Subscription, now: number, param: Record<string, unknown>): Promise<boolean> => {
    const taken = await post(sub.callbackUrl, JSON.stringify({ billstatus: '', message: '', autoCheck: '0', comOld: '', comNew: '', ...param }), sub.salt);
    if (taken) {
      sub.tries = 0;
      sub.retryAt = 0;
    } else {
      sub.tries += 1;
      sub.retryAt = now + repeatAfterMs;
    }
    return taken;
  };

  /** What the twin has to say now; null when nothing. */
  const news = (sub: Subscription, now: number): { param: Record<string, unknown>; told: number; over: boolean; reopenAs?: string } | null => {
    const parcel = parcels.find(sub.number);
    const empty = { message: '', state: '0', status: '200', condition: '', ischeck: '0', com: sub.carrier, nu: sub.number, data: [] };
    if (parcel === null || parcel.carrier !== sub.carrier) {
      if (now - sub.since < noRecordAfter) return null;
      const right = parcel?.carrier;
      return { param: { status: 'abort', message: '3天查询无记录', comNew: right ?? '', lastResult: empty }, told: 0, over: true, ...(right ? { reopenAs: right } : {}) };
    }
    const stages = visibleStages(parcel, now);
    const latest = stages.at(-1);
    const correction = sub.correctedFrom === null ? {} : { autoCheck: '1', comOld: sub.correctedFrom, comNew: sub.carrier };
    if (latest === undefined) return null;
    const over = ended.has(latest.code);
    if (stages.length > sub.told) return { param: { status: over ? 'shutdown' : 'polling', ...correction, lastResult: resultOf(parcel, now, sub.codes) }, told: stages.length, over };
    if (now - latest.at >= noChangeAfter) return { param: { status: 'abort', message: '60天无变化', ...correction, lastResult: resultOf(parcel, now, sub.codes) }, told: stages.length, over: true };
    return null;
  };

  return {
    /** False: this number is watched already. A subscription that has ended may be opened again. */
    subscribe(sub: { carrier: string; number: string; callbackUrl: string; salt: string | null; codes: boolean }, now: number): boolean {
      const known = book.get(keyOf(sub.carrier, sub.number));
      if (known && !known.over) return false;
      open({ ...sub, since: now, correctedFrom: null });
      return true;
    },

    /** Pushes everything that has happened since the last call. */
    async pushDue(now: number): Promise<PushReport> {
      let taken = 0;
      let failed = 0;
      // A correction opens another subscription while the book is walked; it is reached in the same walk.
      for (const sub of book.values()) {
        if (sub.over || sub.retryAt > now || sub.tries > repeats) continue;
        const due = news(sub, now);
        if (due === null) continue;
        if (!(await send(sub, now, due.param))) {
          failed += 1;
          continue;
        }
        taken += 1;
        sub.told = due.told;
        sub.over = due.over;
        if (due.reopenAs !== undefined) open({ ...sub, carrier: due.reopenAs, since: now, correctedFrom: sub.carrier });
      }
      return { taken, failed };
    },
  };
}

export type SubscriptionBook = ReturnType<typeof subscriptionBook>;
