import { createContext, useContext, useEffect, useRef, useState, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { tellSignedOut } from './api.ts';

type Listener = (facts: readonly string[]) => void;
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

/** Facts come in bursts (an import of 10,000 orders): what is shown is renewed once a second at most. */
const renewMs = 1_000;

/** Kinds of reads that any fact may change: every fact can open or discharge a duty. */
const touchedByAll = new Set(['work', 'notice', 'clause']);

/**
 * Whether a fact concerns a topic. A topic is a whole fact (`sales.order-released`), a chapter (`sales`), an object (`order`), or one of the
 * kinds that any fact touches.
 */
export function concerns(topic: string, fact: string): boolean {
  if (touchedByAll.has(topic) || topic === fact) return true;
  const [chapter, rest = ''] = fact.split('.');
  return chapter === topic || rest.startsWith(`${topic}-`);
}

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

    const renewSoon = (facts: readonly string[]) => {
      for (const fact of facts) changed.add(fact);
      renew ??= setTimeout(() => {
        renew = undefined;
        const happened = [...changed];
        changed.clear();
        void client.invalidateQueries({
          predicate: (query) => ((query.meta?.['topics'] as readonly string[] | undefined) ?? []).some((t) => happened.some((fact) => concerns(t, fact))),
        });
      }, renewMs);
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
      source.addEventListener('facts', (message: MessageEvent<string>) => {
        const facts = JSON.parse(message.data) as string[];
        renewSoon(facts);
        for (const listener of listeners.current) listener(facts);
      });
      source.addEventListener('signed-out', () => {
        close();
        tellSignedOut();
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

/** Calls `onFacts` with the facts on `topics` (a page that must do more than renew its reads: a sound, a moved cursor). */
export function useLive(topics: readonly string[], onFacts: Listener): void {
  const { listen } = useContext(Context);
  const latest = useRef(onFacts);
  latest.current = onFacts;
  const key = topics.join(',');
  useEffect(() => {
    const wanted = key.split(',');
    return listen((facts) => {
      const mine = facts.filter((fact) => wanted.some((topic) => concerns(topic, fact)));
      if (mine.length > 0) latest.current(mine);
    });
  }, [key, listen]);
}
