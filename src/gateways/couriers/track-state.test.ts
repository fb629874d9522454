import { describe, expect, it } from 'vitest';
import { kdniaoExtendedStates, kdniaoStates, kuaidi100States, readKdniaoState, readKuaidi100State } from './provider-states.ts';
import { isOver, judgeUpdate, type TrackState } from './track-state.ts';

describe('the words of two providers', () => {
  it('are read by their own tables: the same digit says different things', () => {
    expect(readKuaidi100State('2')).toMatchObject({ state: 'problem', text: '疑难' });
    expect(readKdniaoState('2', null)).toMatchObject({ state: 'in-transit', text: '在途中' });
    expect(readKuaidi100State('4').state).toBe('returned');
    expect(readKdniaoState('4', '').state).toBe('problem');
    expect(readKuaidi100State('5').state).toBe('out-for-delivery');
    expect(readKdniaoState('5', null).state).toBe('forwarded');
    expect(readKuaidi100State('201')).toMatchObject({ state: 'problem', trouble: 'overdue' });
    expect(readKdniaoState('2', '201').state).toBe('arrived-city');
  });

  it.each([['3', 'delivered'], ['304', 'delivered'], ['501', 'at-pickup-point'], ['14', 'returned'], ['203', 'refused'], ['401', 'cancelled'], ['1003', 'forwarded'], ['12', 'customs'], ['13', 'problem']] as const)('kuaidi100 %s is %s', (code, state) => {
    expect(readKuaidi100State(code).state).toBe(state);
  });

  it('cover every row of the documents', () => {
    expect(Object.keys(kuaidi100States)).toHaveLength(36);
    expect(Object.keys(kdniaoStates)).toHaveLength(7);
    expect(Object.keys(kdniaoExtendedStates)).toHaveLength(34);
  });

  it('that nobody has documented stay unknown, with the text kept', () => {
    expect(readKuaidi100State('9', '无人机派送')).toEqual({ state: 'unknown', trouble: null, code: '9', text: '无人机派送' });
    expect(readKuaidi100State('constructor').state).toBe('unknown');
    expect(readKuaidi100State('305', '签收').state).toBe('unknown');
    expect(readKdniaoState('3', '999', '签收').state).toBe('unknown');
    expect(readKdniaoState('9', null).state).toBe('unknown');
  });

  it('are read by name where the provider sends no code', () => {
    expect(readKuaidi100State(undefined, '到达派件城市').state).toBe('arrived-city');
    expect(readKuaidi100State(null, '别的').state).toBe('unknown');
    expect(readKuaidi100State(null, null).state).toBe('unknown');
  });
});

describe('a report about a parcel', () => {
  const judge = (from: TrackState, to: TrackState, later = 1) => judgeUpdate({ state: from, at: 1_000 }, { state: to, at: 1_000 + later });

  it('moves it on', () => {
    expect(judgeUpdate(null, { state: 'ordered', at: 5 })).toBe('advance');
    expect(judge('collected', 'in-transit')).toBe('advance');
    expect(judge('out-for-delivery', 'in-transit')).toBe('advance');
    expect(judge('delivered', 'returning')).toBe('advance');
    expect(judge('problem', 'delivered')).toBe('advance');
  });

  it('changes nothing when it is the same, a millisecond older, or unknown', () => {
    expect(judge('in-transit', 'in-transit', 0)).toBe('same');
    expect(judge('in-transit', 'delivered', -1)).toBe('stale');
    expect(judge('in-transit', 'unknown')).toBe('unknown');
    expect(judge('out-for-delivery', 'in-transit', 0)).toBe('stale');
    expect(judge('in-transit', 'out-for-delivery', 0)).toBe('advance');
  });

  it('does not revive a parcel that has ended, nor take it back before collection', () => {
    expect(judge('delivered', 'in-transit')).toBe('regression');
    expect(judge('returned', 'out-for-delivery')).toBe('regression');
    expect(judge('cancelled', 'collected')).toBe('regression');
    expect(judge('collected', 'awaiting-collection')).toBe('regression');
    expect(judge('returning', 'in-transit')).toBe('regression');
    expect(['delivered', 'returned', 'cancelled', 'lost'].every((state) => isOver(state as TrackState))).toBe(true);
    expect(isOver('refused')).toBe(false);
  });
});
