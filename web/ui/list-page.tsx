import { useMemo, type ReactNode } from 'react';
import { useRouter } from '@tanstack/react-router';
import type { Answer, Call } from '../../src/kernel/http/contract.ts';
import { Page, type DueHere } from '../shell/page.tsx';
import type { AnyEndpoint } from './api.ts';
import { ListView, type ListViewProps } from './list-view.tsx';
import { queryOf, type ListState } from './list-state.ts';
import { SavedViews } from './saved-views.tsx';
import { useList } from './use-api.ts';
import { useListState } from './use-list-state.ts';

export type RowOf<E> = Answer<E> extends { readonly rows: readonly (infer Row)[] } ? Row : never;

interface ListPageProps<E extends AnyEndpoint>
  extends Omit<ListViewProps<RowOf<E>>, 'state' | 'onState' | 'source' | 'label' | 'views' | 'onOpenPage'> {
  /** Name of the page, for saved views: `sales.orders`. */
  readonly name: string;
  readonly title: string;
  readonly endpoint: E;
  /** What is always asked of the endpoint besides the list's state: path parameters, fixed filters. */
  readonly parts?: Partial<Call<E>>;
  /** Kinds of objects shown; an event on one of these renews the list. */
  readonly topics?: readonly string[];
  readonly primary?: ReactNode;
  readonly due?: readonly DueHere[];
  readonly rule?: readonly string[];
  /** Order when the address says none. */
  readonly defaultSort?: string;
  readonly above?: ReactNode;
}

/** A whole list page on a keyset-paged endpoint that takes `q`, `sort`, its filters, `cursor` and `limit`. */
export function ListPage<E extends AnyEndpoint>(p: ListPageProps<E>) {
  const router = useRouter();
  const names = useMemo(() => (p.filters ?? []).map((f) => f.key), [p.filters]);
  const [state, setState] = useListState(names);
  const shown: ListState = state.sort === '' && p.defaultSort ? { ...state, sort: p.defaultSort } : state;
  const fixed = p.parts as { query?: Record<string, unknown> } | undefined;
  const source = useList(p.endpoint, { ...fixed, query: { ...fixed?.query, ...queryOf(shown) } } as Call<E>, { topics: p.topics ?? [] });
  const { name, title, endpoint: _endpoint, parts: _parts, topics: _topics, primary, due, rule, defaultSort, above, ...view } = p;
  return (
    <Page title={title} primary={primary} full {...(due ? { due } : {})} {...(rule ? { rule } : {})}>
      {above}
      <ListView {...(view as unknown as ListViewProps<RowOf<E>>)} label={title} state={shown} source={source as never}
        onState={(next, replace) => setState(next.sort === defaultSort ? { ...next, sort: '' } : next, replace)}
        onOpenPage={(href) => router.history.push(href)}
        views={<SavedViews page={name} state={state} filterNames={names} onState={setState} />} />
    </Page>
  );
}
