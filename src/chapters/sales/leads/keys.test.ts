import { describe, expect, test } from 'vitest';
import { emailKeyOf, nameKeyOf, phoneIn, phoneKeyOf, platformKeyOf } from './keys.ts';

describe('one customer is written in many ways (clause 2.1.2)', () => {
  test.each([
    ['13800000000', '13800000000'], ['+86 138-0000-0000', '13800000000'], ['0086 13800000000', '13800000000'], ['１３８００００００００', '13800000000'],
    ['0571-88000000', '057188000000'], ['(0571) 8800 0000 转 801', '057188000000-801'], ['400-800-1234', '4008001234'],
  ])('the number %s is %s', (given, key) => expect(phoneKeyOf(given)).toBe(key));
  test.each([['1380000000'], ['138****0000'], ['12345678901'], ['没有'], [''], [null]])('%s is no number to be known by', (given) => expect(phoneKeyOf(given)).toBeNull());
  test('mail does not care for capitals, and wants both halves', () => {
    expect(emailKeyOf(' Li@Example.COM ')).toBe('li@example.com');
    expect(emailKeyOf('li@example')).toBeNull();
  });
  test('an account belongs to its platform; one behind stars is nobody', () => {
    expect(platformKeyOf('taobao', '小王 ')).toBe('taobao:小王');
    expect(platformKeyOf('taobao', '小**')).toBeNull();
    expect(platformKeyOf(null, '小王')).toBeNull();
  });
  test('companies are alike without their legal form, people only in one city', () => {
    const of = (company: string) => nameKeyOf({ name: '张三', company, city: null });
    expect(of('杭州示例科技有限公司')).toBe(of('杭州示例科技（中国）股份有限公司'));
    expect(of('杭州示例科技有限公司')).not.toBe(of('杭州范例科技有限公司'));
    expect(nameKeyOf({ name: '张三', company: null, city: '杭州市' })).toBe(nameKeyOf({ name: '张 三', company: null, city: '杭州' }));
    expect(nameKeyOf({ name: '张三', company: null, city: null })).toBeNull();
  });
  test('the number in a message is found, one inside a longer number is not', () => {
    expect(phoneIn('加我微信 138 0000 0000 谈批发')).toBe('13800000000');
    expect(phoneIn('订单 913800000000123')).toBeNull();
  });
});
