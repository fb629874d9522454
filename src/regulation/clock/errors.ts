import type { Words } from '../../kernel/words.ts';

/**
 * A question that the clock cannot answer: bad input, a calendar without working time, a limit out of reach.
 * `code` is stable; `text` says in both languages what is wrong and how to put it right. `message` holds both, for logs and
 * the command line.
 */
export class ClockError extends Error {
  override readonly name = 'ClockError';
  readonly code: string;
  readonly text: Words;

  constructor(code: string, text: Words) {
    super(`${text.zh} / ${text.en}`);
    this.code = code;
    this.text = text;
  }
}
