import { parentPort } from 'node:worker_threads';
import { readMail } from './read-source.ts';
import type { FromThread } from './read-mail.ts';

const port = parentPort;
if (port === null) throw new Error('mail-worker runs only as a worker thread');
const say = (message: FromThread): void => port.postMessage(message);

port.on('message', (source: Uint8Array) => {
  readMail(Buffer.from(source.buffer, source.byteOffset, source.byteLength)).then((mail) => say({ is: 'read', mail }), (error: unknown) => say({ is: 'unreadable', because: error instanceof Error ? error.message : String(error) }));
});
