import { localText } from '../../../kernel/clock.ts';
import { kuaidi100Family, kuaidi100States } from '../provider-states.ts';
import { planJourney, type FateShares, type Journey, type Place, type Stage } from './journey.ts';
import { inventNumber } from './numbers.ts';

export interface TwinParcel {
  readonly carrier: string;
  readonly number: string;
  readonly from: Place;
  readonly to: Place;
  readonly startedAt: number;
  /** Last four digits of the phones on the waybill; empty: the twin asks for none. */
  readonly phoneTails: readonly string[];
  readonly journey: Journey;
  cancelledAt: number | null;
}

export interface NewParcel {
  readonly carrier: string;
  /** A number that stands on the parcel already; else the twin issues one. */
  readonly number?: string;
  readonly from: Place;
  readonly to: Place;
  /** When it is handed over; the clock's now when absent. */
  readonly at?: number;
  readonly phones?: readonly string[];
}

/** Everything the twin knows of parcels; what is visible of them depends on the time alone. */
export function parcelStore(seed: string, shares: FateShares) {
  const parcels = new Map<string, TwinParcel>();
  const freeNumber = (carrier: string): string => {
    for (let turn = parcels.size; ; turn += 1) {
      const number = inventNumber(carrier, seed, String(turn));
      if (!parcels.has(number)) return number;
    }
  };
  return {
    find: (number: string): TwinParcel | null => parcels.get(number.toUpperCase()) ?? null,
    add(parcel: NewParcel, now: number): TwinParcel {
      const number = (parcel.number ?? freeNumber(parcel.carrier)).toUpperCase();
      const known = parcels.get(number);
      if (known) return known;
      const startedAt = parcel.at ?? now;
      const added: TwinParcel = {
        carrier: parcel.carrier, number, from: parcel.from, to: parcel.to, startedAt,
        phoneTails: (parcel.phones ?? []).map((phone) => phone.slice(-4)),
        journey: planJourney({ number, from: parcel.from, to: parcel.to, startedAt }, seed, shares),
        cancelledAt: null,
      };
      parcels.set(number, added);
      return added;
    },
  };
}

export type ParcelStore = ReturnType<typeof parcelStore>;

/** What has happened to a parcel by then, oldest first. */
export function visibleStages(parcel: TwinParcel, now: number): readonly Stage[] {
  if (parcel.cancelledAt !== null && parcel.cancelledAt <= now) {
    const before = parcel.journey.stages.filter((stage) => stage.at < parcel.cancelledAt!);
    return [...before, { at: parcel.cancelledAt, code: '401', text: '寄件人已撤销此快件单', place: before[0]?.place ?? '' }];
  }
  return parcel.journey.stages.filter((stage) => stage.at <= now);
}

/** Whether a courier holds the parcel: from then on it cannot be cancelled. */
export const isCollected = (parcel: TwinParcel, now: number): boolean => visibleStages(parcel, now).some((stage) => stage.code === '103');

/** A query's answer, or a push's `lastResult`, in the provider's own words. `codes`: resultv2 is 4 or 8. */
export function resultOf(parcel: TwinParcel, now: number, codes: boolean): Record<string, unknown> {
  const stages = visibleStages(parcel, now).toReversed();
  const latest = stages[0]!;
  const arrived = ['301', '302', '303', '304'].includes(latest.code);
  return {
    message: 'ok', nu: parcel.number, ischeck: arrived ? '1' : '0', com: parcel.carrier, status: '200',
    state: codes ? latest.code : kuaidi100Family(latest.code),
    condition: '00', isLoop: false,
    data: stages.map((stage) => ({
      time: localText(stage.at), ftime: localText(stage.at), context: stage.text,
      ...(codes ? { status: kuaidi100States[stage.code]![0], statusCode: stage.code, areaName: stage.place, location: stage.place } : {}),
    })),
    ...(codes ? { routeInfo: { from: { number: '', name: [parcel.from.province, parcel.from.city, parcel.from.district].join(',') }, cur: { number: '', name: latest.place }, to: { number: '', name: [parcel.to.province, parcel.to.city, parcel.to.district].join(',') } } } : {}),
  };
}
