import { words } from '../../kernel/words.ts';
import { MiningError } from './errors.ts';
import { LogBuilder, type EventLog } from './event-log.ts';
import { orderOf, type DateOrder, type ReadTime } from './times.ts';

/** What a file says of one event, still in its own words. */
export interface RawEvent {
  readonly caseName: string;
  readonly activity: string;
  readonly time: string;
  readonly start?: string;
  readonly resource?: string;
  /** `lifecycle:transition`: start, complete, suspend … */
  readonly transition?: string;
  /** Where it stands in the file: line or event number. */
  readonly place: number;
}

/** What was left out or doubtful, for a remark beside the figures. */
export interface ReadingNotes {
  /** Rows without case or activity. */
  skipped: number;
  /** Events whose time is empty, and whose time cannot be read. */
  withoutTime: number;
  badTimes: number;
  firstBadTime: { place: number; text: string } | null;
  dateOrder: DateOrder | null;
  /** The log tells starts and ends of steps apart: `pairs` joins them. */
  hasStarts: boolean;
}

interface Held { event: RawEvent; at: ReadTime; from: ReadTime | null }

/** Dates like 03/04/2026 are held back until some value decides which figure is the day; logs that write years first stream through. */
export class Collector {
  readonly #builder = new LogBuilder();
  readonly #time: (text: string) => ReadTime;
  readonly #order: DateOrder | null;
  readonly #pairs: boolean;
  readonly #possible = { dayFirst: true, monthFirst: true };
  #held: Held[] = [];
  #count = 0;
  #decided: DateOrder | null = null;
  #conflict: { place: number; text: string } | null = null;
  readonly #begun = new Map<string, number[]>();
  readonly #waiting = new Map<string, { event: RawEvent; at: number; order: number }[]>();
  readonly notes: ReadingNotes = { skipped: 0, withoutTime: 0, badTimes: 0, firstBadTime: null, dateOrder: null, hasStarts: false };

  constructor(time: (text: string) => ReadTime, options: { order?: DateOrder | undefined; pairs?: boolean | undefined }) {
    this.#time = time;
    this.#order = options.order ?? null;
    this.#pairs = options.pairs ?? false;
  }

  take(event: RawEvent): void {
    if (event.caseName === '' || event.activity === '') {
      this.notes.skipped += 1;
      return;
    }
    const at = this.#read(event.time, event.place, true);
    const from = event.start === undefined || event.start === '' ? null : this.#read(event.start, event.place, false);
    if (/^start$/i.test(event.transition ?? '')) this.notes.hasStarts = true;
    if (this.#order === null && this.#decided === null && (differs(at) || (from !== null && differs(from)))) this.#held.push({ event, at, from });
    else if (this.#held.length > 0) this.#held.push({ event, at, from });
    else this.#add(event, at, from);
    if (this.#held.length > 0 && this.#possible.dayFirst !== this.#possible.monthFirst) this.#settle();
  }

  #read(text: string, place: number, own: boolean): ReadTime {
    const trimmed = text.trim();
    if (trimmed === '') {
      if (own) this.notes.withoutTime += 1;
      return { dayFirst: Number.NaN, monthFirst: Number.NaN };
    }
    const read = this.#time(trimmed);
    const chosen = this.#order ?? this.#decided;
    const unreadable = Number.isNaN(read.dayFirst) && Number.isNaN(read.monthFirst);
    if (unreadable || (chosen !== null && Number.isNaN(pick(read, chosen)))) {
      this.notes.badTimes += 1;
      this.notes.firstBadTime ??= { place, text: trimmed.slice(0, 60) };
      if (!unreadable) this.#conflict ??= { place, text: trimmed };
    } else if (chosen === null) {
      if (Number.isNaN(read.dayFirst)) this.#possible.dayFirst = false;
      if (Number.isNaN(read.monthFirst)) this.#possible.monthFirst = false;
      if (!this.#possible.dayFirst && !this.#possible.monthFirst) this.#conflict ??= { place, text: trimmed };
    }
    return read;
  }

  #settle(): void {
    const order = this.#order ?? orderOf(this.#possible);
    this.#decided = order;
    this.notes.dateOrder = order;
    const held = this.#held;
    this.#held = [];
    for (const { event, at, from } of held) this.#add(event, at, from);
  }

  #add(event: RawEvent, at: ReadTime, from: ReadTime | null): void {
    const order = this.#order ?? this.#decided ?? 'dmy';
    const done = pick(at, order);
    const began = from === null ? undefined : pick(from, order);
    const place = this.#count++;
    if (this.#pairs && event.transition !== undefined && event.transition !== '') {
      const key = `${event.caseName}\u0000${event.activity}`;
      if (/^start$/i.test(event.transition)) {
        (this.#begun.get(key) ?? this.#begun.set(key, []).get(key)!).push(done);
        (this.#waiting.get(key) ?? this.#waiting.set(key, []).get(key)!).push({ event, at: done, order: place });
        return;
      }
      if (!/^complete$/i.test(event.transition)) return;
      const start = this.#begun.get(key)?.shift();
      this.#waiting.get(key)?.shift();
      this.#put(event, done, start ?? began, place);
      return;
    }
    this.#put(event, done, began, place);
  }

  #put(event: RawEvent, at: number, from: number | undefined, order: number): void {
    this.#builder.add(event.caseName, event.activity, { at, order, ...(from === undefined ? {} : { from }), ...(event.resource ? { resource: event.resource } : {}) });
  }

  /** @throws MiningError when nothing was read, or the times are written in more than one way */
  finish(): EventLog {
    if (this.#held.length > 0) this.#settle();
    // Steps that began and never ended stand with their start.
    for (const open of this.#waiting.values()) for (const { event, at, order } of open) this.#put(event, at, undefined, order);
    const { events } = this.#builder;
    if (this.#conflict)
      throw new MiningError(words(
        `时间列里日、月次序不一致（第 ${this.#conflict.place} 行“${this.#conflict.text}”）。请用 --date-order dmy 或 mdy 指定，并核对文件`,
        `dates are written in more than one order (line ${this.#conflict.place}: "${this.#conflict.text}"); give --date-order dmy or mdy and check the file`));
    if (events === 0) throw new MiningError(words('文件里没有任何事件（没有一行同时写有案例和活动）', 'the file holds no event (no row names both a case and an activity)'));
    if (this.notes.badTimes * 2 > events) {
      const bad = this.notes.firstBadTime!;
      throw new MiningError(words(`时间列多数不是时间，例如第 ${bad.place} 行“${bad.text}”。请用 --time 指定时间列`, `most of the time column holds no times, e.g. line ${bad.place}: "${bad.text}"; name the column with --time`));
    }
    return this.#builder.build();
  }
}

const differs = (t: ReadTime): boolean => !Object.is(t.dayFirst, t.monthFirst);
const pick = (t: ReadTime, order: DateOrder): number => (order === 'dmy' ? t.dayFirst : t.monthFirst);
