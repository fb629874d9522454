import { createContext, useContext, useMemo } from 'react';
import { posts, type Post } from '../../src/kernel/posts.ts';
import { words, type Words } from '../../src/kernel/words.ts';
import type { AnyEndpoint } from './api.ts';
import { useTw } from './language.tsx';

/** What the signed-in posts may not do, and the posts that may: `POST /orders/:id/release` → seller … */
export type Rights = Readonly<Record<string, readonly Post[]>>;
export const RightsKnown = createContext<Rights>({});

export const rightOf = (endpoint: Pick<AnyEndpoint, 'method' | 'path'>): string => `${endpoint.method} ${endpoint.path}`;

/** Why a person of these rights may not use an endpoint and whom to ask; null where he may. */
export function refusalOf(rights: Rights, endpoint: Pick<AnyEndpoint, 'method' | 'path' | 'summary'>): Words | null {
  const those = rights[rightOf(endpoint)];
  if (!those) return null;
  const { zh, en } = endpoint.summary;
  if (those.length === 0) return words(`您的岗位不能办理“${zh}”。`, `None of your posts may do this (${en}).`);
  return words(`“${zh}”由这些岗位办理：${those.map((p) => posts[p].zh).join('、')}。请找他们，或请系统管理员为您任命岗位。`,
    `“${en}” is for: ${those.map((p) => posts[p].en).join(', ')}. Ask one of them, or an administrator to give you the post.`);
}

/** The same for the person who is signed in, as a button says it; undefined where he may. */
export function useRefused(endpoint: AnyEndpoint): { readonly detail: string } | undefined {
  const rights = useContext(RightsKnown);
  const tw = useTw();
  return useMemo(() => {
    const why = refusalOf(rights, endpoint);
    return why ? { detail: tw(why) } : undefined;
  }, [rights, endpoint, tw]);
}
