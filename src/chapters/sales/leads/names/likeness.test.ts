import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../../tests/support/kernel.ts';
import { system } from '../../../../kernel/actor.ts';
import { runVerb } from '../../../../kernel/verb.ts';
import { captureLead } from '../capture-lead.ts';
import { changeLead } from '../change-lead.ts';
import { leadsLike } from '../duplicates.ts';
import { markNamesJob } from '../jobs.ts';
import { edits, likeness, marksOf } from './likeness.ts';
import { nameParts } from './name-parts.ts';

const company = (name: string) => nameParts({ name: '某人', company: name, city: null })!;
const alike = (a: string, b: string) => likeness(company(a), company(b));

describe('how alike two names are (clause 2.1.2)', () => {
  test.each<[string, string, number, string[]]>([
    ['杭州远山科技有限公司', '远山', 75, ['same-brand', 'short-name']],
    ['杭州市山岚杯壶商贸有限公司', '浙江山岚杯壶有限责任公司', 80, ['same-brand', 'other-place']],
    ['臺灣騰龍電子有限公司', '台湾腾龙电子', 90, ['same-brand']],
    ['ＡＢＣ杯业', 'abc 杯业有限公司', 90, ['same-brand']],
    ['晓月茶具有限公司', '小月茶具', 85, ['same-sound']],
    ['山岚生活用品有限公司', '山兰岛生活用品', 0, []],
    ['星河办公用品有限公司', '星河办公用具有限公司', 80, ['one-letter']],
    ['东方长河文化用品科技', '东方长江文化用品', 80, ['one-letter']],
    ['海上明月生态农业合作社', '海上明星生态农庄合作社', 75, ['two-letters']],
    ['示例12345商贸有限公司', '示例12346商贸有限公司', 0, []],
    ['远山科技', '近山科技', 0, []],
    ['杭州远山科技有限公司', '上海远山', 0, []],
    ['杭州范例商贸有限公司', '上海范例科技有限公司', 0, []],
  ])('%s and %s', (a, b, score, by) => {
    const found = alike(a, b);
    expect(found ?? { score: 0, by: [] }).toEqual({ score, by });
    expect(alike(b, a)).toEqual(found);
  });
  test('people: the same sound of three letters in one city is asked about, two letters and other cities are not', () => {
    const of = (name: string, city: string | null) => nameParts({ name, company: null, city });
    expect(likeness(of('张晓丽', '杭州市')!, of('章小丽', '杭州')!)).toEqual({ score: 75, by: ['same-sound'] });
    expect(likeness(of('张晓丽', '杭州市')!, of('张小丽', '宁波')!)).toBeNull();
    expect(likeness(of('张丽', '杭州市')!, of('章丽', '杭州')!)).toBeNull();
    expect(of('张晓丽', null)).toBeNull();
  });
  test('whatever is alike shares a mark, and is as alike the other way round (property)', () => {
    const letters = fc.constantFrom(...'山岚河远星月杯壶茶生活用品');
    fc.assert(fc.property(fc.array(letters, { minLength: 2, maxLength: 12 }), fc.array(fc.tuple(fc.nat(11), fc.constantFrom('', '海', '江')), { maxLength: 1 }), (name, changes) => {
      const other = changes.reduce((all, [at, to]) => (at < all.length ? all.toSpliced(at, 1, to) : all), name);
      const [a, b] = [nameParts({ name: null, company: name.join(''), city: null }), nameParts({ name: null, company: other.join(''), city: null })];
      if (!a || !b) return;
      const found = likeness(a, b);
      expect(likeness(b, a)).toEqual(found);
      if (found) expect(marksOf(a).some((m) => marksOf(b).includes(m))).toBe(true);
    }), { numRuns: 500 });
  });
  test('edits are counted up to what is asked', () => {
    expect([edits('abcd', 'abcd', 2), edits('abcd', 'abxd', 2), edits('abcd', 'acd', 2), edits('abcd', 'xbxd', 2), edits('abcd', 'wxyz', 2)]).toEqual([0, 1, 1, 2, 3]);
  });
});

describe('leads with similar names', () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await freshKernel();
  });
  afterAll(() => kernel.close());
  let n = 0;
  const capture = async (name: string) => {
    kernel.clock.advance(1);
    n += 1;
    return (await runVerb(kernel, captureLead, { name: `联系人${n}`, company: name, phone: `1397000${String(n).padStart(4, '0')}`, channel: 'fair' }, { actor: system('录入') })).id;
  };
  const pairs = async (id: string) => (await kernel.db.query<{ other_id: string; reasons: string[]; name_score: number | null; name_by: string[] | null; state: string }>('select other_id, reasons, name_score, name_by, state from sales.lead_duplicate where lead_id = $1 order by other_id', [id])).rows;

  test('the second is noted with how much and by what, is asked about and never merged by itself', async () => {
    const first = await capture('杭州市晓月茶具商贸有限公司');
    const second = await capture('小月茶具');
    expect(await pairs(second)).toEqual([{ other_id: first, reasons: ['name'], name_score: 85, name_by: ['same-sound'], state: 'open' }]);
    expect((await kernel.db.query<{ state: string }>('select state from sales.lead where id = any ($1::uuid[])', [[first, second]])).rows.map((r) => r.state)).not.toContain('merged');
    const before = await leadsLike(kernel, { phone: null, email: null, platform: null, name: null }, { name: null, company: '筱月茶具（杭州）有限公司', city: null });
    expect(before.map((r) => [r.id, r.name_score])).toEqual([[first, 85], [second, 85]]);
  });
  test('a name that is changed is compared anew; leads from before are found once they are marked', async () => {
    const old = await capture('清风纸品有限公司');
    await kernel.db.query('delete from sales.lead_mark where lead_id = $1', [old]);
    await kernel.db.query('update sales.lead set marks = 0 where id = $1', [old]);
    expect(await pairs(await capture('青风纸品'))).toEqual([]);
    await markNamesJob.run(kernel);
    const later = await capture('轻风纸品');
    expect((await pairs(later)).map((p) => p.other_id)).toContain(old);
    const other = await capture('毫不相干有限公司');
    expect(await pairs(other)).toEqual([]);
    const { rows: [row] } = await kernel.db.query<{ version: number }>('select version from sales.lead where id = $1', [other]);
    await runVerb(kernel, changeLead, { id: other, version: row!.version, company: '清风纸业品' }, { actor: person(['department-head']) });
    expect((await pairs(other)).map((p) => [p.other_id, p.name_by])).toContainEqual([old, ['one-letter']]);
  });
});
