import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { giveMemoryBack, type Collector } from './give-memory-back.ts';

const MB = 1_000_000;

/** A process that holds what the test says, and after a collection what lives. */
function server(): Collector & { size: number; lives: number; load: number; times: number } {
  return {
    size: 400 * MB, lives: 150 * MB, load: 0, times: 0,
    collect() { this.times += 1; this.size = this.lives; },
    held() { return this.size; },
    busy() { return this.load; },
  };
}

describe('memory is given back while nothing goes on', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });

  test('after a busy hour once, and not again while it stays small', async () => {
    const s = server();
    const stop = giveMemoryBack(s)!;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(s.size).toBe(150 * MB);
    expect(s.times).toBe(1);
    s.size = 155 * MB;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(s.times).toBe(1);
    s.size = 157 * MB;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(s.times).toBe(2);
    stop();
  });

  test('never while somebody is at work, however large it is', async () => {
    const s = server();
    s.load = 0.06;
    const stop = giveMemoryBack(s)!;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(s.times).toBe(0);
    s.load = 0.05;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(s.times).toBe(1);
    stop();
  });

  test('a server that stops collects no more', async () => {
    const s = server();
    giveMemoryBack(s)!();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(s.times).toBe(0);
  });

  test('without the collector of the launcher nothing is done', () => {
    expect(giveMemoryBack(null)).toBe(null);
  });
});
