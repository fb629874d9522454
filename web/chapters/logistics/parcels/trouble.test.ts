import { expect, test } from 'vitest';
import { moreThanState } from './trouble.ts';

test.each([
  ['a trouble parcel is called so once', ['problem'], 'problem', []],
  ['what else is wrong with it is said', ['problem', 'damaged'], 'problem', ['damaged']],
  ['a parcel that moves says its trouble', ['stuck', 'late'], 'in-transit', ['stuck', 'late']],
  ['a parcel on its way back says so once', ['returning', 'refused'], 'returning', ['refused']],
] as const)('%s', (_, kinds, state, expected) => expect(moreThanState(kinds, state)).toEqual(expected));
