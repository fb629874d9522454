import { useCallback } from 'react';
import { QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import type { Answer, Call } from '../../src/kernel/http/contract.ts';
import { ApiProblem, call, type AnyEndpoint } from './api.ts';
import { useRefused } from './rights.ts';

/** Reads are kept 30 s and renewed by live events; only passing failures are tried again. */
export const makeQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000, refetchOnWindowFocus: true,
        retry: (count, error) => count < 2 && error instanceof ApiProblem && error.passing,
      },
      mutations: { retry: (count, error) => count < 2 && error instanceof ApiProblem && error.passing },
    },
  });

interface ReadOptions {
  /** What the answer is about (`order`, `parcel`, `work` …): an event on one of these renews it. */
  readonly topics?: readonly string[];
  readonly enabled?: boolean;
  /** Not changed by what is done here: acts do not read it anew. */
  readonly fixed?: boolean;
}

export const readKey = (endpoint: AnyEndpoint, parts: unknown): readonly unknown[] => [`${endpoint.method} ${endpoint.path}`, parts];

/** Reads an endpoint; keeps the last answer on screen while a new one loads. */
export function useRead<E extends AnyEndpoint>(endpoint: E, parts: Call<E>, options: ReadOptions = {}): UseQueryResult<Answer<E>, Error> {
  return useQuery<Answer<E>, Error>({
    queryKey: readKey(endpoint, parts),
    queryFn: ({ signal }) => call(endpoint, parts, { signal }),
    meta: { topics: options.topics ?? [], fixed: options.fixed ?? false },
    enabled: options.enabled ?? true,
    placeholderData: (before) => before,
  });
}

interface ListAnswer<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
  readonly total: number | null;
}

export interface ListSource<Row> {
  readonly rows: readonly Row[];
  /** Exact up to the server's bound, null above it, undefined while unknown. */
  readonly total: number | null | undefined;
  readonly loading: boolean;
  readonly loadingMore: boolean;
  readonly error: Error | null;
  readonly hasMore: boolean;
  readonly more: () => void;
  readonly again: () => void;
}

/** Reads a keyset-paged list, page after page. `query` holds filters, sort and search; the cursor is added here. */
export function useList<E extends AnyEndpoint>(
  endpoint: E,
  parts: Call<E>,
  options: ReadOptions & { readonly pageSize?: number } = {},
): ListSource<Answer<E> extends ListAnswer<infer Row> ? Row : never> {
  type Row = Answer<E> extends ListAnswer<infer R> ? R : never;
  const given = parts as { params?: unknown; query?: Record<string, unknown> };
  const limit = options.pageSize ?? 100;
  const read = useInfiniteQuery({
    queryKey: [...readKey(endpoint, parts), 'list', limit],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call(endpoint, { ...given, query: { ...given.query, limit: String(limit), ...(pageParam ? { cursor: pageParam } : {}) } } as Call<E>, { signal }) as Promise<ListAnswer<Row>>,
    getNextPageParam: (last) => last.next ?? undefined,
    meta: { topics: options.topics ?? [] },
    enabled: options.enabled ?? true,
    placeholderData: (before) => before,
  });
  const { fetchNextPage, hasNextPage, isFetchingNextPage, refetch } = read;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage]);
  const again = useCallback(() => void refetch(), [refetch]);
  return {
    rows: read.data?.pages.flatMap((page) => page.rows) ?? [],
    total: read.data?.pages[0]?.total,
    loading: read.isPending, loadingMore: isFetchingNextPage, error: read.error, hasMore: hasNextPage, more, again,
  };
}

interface Sending<E extends AnyEndpoint> {
  readonly parts: Call<E>;
  readonly idempotencyKey: string;
}

export type Act<E extends AnyEndpoint> = Omit<UseMutationResult<Answer<E>, Error, Sending<E>>, 'mutate' | 'mutateAsync'> & {
  /** Runs the act. The promise is refused with ApiProblem; pages show it with `ProblemNote` or `useNotices().problem`. */
  readonly run: (parts: Call<E>) => Promise<Answer<E>>;
  /** Known beforehand that the posts of this person may not do it: why, and whom to ask. Given to `ActButton` as `act`. */
  readonly refused: { readonly detail: string } | undefined;
};

/**
 * A state change. Its Idempotency-Key is made once per `run` and kept across retries. Afterwards everything shown is renewed, because
 * one act opens and discharges duties in other lists too.
 */
export function useAct<E extends AnyEndpoint>(endpoint: E): Act<E> {
  const client = useQueryClient();
  const refused = useRefused(endpoint);
  const mutation = useMutation<Answer<E>, Error, Sending<E>>({
    mutationFn: ({ parts, idempotencyKey }) => call(endpoint, parts, { idempotencyKey }),
    onSuccess: () => client.invalidateQueries({ predicate: (q) => q.meta?.['fixed'] !== true }),
  });
  const { mutateAsync } = mutation;
  const run = useCallback((parts: Call<E>) => mutateAsync({ parts, idempotencyKey: crypto.randomUUID() }), [mutateAsync]);
  return { ...mutation, run, refused };
}
