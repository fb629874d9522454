import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { ApiProblem, onSignedOut } from '../ui/api.ts';
import { useLanguage } from '../ui/language.tsx';
import { learnNow } from '../ui/now.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { RightsKnown } from '../ui/rights.ts';
import { useRead } from '../ui/use-api.ts';
import type { Viewer } from './chapter-pages.ts';
import { readRights, readSession, readSetUp, type person } from './endpoints.ts';
import { RestrictedPage } from './restricted.tsx';
import { SetUpPage } from './set-up.tsx';
import { SignInPage } from './sign-in.tsx';

export type Person = z.output<typeof person>;

const Context = createContext<Person | null>(null);

/** Who is signed in. Only below `SessionGate`. */
export function usePerson(): Person {
  const known = useContext(Context);
  if (!known) throw new Error('usePerson outside SessionGate');
  return known;
}

/** The person's posts and what they may not do, as the navigation and the command palette ask. Only below `SessionGate`. */
export function useViewer(): Viewer {
  const { posts } = usePerson();
  const rights = useContext(RightsKnown);
  return useMemo(() => ({ posts, rights }), [posts, rights]);
}

/** Shows the set-up when the company is new, the sign-in when nobody is signed in, else the application: at the address people wanted. */
export function SessionGate({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const { setLanguage } = useLanguage();
  const setUp = useRead(readSetUp, {});
  const session = useRead(readSession, {}, { enabled: setUp.data?.needed === false });
  const [out, setOut] = useState(false);
  const [entered, setEntered] = useState<Person | null>(null);

  const asking = useRef(false);
  const { refetch } = session;
  // One answer may be wrong while the server starts anew or its database stalls; work on screen is put away only when the session itself is gone.
  useEffect(() => onSignedOut(() => {
    if (asking.current) return;
    asking.current = true;
    void refetch().then(({ error }) => {
      asking.current = false;
      if (error instanceof ApiProblem && error.problem.status === 401) setOut(true);
    });
  }), [refetch]);
  const who = entered ?? session.data;
  useEffect(() => {
    if (who) learnNow(who.now);
  }, [who]);

  const enter = (next: Person) => {
    // Whatever the one before had on screen must not be seen by the next.
    client.clear();
    if (next.language) setLanguage(next.language);
    setEntered(next);
    setOut(false);
    void client.invalidateQueries();
  };

  if (setUp.error) return <main className="dz-alone"><ProblemNote error={setUp.error} onRetry={() => void setUp.refetch()} /></main>;
  if (!setUp.data) return null;
  if (setUp.data.needed && !entered) return <SetUpPage demo={setUp.data.demo} onDone={enter} />;
  const nobody = out || (session.error instanceof ApiProblem && session.error.problem.status === 401 && !entered);
  if (nobody) return <SignInPage onDone={enter} />;
  if (session.error && !who) return <main className="dz-alone"><ProblemNote error={session.error} onRetry={() => void session.refetch()} /></main>;
  if (!who) return null;
  const renew = () => void session.refetch().then((again) => again.data && setEntered(again.data));
  if (who.restricted) return <RestrictedPage kind={who.restricted} onDone={renew} />;
  return <Context value={who}><RightsGate of={`${who.posts.join()} ${who.substitute?.name ?? ''}`}>{children}</RightsGate></Context>;
}

/** What the person's posts may not do is known before anything can be pressed; should it not be read, pressing tells. */
function RightsGate({ of, children }: { of: string; children: ReactNode }) {
  const rights = useRead(readRights, {}, { fixed: true });
  const { refetch } = rights;
  const read = useRef(of);
  // Another post, or standing in for somebody: other rights.
  useEffect(() => {
    if (read.current === of) return;
    read.current = of;
    void refetch();
  }, [of, refetch]);
  if (rights.isPending) return null;
  return <RightsKnown value={rights.data?.refused ?? {}}>{children}</RightsKnown>;
}

/** For the kit's gallery and for tests: a known person without a server. */
export function KnownPerson({ person: known, children }: { person: Person; children: ReactNode }) {
  return <Context value={known}>{children}</Context>;
}
