import { useLocation } from '@tanstack/react-router';

/** Whether the page stands at a past day (the time machine): lists show the present, so what stood open then has no list to open. */
export const usePast = (): boolean => /[?&](asOf|knownOn)=/.test(useLocation().searchStr);
