import { useSyncExternalStore } from 'react';

/** The server's clock minus this device's, learnt at sign-in and from each event; people's devices are often minutes off. */
let offset = 0;

const device = () => Math.round(performance.timeOrigin + performance.now());

/** The present instant by the server's clock, in integer milliseconds UTC. */
export const now = (): number => device() + offset;

/** Sets the device right by an instant that the server just told. */
export function learnNow(serverNow: number): void {
  offset = serverNow - device();
  tick();
}

const tickMs = 15_000;
let shown = now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  shown = now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The present instant, renewed every 15 seconds for the whole page at once. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => shown, () => shown);
