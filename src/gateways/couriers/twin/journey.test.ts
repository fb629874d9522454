import { describe, expect, it } from 'vitest';
import { checkWaybillNumber } from '../carriers.ts';
import { kuaidi100States } from '../provider-states.ts';
import { all, chengdu, hangzhou, tuesday } from '../testing/situation.ts';
import { judgeUpdate, type TrackState } from '../track-state.ts';
import { demoShares } from './courier-twin.ts';
import { dice, drawFate, planJourney, type Fate } from './journey.ts';
import { placeOf } from './label-desk.ts';
import { inventNumber } from './numbers.ts';

const journey = (fate: Fate, number = 'YT2556998666654') => planJourney({ number, from: hangzhou, to: chengdu, startedAt: tuesday }, 'seed', all(fate));

describe('the way of a parcel in the demo', () => {
  it.each([['plain', ['delivered']], ['late', ['delivered']], ['stuck', ['delivered']], ['refused', ['returned']], ['returned', ['returned']], ['lost', ['problem']]] as const)('%s ends as it should, by steps that a shop accepts', (fate, ends) => {
    for (let index = 0; index < 60; index += 1) {
      const { stages } = journey(fate, `YT${String(index).padStart(13, '0')}`);
      let known: { state: TrackState; at: number } | null = null;
      for (const stage of stages) {
        const report = { state: kuaidi100States[stage.code]![1], at: stage.at };
        expect(judgeUpdate(known, report)).toBe('advance');
        known = report;
      }
      expect(ends).toContain(known?.state);
    }
  });

  it('is the same every time, and another for another seed', () => {
    expect(journey('plain')).toEqual(journey('plain'));
    expect(planJourney({ number: 'YT2556998666654', from: hangzhou, to: chengdu, startedAt: tuesday }, 'other', all('plain'))).not.toEqual(journey('plain'));
  });

  it('goes wrong in the shares asked for, by both sides of each boundary', () => {
    const shares = { late: 0.25, stuck: 0.25, refused: 0, returned: 0, lost: 0.25 };
    expect([0, 0.2499, 0.25, 0.4999, 0.5, 0.7499, 0.75, 0.9999].map((roll) => drawFate(roll, shares))).toEqual(['late', 'late', 'stuck', 'stuck', 'lost', 'lost', 'plain', 'plain']);
    const plain = Array.from({ length: 4_000 }, (_, index) => drawFate(dice('seed', String(index), 'fate'), demoShares)).filter((fate) => fate === 'plain').length;
    expect(plain / 4_000).toBeGreaterThan(0.84);
    expect(plain / 4_000).toBeLessThan(0.92);
  });
});

describe('numbers and addresses of the twin', () => {
  it('look like the carrier’s own', () => {
    for (const carrier of ['shunfeng', 'yuantong', 'jtexpress', 'jd', 'zhongtong', 'shentong', 'yunda', 'huitongkuaidi', 'zhongtongkuaiyun', 'ems']) expect(checkWaybillNumber(carrier, inventNumber(carrier, 'a'))).toMatchObject({ is: 'usual' });
    expect(checkWaybillNumber('danniao', inventNumber('danniao', 'a')).is).toBe('usual');
  });

  it('are read into province, city and district', () => {
    expect(placeOf('四川省成都市武侯区人民南路1号')).toEqual(chengdu);
    expect(placeOf('北京市朝阳区建国路1号')).toEqual({ province: '北京市', city: '北京市', district: '朝阳区' });
    expect(placeOf('上海市上海市浦东新区世纪大道1号')).toEqual({ province: '上海市', city: '上海市', district: '浦东新区' });
    expect(placeOf('新疆维吾尔自治区伊犁哈萨克自治州伊宁市解放路')).toEqual({ province: '新疆维吾尔自治区', city: '伊犁哈萨克自治州', district: '伊宁市' });
    expect(placeOf('海外仓')).toEqual({ province: '', city: '', district: '' });
  });
});
