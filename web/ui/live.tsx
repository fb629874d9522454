import { createContext, useContext, useEffect, useRef, useState, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { learnNow } from './now.ts';

/** One message of GET /api/events: something about `topic` changed (object `id`, if one). `now` is the server's clock. */
export interface LiveEvent {
  readonly topic: string;
  readonly id?: string;
  readonly now?: number;
}

type Listener = (event: LiveEvent) => void;
export type LiveState = 'connecting' | 'live' | 'waiting' | 'paused';

interface Live {
  readonly state: LiveState;
  readonly listen: (listener: Listener) => () => void;
}

const Context = createContext<Live>({ state: 'paused', listen: () => () => undefined });

const firstWait = 1_000;
const longestWait = 60_000;

/** Wait before try number `tries` (0, 1, …): doubling, capped, with a third of jitter so that a restart is not stormed. */
export const waitBefore = (tries: number, random: number): number =>
  Math.round(Math.min(longestWait, firstWait * 2 ** tries) * (1 - random / 3));

/** The one event stream of the page. Closed while the page is hidden, so that forgotten tabs cost nothing. */
export function LiveProvider({ children, address = '/api/events' }: { children: ReactNode; address?: string }) {
  const client = useQueryClient();
  const listeners = useRef(new Set<Listener>());
  const [state, setState] = useState<LiveState>('connecting');

  useEffect(() => {
    let source: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let renew: ReturnType<typeof setTimeout> | undefined;
    let tries = 0;
    let missed = false;
    const changed = new Set<string>();

    const renewSoon = (topic: string) => {
      changed.add(topic);
      // Facts come in bursts (an import of 10,000 orders): renew what is shown at most about three times a second.
      renew ??= setTimeout(() => {
        renew = undefined;
        const topics = new Set(changed);
        changed.clear();
        void client.invalidateQueries({
          predicate: (query) => ((query.meta?.['topics'] as readonly string[] | undefined) ?? []).some((t) => topics.has(t)),
        });
      }, 300);
    };

    const close = () => {
      source?.close();
      source = undefined;
      clearTimeout(retry);
    };

    const open = () => {
      close();
      if (document.hidden) return setState('paused');
      setState('connecting');
      source = new EventSource(address);
      source.addEventListener('open', () => {
        tries = 0;
        setState('live');
        // What happened while nobody listened is unknown: everything shown is renewed once.
        if (missed) void client.invalidateQueries();
        missed = false;
      });
      source.addEventListener('message', (message: MessageEvent<string>) => {
        const event = JSON.parse(message.data) as LiveEvent;
        if (event.now !== undefined) learnNow(event.now);
        renewSoon(event.topic);
        for (const listener of listeners.current) listener(event);
      });
      source.addEventListener('error', () => {
        missed = true;
        close();
        setState('waiting');
        retry = setTimeout(open, waitBefore(tries, Math.random()));
        tries += 1;
      });
    };

    const onVisible = () => {
      if (document.hidden) {
        missed = true;
        close();
        setState('paused');
      } else if (!source) {
        tries = 0;
        open();
      }
    };

    open();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      document.removeEventListener('visibilitychange', onVisible);
      clearTimeout(renew);
      close();
    };
  }, [address, client]);

  const live: Live = {
    state,
    listen: (listener) => {
      listeners.current.add(listener);
      return () => listeners.current.delete(listener);
    },
  };
  return <Context value={live}>{children}</Context>;
}

export const useLiveState = (): LiveState => useContext(Context).state;

/** Calls `onEvent` for events on `topics` (a page that must do more than renew its reads: a sound, a moved cursor). */
export function useLive(topics: readonly string[], onEvent: Listener): void {
  const { listen } = useContext(Context);
  const latest = useRef(onEvent);
  latest.current = onEvent;
  const key = topics.join(',');
  useEffect(() => {
    const wanted = new Set(key.split(','));
    return listen((event) => {
      if (wanted.has(event.topic)) latest.current(event);
    });
  }, [key, listen]);
}
