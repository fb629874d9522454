import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { searchColumn, searchQuery, type Searchable } from './search.ts';

let database: TestDatabase;

const records: Record<string, Searchable> = {
  'zhang': { names: ['张小满'], phones: ['13900005678'], numbers: ['SO-20261124-0007'] },
  'lv': { names: ['吕青禾'], phones: ['+86 137-0000-1234'] },
  'firm': { names: ['杭州青禾贸易有限公司'], texts: ['重庆仓发货，退货请联系客服'] },
  'shirt': { names: ['纯棉短袖T恤'], texts: ['纯棉短袖T恤 iPhone15Pro 手机壳'], numbers: ['TX-BK-XL'] },
  'mail': { texts: ['wang.li@customers.example'] },
  'masked': { names: ['李*'], phones: ['138****7788'] },
};

beforeAll(async () => {
  database = await freshDatabase({ migrations: 'none' });
  await database.db.query('create table found (name text primary key, search tsvector not null)');
  for (const [name, record] of Object.entries(records)) {
    await database.db.query(`insert into found values ($1, array_to_tsvector(string_to_array($2, ' ')))`, [name, searchColumn(record)]);
  }
});
afterAll(async () => database.close());

const find = async (typed: string): Promise<string[]> => {
  const { rows } = await database.db.query<{ name: string }>('select name from found where search @@ $1::tsquery order by name', [searchQuery(typed)]);
  return rows.map((row) => row.name);
};

describe('what a person types in the search box', () => {
  test.each<[string, string[]]>([
    ['张小满', ['zhang']], ['张小', ['zhang']], ['小满', ['zhang']], ['张满', []], ['张', ['zhang']],
    ['青禾', ['firm', 'lv']], ['吕青', ['lv']], ['短袖', ['shirt']], ['棉短袖', ['shirt']], ['退货', ['firm']], ['货请', []],
  ])('Chinese: %s', async (typed, names) => expect(await find(typed)).toEqual(names));

  test.each<[string, string[]]>([
    ['kefu', ['firm']], ['kf', ['firm']], ['zhangxiaoman', ['zhang']], ['xiaoman', ['zhang']], ['zxm', ['zhang']], ['ZXM', ['zhang']],
    ['lvqinghe', ['lv']], ['lüqinghe', ['lv']], ['chongqing', ['firm']], ['zhongqing', []],
  ])('pinyin and its initials: %s', async (typed, names) => expect(await find(typed)).toEqual(names));

  test.each<[string, string[]]>([
    ['5678', ['zhang']], ['005678', ['zhang']], ['13900005678', ['zhang']], ['139-0000-5678', ['zhang']], ['567', []], ['15678', []],
    ['1234', ['lv']], ['13700001234', ['lv']], ['7788', ['masked']], ['007788', []],
  ])('phone tails: %s', async (typed, names) => expect(await find(typed)).toEqual(names));

  test.each<[string, string[]]>([
    ['SO-20261124-0007', ['zhang']], ['so202611240007', ['zhang']], ['SO-20261124', ['zhang']], ['0007', ['zhang']], ['240007', ['zhang']],
    ['0008', []], ['tx-bk', ['shirt']], ['iphone15', ['shirt']], ['T恤', ['shirt']],
  ])('numbers and codes: %s', async (typed, names) => expect(await find(typed)).toEqual(names));

  test.each<[string, string[]]>([
    ['wang.li@customers.example', ['mail']], ['Wang.Li@customers', ['mail']], ['wang@', ['mail']], ['wang@elsewhere.example', []],
  ])('mail addresses, whole or as far as somebody remembers: %s', async (typed, names) => expect(await find(typed)).toEqual(names));

  test('every word counts: the name and the end of the phone together', async () => {
    expect(await find('青禾 1234')).toEqual(['lv']);
    expect(await find('青禾 5678')).toEqual([]);
  });

  test('an empty box is no restriction, signs alone find nothing', async () => {
    expect(searchQuery('  ')).toBeNull();
    expect(await find('!&|():*\'"\\')).toEqual([]);
  });

  test.each(["a' | 'n:张", "') | !('x", '!张', '张:*|吕', "\\' & b", '张 & !吕', '<->', 'n:张 | n:吕'])('operators are only letters: %s', async (typed) => {
    expect(await find(typed)).not.toContain('masked');
    expect((await find(typed)).length).toBeLessThan(2);
  });
});
