import { describe, expect, it } from 'vitest';
import { orderNoHints } from './order-hints.ts';

describe('order numbers that a payment row names', () => {
  it('come with the marks of Taobao first, then as whole cells, each once', () => {
    expect(orderNoHints(['360000000000000004', '关联订单号：3600000000000000002 tradeid:3600000000000000003', 'T200P3600000000000000001', '3600000000000000001']))
      .toEqual(['3600000000000000001', '3600000000000000002', '3600000000000000003', '360000000000000004']);
  });

  it('have 15 to 25 digits as a whole cell, or the form of Pinduoduo', () => {
    const digits = (count: number) => '3'.repeat(count);
    expect(orderNoHints([digits(14), digits(15), digits(25), digits(26), `261120-${digits(15)}`, `261120-${digits(14)}`, `${digits(18)}号`]))
      .toEqual([digits(15), digits(25), `261120-${digits(15)}`]);
    expect(orderNoHints([`T200P${digits(26)}`, `关联订单号：${digits(14)}`])).toEqual([]);
  });

  it('are neither trade numbers of Alipay nor FP301_ numbers', () => {
    expect(orderNoHints(['2026112022001400000000000001', 'FP301_3600000000000000001'])).toEqual([]);
  });
});
