import { Worker } from 'node:worker_threads';
import { words } from '../words.ts';
import { fileLimits } from './limits.ts';
import { FileRefused } from './refused.ts';
import type { FileSource } from './source.ts';
import type { RowBatch, TableFile } from './table.ts';
import type { Selection } from './tables.ts';
import type { FromWorker, Task, ToWorker } from './worker-messages.ts';
import { threadFile } from '../thread-file.ts';

/**
 * The tables of an upload (the file itself, the sheets of a workbook, the members of a zip) with their first rows: enough to
 * recognise what they are. Throws FileRefused.
 */
export async function openTables(source: FileSource, fileName: string): Promise<{ files: TableFile[] }> {
  let files: TableFile[] = [];
  await runWorker({ do: 'inspect', source, fileName }, async (message) => {
    if (message.is === 'tables') files = message.files;
  });
  return { files };
}

/**
 * Reads all rows of one table in batches, in order. The reading waits while `onBatch` works, so memory stays bounded; an
 * error of `onBatch` ends the reading and is thrown as it is. Throws FileRefused, also in the middle of a file.
 */
export async function readRows(
  source: FileSource,
  _fileName: string,
  select: Selection,
  onBatch: (batch: RowBatch) => void | Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  await runWorker(
    { do: 'read', source, select },
    async (message) => {
      if (message.is === 'batch') await onBatch({ rows: message.rows });
    },
    signal,
  );
}

/** A thread that read a file to its end waits this long for the next one: starting one costs more than reading a small file. */
const IDLE_MS = 10_000;
let idle: { worker: Worker; end: NodeJS.Timeout } | null = null;

/** Ours only: the worker hears its own port by listeners too. */
function forgetListeners(worker: Worker): void {
  for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
}

function take(): Worker {
  if (idle !== null) {
    const { worker, end } = idle;
    clearTimeout(end);
    idle = null;
    forgetListeners(worker);
    worker.ref();
    return worker;
  }
  return new Worker(threadFile('table-worker', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: fileLimits.workerHeapMb, maxYoungGenerationSizeMb: fileLimits.workerYoungMb },
    execArgv: [],
  });
}

/** Only a thread that came to a good end is kept, one of them; whatever a refused or broken file left in it goes with it. */
async function giveBack(worker: Worker): Promise<void> {
  forgetListeners(worker);
  if (idle !== null) return void (await worker.terminate());
  const forget = (): void => {
    if (idle?.worker === worker) idle = null;
    void worker.terminate();
  };
  idle = { worker, end: setTimeout(forget, IDLE_MS).unref() };
  worker.once('error', forget);
  worker.once('exit', forget);
  worker.unref();
}

function runWorker(task: Task, handle: (message: FromWorker) => Promise<void>, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  return new Promise<void>((resolve, reject) => {
    const worker = take();
    let settled = false;
    let alarm: NodeJS.Timeout | undefined;
    const finish = (error?: unknown, good = false): void => {
      if (settled) return;
      settled = true;
      clearTimeout(alarm);
      signal?.removeEventListener('abort', abort);
      void (good ? giveBack(worker) : worker.terminate()).then(() => (error === undefined ? resolve() : reject(error)), reject);
    };
    const abort = (): void => finish(signal?.reason);
    /** The clock of the worker stands still while we are busy with what it sent. */
    const watch = (): void => {
      clearTimeout(alarm);
      alarm = setTimeout(() => finish(new FileRefused('file.too-slow')), fileLimits.stallMs);
    };
    signal?.addEventListener('abort', abort);
    watch();
    worker.postMessage({ is: 'task', task } satisfies ToWorker);

    let queue = Promise.resolve();
    let waiting = 0;
    worker.on('message', (message: FromWorker) => {
      waiting++;
      clearTimeout(alarm);
      queue = queue.then(async () => {
        if (settled) return;
        if (message.is === 'refused') return finish(new FileRefused(message.code, message.detail, message.because ?? undefined));
        try {
          await handle(message);
        } catch (error) {
          return finish(error);
        }
        if (message.is === 'end' || message.is === 'tables') return finish(undefined, true);
        worker.postMessage({ is: 'next' } satisfies ToWorker);
        if (--waiting === 0) watch();
      });
    });
    worker.once('error', (error: NodeJS.ErrnoException) => {
      const outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      finish(outOfMemory ? new FileRefused('file.too-large', words('读取时内存超限', 'out of memory while reading'), error) : error);
    });
    // The last messages may still be in the queue when the thread has ended.
    worker.once('exit', (code) => void queue.then(() => finish(new Error(`the table worker ended early with code ${code}`))));
  });
}
