import { createHash } from 'node:crypto';

/** Which part of parcels does not simply arrive. The rest does. Values of the demo, told by whoever starts the twin. */
export interface FateShares {
  readonly late: number;
  readonly stuck: number;
  readonly refused: number;
  readonly returned: number;
  readonly lost: number;
}

export type Fate = 'plain' | keyof FateShares;

export interface Place {
  readonly province: string;
  readonly city: string;
  readonly district: string;
}

export interface Stage {
  readonly at: number;
  /** kuaidi100's statusCode. */
  readonly code: string;
  readonly text: string;
  readonly place: string;
}

export interface Journey {
  readonly fate: Fate;
  readonly stages: readonly Stage[];
}

const hour = 3_600_000;
const day = 24 * hour;
const chinaOffset = 8 * hour;

/** A number in [0, 1) that is always the same for the same words: every run of the demo tells the same story. */
export const dice = (...words: readonly string[]): number => createHash('sha256').update(words.join('\u0000')).digest().readUIntBE(0, 6) / 2 ** 48;

/** Provinces where parcels travel two days longer. */
const remote = /^(新疆|西藏|青海|内蒙古|甘肃|宁夏|海南)/;

/** The next `hourOfDay` o'clock in China at or after `at`. */
function nextHour(at: number, hourOfDay: number): number {
  const midnight = Math.floor((at + chinaOffset) / day) * day - chinaOffset;
  const time = midnight + hourOfDay * hour;
  return time >= at ? time : time + day;
}

export function drawFate(roll: number, shares: FateShares): Fate {
  let sum = 0;
  for (const fate of ['late', 'stuck', 'refused', 'returned', 'lost'] as const) {
    sum += shares[fate];
    if (roll < sum) return fate;
  }
  return 'plain';
}

const place = (at: Place): string => [at.province, at.city, at.district].filter((part) => part !== '').join(',');

/** Everything that will happen to a parcel, decided when it is handed over. */
export function planJourney(parcel: { number: string; from: Place; to: Place; startedAt: number }, seed: string, shares: FateShares): Journey {
  const { number, from, to, startedAt } = parcel;
  const roll = (what: string) => dice(seed, number, what);
  const fate = drawFate(roll('fate'), shares);
  const stages: Stage[] = [];
  let at = startedAt;
  const add = (after: number, code: string, text: string, where: Place) => {
    at += Math.round(after / 1000) * 1000;
    stages.push({ at, code, text, place: place(where) });
  };

  const travel = from.province === to.province ? 8 + roll('travel') * 10 : 22 + roll('travel') * 26 + (remote.test(to.province) || remote.test(from.province) ? 48 : 0);
  add(0, '101', '商家已下单，等待快递员揽收', from);
  add((2 + roll('collect') * 6) * hour, '103', `【${from.city}】快件已由【${from.city}${from.district}网点】揽收`, from);
  add((3 + roll('leave') * 3) * hour, '1002', `【${from.city}】快件离开【${from.province}转运中心】，已发往【${to.province}转运中心】`, from);
  if (fate === 'late') add((48 + roll('delay') * 48) * hour, '1002', `【${to.province}】受天气影响，快件在途中滞留，正在加紧转运`, to);
  add(travel * hour, '1002', `【${to.city}】快件已到达【${to.province}转运中心】`, to);
  if (fate === 'stuck' || fate === 'lost') {
    add(5 * day, '202', '快件长时间没有更新，请联系快递公司核实', to);
    if (fate === 'lost') return { fate, stages };
    add((1 + roll('found') * 2) * day, '1002', `【${to.city}】快件已从【${to.province}转运中心】重新发出`, to);
  }
  add((3 + roll('city') * 3) * hour, '1001', `【${to.city}】快件已到达【${to.city}${to.district}网点】`, to);
  add(nextHour(at + hour, 8) - at, '5', `【${to.city}】【${to.city}${to.district}网点】的快递员正在派件`, to);
  if (fate === 'refused') {
    add((2 + roll('try') * 6) * hour, '203', '收件人拒收快件，待发货方确认', to);
    add((18 + roll('back') * 12) * hour, '6', `快件正退回寄件人【${from.city}】`, to);
    add((travel + 24) * hour, '14', '收件人拒签，寄件人已签收退件', from);
    return { fate, stages };
  }
  if (fate === 'returned') {
    add((3 + roll('try') * 5) * hour, '206', '派件时无法联系收件人', to);
    add(day, '5', `【${to.city}】快递员再次派件`, to);
    add((3 + roll('again') * 5) * hour, '204', '再次派件未成功，将退回寄件人', to);
    add(day, '6', `快件正退回寄件人【${from.city}】`, to);
    add((travel + 24) * hour, '4', '快件已退回，寄件人已签收', from);
    return { fate, stages };
  }
  const waits = roll('pickup');
  add((1 + roll('door') * 7) * hour, waits < 0.5 ? '501' : '301', waits < 0.5 ? '快件已放入快递柜或驿站，请凭取件码领取' : '快件已由本人签收，感谢使用', to);
  if (waits < 0.5) add((1 + roll('fetch') * 30) * hour, '304', '快件已从快递柜或驿站取出', to);
  return { fate, stages };
}
