import type { Words } from '../../kernel/words.ts';

/** A log or life cycle that cannot be read, worded for the person who has to mend it. */
export class MiningError extends Error {
  override name = 'MiningError';
  readonly words: Words;

  constructor(text: Words) {
    super(`${text.zh} · ${text.en}`);
    this.words = text;
  }
}
