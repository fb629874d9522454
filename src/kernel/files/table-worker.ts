import { EventEmitter, once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { fileLimits } from './limits.ts';
import { FileRefused } from './refused.ts';
import { inspectTables, readTable, type Row } from './tables.ts';
import { batchesAhead, type FromWorker, type Task, type ToWorker } from './worker-messages.ts';

/**
 * Reads uploads in a thread of its own, one at a time, so that the server stays quick and a hostile file can only end this thread.
 * Unexpected errors leave the thread as they are and reach the caller through the worker's error event.
 */
const port = parentPort;
if (port === null) throw new Error('table-worker runs only as a worker thread');
const say = (message: FromWorker): void => port.postMessage(message);

let credit = 0;
const asked = new EventEmitter();
port.on('message', (message: ToWorker) => {
  if (message.is === 'task') return void work(message.task);
  credit++;
  asked.emit('next');
});

async function send(rows: Row[]): Promise<boolean> {
  for (let from = 0; from < rows.length; from += fileLimits.rowsPerBatch) {
    while (credit <= 0) await once(asked, 'next');
    credit--;
    say({ is: 'batch', rows: rows.slice(from, from + fileLimits.rowsPerBatch) });
  }
  return true;
}

/** One reading after the other; what fails otherwise than by a refusal leaves as an unhandled rejection, which ends the thread. */
async function work(task: Task): Promise<void> {
  credit = batchesAhead;
  try {
    if (task.do === 'inspect') say({ is: 'tables', files: await inspectTables(task.source, task.fileName) });
    else {
      await readTable(task.source, task.select, send);
      say({ is: 'end' });
    }
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    say({ is: 'refused', code: error.code, detail: error.detail, because: error.cause instanceof Error ? error.cause.message : null });
  }
}
