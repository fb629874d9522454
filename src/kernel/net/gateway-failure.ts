import type { Words } from '../words.ts';

/**
 * The outside world did not do what was asked. `code` is stable (`couriers.phone-wrong`), `words` tells a person what to mend,
 * `retry` says whether the same call may succeed later without anybody changing anything. `facts` hold what helps to find the
 * cause (host, provider's code and message) and never a secret nor personal data.
 */
export class GatewayFailure extends Error {
  readonly code: string;
  readonly words: Words;
  readonly retry: boolean;
  readonly facts: Readonly<Record<string, string | number | null>>;

  constructor(code: string, text: Words, options: { retry?: boolean; facts?: Record<string, string | number | null>; cause?: unknown } = {}) {
    super(`${code}: ${text.en}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'GatewayFailure';
    this.code = code;
    this.words = text;
    this.retry = options.retry ?? false;
    this.facts = options.facts ?? {};
  }
}
