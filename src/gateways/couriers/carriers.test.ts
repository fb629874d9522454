import { describe, expect, it } from 'vitest';
import { carriers, checkWaybillNumber, findCarrier, guessCarrier, normaliseWaybillNumber } from './carriers.ts';

describe('whose number is it', () => {
  const guess = (number: string) => guessCarrier(number).map((g) => `${g.carrier.code}:${g.is}`);

  it('is sure when the number carries the carrier’s letters', () => {
    expect(guess('YT2556998666654')[0]).toBe('yuantong:sure');
    expect(guess('SF1234567890123')[0]).toBe('shunfeng:sure');
    expect(guess('JT5100000000001')).toEqual(['jtexpress:sure']);
  });

  it('is only possible when several carriers write such numbers, the narrower shape first', () => {
    expect(guess('780012345678')).toEqual(['zhongtong:possible', 'shunfeng:possible']);
    expect(guess('550012345678901')).toEqual(['huitongkuaidi:possible', 'shunfeng:possible']);
  });

  it('is unknown on the wrong side of a length', () => {
    expect(guess('YT255699866665')).toEqual([]);
    expect(guess('12345')).toEqual([]);
  });
});

describe('a number typed by a clerk', () => {
  it('is folded before it is judged', () => {
    expect(normaliseWaybillNumber(' ｙｔ2556998666654\t')).toBe('YT2556998666654');
    expect(normaliseWaybillNumber('YT 2556-9986-66654')).toBe('YT2556998666654');
  });

  it('is impossible at 5 and 33 characters, and possible at 6 and 32', () => {
    expect(checkWaybillNumber('yunda', '12345').is).toBe('impossible');
    expect(checkWaybillNumber('yunda', '123456').is).toBe('unusual');
    expect(checkWaybillNumber('yunda', '1'.repeat(32)).is).toBe('unusual');
    expect(checkWaybillNumber('yunda', '1'.repeat(33)).is).toBe('impossible');
    expect(checkWaybillNumber('yunda', '运单123456').is).toBe('impossible');
  });

  it('warns of another carrier’s letters, and takes what it cannot judge', () => {
    expect(checkWaybillNumber('yunda', '4600000000001')).toMatchObject({ is: 'usual' });
    expect(checkWaybillNumber('yunda', 'YT2556998666654')).toMatchObject({ is: 'unusual', looksLike: { code: 'yuantong' } });
    expect(checkWaybillNumber('rrs', '8812345678')).toMatchObject({ is: 'usual' });
    expect(checkWaybillNumber('rrs', 'YT2556998666654')).toMatchObject({ is: 'unusual', looksLike: { code: 'yuantong' } });
  });
});

describe('a carrier’s name in somebody’s file', () => {
  it.each([['圆通', 'yuantong'], ['圆通速递', 'yuantong'], ['YUANTONG', 'yuantong'], ['顺丰（热敏）', 'shunfeng'], ['中通快递-杭州网点', 'zhongtong'], [' EMS ', 'ems'], ['顺丰快运', 'shunfengkuaiyun']])('%s is %s', (name, code) => {
    expect(findCarrier(name)?.code).toBe(code);
  });

  it('is not found in the middle of another company’s name', () => {
    for (const name of ['中通国际', '京东快运', '自提', '']) expect(findCarrier(name)).toBeNull();
  });

  it('belongs to one carrier only', () => {
    const names = carriers.flatMap((carrier) => [...new Set([carrier.code, carrier.name.zh, ...carrier.aliases].map((name) => name.toLowerCase()))]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
