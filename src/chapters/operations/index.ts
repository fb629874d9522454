/** The front door of the operations chapter. */
export { platforms, type Platform } from './contract.ts';
export { changeStore } from './stores/change-store.ts';
export { openStore } from './stores/open-store.ts';
