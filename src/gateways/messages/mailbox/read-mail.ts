import { Worker } from 'node:worker_threads';
import { GatewayFailure } from '../../../kernel/net/gateway-failure.ts';
import { threadFile } from '../../../kernel/thread-file.ts';
import { words } from '../../../kernel/words.ts';
import type { Automatic } from './automatic.ts';

export interface MailFile { readonly name: string; readonly bytes: Uint8Array; /** A picture that stands in the text. */ readonly inline: boolean }

/** A mail as its receiver would read it, and nothing of it that could run: text only. */
export interface ReadMail {
  readonly messageId: string | null;
  /** What it answers, the nearest first. */
  readonly answers: readonly string[];
  readonly from: { readonly name: string; readonly address: string } | null;
  readonly subject: string;
  readonly text: string;
  /** Whether the text was longer than is kept. */
  readonly cut: boolean;
  readonly automatic: Automatic | null;
  readonly files: readonly MailFile[];
}

export const mailLimits = {
  /** Of a whole mail, bytes; larger ones wait for a person. */
  mailBytes: 26_000_000,
  /** Of the text of a mail whose files stay in the mailbox, bytes. */
  textBytes: 2_000_000,
  /** Characters of text that are kept. */
  textChars: 20_000,
  /** Of a web page that is made text, characters. */
  htmlChars: 2_000_000,
  parts: 200,
  files: 30,
  readMs: 20_000,
  heapMb: 256,
} as const;

export type FromThread = { is: 'read'; mail: ReadMail } | { is: 'unreadable'; because: string };

/**
 * Reads mails one after the other in a thread of its own: what a hostile or broken mail takes down is that thread only, and the next mail gets
 * another one.
 */
export class MailReader {
  #worker: Worker | null = null;

  /** @throws GatewayFailure mailbox.mail-unreadable, never to be tried again by itself */
  async read(source: Buffer): Promise<ReadMail> {
    const worker = (this.#worker ??= new Worker(threadFile('mail-worker', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: mailLimits.heapMb, maxYoungGenerationSizeMb: 32 }, execArgv: [] }));
    const answer = new Promise<FromThread>((resolve) => {
      const alarm = setTimeout(() => resolve({ is: 'unreadable', because: 'too slow' }), mailLimits.readMs);
      const settle = (message: FromThread): void => {
        clearTimeout(alarm);
        resolve(message);
      };
      worker.once('message', settle);
      worker.once('error', (error) => settle({ is: 'unreadable', because: error.message }));
      worker.once('exit', (code) => settle({ is: 'unreadable', because: `ended with ${code}` }));
    });
    const bytes = Uint8Array.from(source);
    worker.postMessage(bytes, [bytes.buffer]);
    const message = await answer;
    for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
    if (message.is === 'read') return message.mail;
    await this.close();
    throw new GatewayFailure('mailbox.mail-unreadable', words('这封邮件格式损坏，读不出来；请在邮箱里打开查看。', 'This mail is broken and cannot be read; open it in the mailbox.'), { facts: { because: message.because.slice(0, 200) } });
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    worker?.removeAllListeners();
    // An error of a thread that is being ended is of no interest any more, and must not end the program.
    worker?.on('error', () => {});
    await worker?.terminate();
  }
}
