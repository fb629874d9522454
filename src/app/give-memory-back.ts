import { performance } from 'node:perf_hooks';

/** How often it is asked whether nothing is going on, ms. */
const EVERY = 5_000;
/** At most so much of the time the process was at work: then nothing is going on. */
const IDLE = 0.05;
/** Collected again once the process has grown by so much since the last time. */
const GROWN = 1.04;

/** What collects, and what the process holds in bytes; replaced in tests only. */
export interface Collector { collect(): Promise<void> | void; held(): number; busy(): number }

/**
 * Gives memory back to the machine while nobody asks anything. Of what a busy hour leaves behind V8 drops little before the next busy hour needs the
 * room, so that a server of a small machine would stay as large as it ever was. A full collection takes some tens of ms, which nobody notices who is not there.
 * @returns stops it; null where the process was started without `--expose-gc` (from the sources)
 */
export function giveMemoryBack(collector: Collector | null = ofThisProcess()): (() => void) | null {
  if (!collector) return null;
  let after = 0;
  const timer = setInterval(() => {
    if (collector.busy() > IDLE || collector.held() < after * GROWN) return;
    void Promise.resolve(collector.collect()).then(() => { after = collector.held(); });
  }, EVERY).unref();
  return () => clearInterval(timer);
}

function ofThisProcess(): Collector | null {
  const gc = globalThis.gc;
  if (!gc) return null;
  let before = performance.eventLoopUtilization();
  return {
    // `last-resort` also drops compiled code that was not run lately, and shrinks the heap to what lives.
    collect: () => gc({ type: 'major', execution: 'async', flavor: 'last-resort' }),
    held: () => process.memoryUsage.rss(),
    busy: () => {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, before);
      before = now;
      return utilization;
    },
  };
}
