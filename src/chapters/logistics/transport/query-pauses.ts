import { HOUR, MINUTE } from '../../../kernel/clock.ts';

/** How many parcels are asked for in one round. */
export const AT_ONCE = 20;
/** A parcel that is being asked for is left alone by other nodes for this long. */
export const CLAIM_MINUTES = 10;
/** What moves is asked for again after this long: a net under the pushes. */
export const POLL_MOVING = 4 * HOUR;
const LONGEST_PAUSE = 24 * HOUR;

/** How long a parcel is put off after so many failures in a row: twice as long each time. */
export const pauseAfter = (failures: number): number => Math.min(LONGEST_PAUSE, 5 * MINUTE * 2 ** Math.min(failures, 12));
