import type { exceptionKinds, ParcelState } from '../../../../src/chapters/logistics/transport/contract.ts';

type Kind = keyof typeof exceptionKinds;

/** What the state alone says already of a parcel's trouble. */
const saidByState: Partial<Record<ParcelState, Kind>> = { problem: 'problem', returning: 'returning', returned: 'returning', lost: 'lost' };

/** Open trouble that the state beside it does not say itself. */
export const moreThanState = (kinds: readonly Kind[], state: ParcelState): Kind[] => kinds.filter((k) => saidByState[state] !== k);
