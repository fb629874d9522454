import type { Words } from '../words.ts';

/**
 * Something about the database that a person has to know. `code` is stable and for programs, `text` says in both languages what
 * happened and what to do next. Commands print it and end with a code of their own choice; the server logs it and does not start.
 */
export class DatabaseProblem extends Error {
  override readonly name: string = 'DatabaseProblem';
  readonly code: string;
  readonly text: Words;

  constructor(code: string, text: Words, options?: ErrorOptions) {
    super(`${text.zh}\n${text.en}`, options);
    this.code = code;
    this.text = text;
  }
}

/** Says whether a value carries a system or SQL error code, and which. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
