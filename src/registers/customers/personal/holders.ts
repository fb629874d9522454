import type { Runner } from '../../../kernel/query.ts';
import type { Tx } from '../../../kernel/tx.ts';
import type { Words } from '../../../kernel/words.ts';

type On = { runner: Runner };

/** Whose data it is: the customer, the addresses by which chapters know him, and the words that name him. */
export interface PersonHeld {
  readonly customerId: string;
  readonly customerNo: string;
  readonly addressIds: readonly string[];
  /** Names, nicknames, telephone numbers, houses: two letters or more. */
  readonly personal: readonly string[];
  /** Those that name nobody else. */
  readonly strong: readonly string[];
}

/** A part of what is kept about a person, as it is given out to him: nothing masked. */
export interface PersonalPart { readonly title: Words; readonly rows: readonly Record<string, unknown>[] }

/** What stays, and which law wants it. `until`: ms UTC, null where it has no end that is known now. */
export interface Kept { readonly what: Words; readonly count: number; readonly why: Words; readonly until: number | null }
export interface Removed { readonly what: Words; readonly count: number }

/** A chapter that holds data of customers: gives it out, says what is not settled yet, and erases it. */
export interface DataHolder {
  /** Words by which records of the chapter name the person beside the register's: the mail of a lead, who confirmed a contract. */
  names?(on: On, person: PersonHeld): Promise<string[]>;
  /** What must be settled first: an open order still needs the address. */
  unsettled(on: On & { readonly now: number }, person: PersonHeld): Promise<Words[]>;
  give(on: On, person: PersonHeld): Promise<PersonalPart[]>;
  /** Records on whose timelines there may be facts that name the person. */
  records(on: On, person: PersonHeld): Promise<{ type: string; id: string }[]>;
  /** Anonymises its own tables and their search columns; money, goods, numbers and times stay. `keepYears`: clause 1.3.1. */
  erase(tx: Tx, person: PersonHeld, given: { keepYears: number }): Promise<{ removed: Removed[]; kept: Kept[] }>;
  /** Kinds of imports whose uploaded files the law demands. */
  readonly keptFileKinds?: readonly string[];
}
