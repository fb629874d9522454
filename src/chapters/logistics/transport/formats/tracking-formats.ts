import { tracking } from './tracking.ts';

/** Files that tell where parcels are. */
export const trackingFormats = [tracking] as const;
