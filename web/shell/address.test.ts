import { createMemoryHistory, createRootRoute, createRouter } from '@tanstack/react-router';
import { describe, expect, test } from 'vitest';
import { parseState, writeState, emptyState } from '../ui/list-state.ts';
import { parseSearch, stringifySearch } from './address.ts';

describe('what is searched for stays as it was typed', () => {
  test.each(['3941000000037000118', '4200002888202611260026', '0012', '1e5', 'true', 'null', '"暖"', '[1]', '19900001234', '暖杯 500ml&更多=1', '+86 199'])('%s', async (q) => {
    const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory({ initialEntries: [`/sales/orders${writeState({ ...emptyState, q, filters: { state: ['held', 'short'] } })}`] }), parseSearch, stringifySearch });
    await router.load();
    const state = parseState(router.latestLocation.searchStr, ['state']);
    expect(state.q).toBe(q);
    expect(state.filters['state']).toEqual(['held', 'short']);
    expect(router.buildLocation({ to: '.', search: true } as never).searchStr).toBe(router.latestLocation.searchStr);
  });
});
