import type { Tx } from './tx.ts';

interface Waiting {
  readonly tx: Tx;
  readonly asks: readonly unknown[];
  readonly resolve: (answers: unknown[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Where the verbs of one transaction meet (docs/adr/0024): what several of them ask in the same turn goes to the database as one statement.
 * A turn ends when every promise that could go on has gone on, so that verbs of the same kind arrive together by themselves.
 */
export class Gathering {
  readonly #waiting = new Map<string, Waiting[]>();

  /** The answers to one's own asks, in their order. `ask` answers any number of asks, one answer each, in their order. */
  ask<A, R>(what: string, tx: Tx, asks: readonly A[], ask: (tx: Tx, all: readonly A[]) => Promise<readonly R[]>): Promise<R[]> {
    return new Promise<R[]>((resolve, reject) => {
      const own: Waiting = { tx, asks, resolve: resolve as (answers: unknown[]) => void, reject };
      const waiting = this.#waiting.get(what);
      if (waiting) {
        waiting.push(own);
        return;
      }
      this.#waiting.set(what, [own]);
      process.nextTick(() => {
        const all = this.#waiting.get(what)!;
        this.#waiting.delete(what);
        this.#answer(all, ask as (tx: Tx, all: readonly unknown[]) => Promise<readonly unknown[]>).catch((error: unknown) => { for (const w of all) w.reject(error); });
      });
    });
  }

  async #answer(all: readonly Waiting[], ask: (tx: Tx, asks: readonly unknown[]) => Promise<readonly unknown[]>): Promise<void> {
    const answers = await ask(all[0]!.tx, all.flatMap((w) => w.asks));
    let from = 0;
    for (const { asks, resolve } of all) resolve(answers.slice(from, (from += asks.length)));
  }
}
