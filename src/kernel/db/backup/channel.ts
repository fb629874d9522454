/** Hands blocks from a writer to one reader, one at a time: the writer goes on when the reader asks for the next. */
export class Channel implements AsyncIterable<Buffer> {
  #block: Buffer | undefined;
  #ended = false;
  #error: unknown;
  #readable = Promise.withResolvers<void>();
  #writable = Promise.withResolvers<void>();

  async push(block: Buffer): Promise<void> {
    this.#block = block;
    this.#readable.resolve();
    await this.#writable.promise;
    this.#writable = Promise.withResolvers<void>();
  }

  end(): void {
    this.#ended = true;
    this.#readable.resolve();
  }

  fail(error: unknown): void {
    this.#error = error ?? new Error('the source of the rows failed');
    this.#readable.resolve();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      await this.#readable.promise;
      if (this.#error !== undefined) throw this.#error;
      const block = this.#block;
      if (block === undefined && this.#ended) return;
      this.#block = undefined;
      if (!this.#ended) this.#readable = Promise.withResolvers<void>();
      if (block !== undefined) yield block;
      this.#writable.resolve();
    }
  }
}
