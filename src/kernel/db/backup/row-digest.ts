import { hash } from 'node:crypto';

const lineEnd = 0x0a;
const lanes = 8;

/** Splits blocks into rows of COPY's text format: line ends inside values are escaped there, so each LF ends a row. */
export class RowSplitter {
  #rest: Buffer = Buffer.alloc(0);

  /** @returns complete rows, each with its line end. */
  *push(block: Buffer): Generator<Buffer, void, undefined> {
    let start = 0;
    for (let end = block.indexOf(lineEnd); end >= 0; end = block.indexOf(lineEnd, start)) {
      const piece = block.subarray(start, end + 1);
      yield this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
      this.#rest = Buffer.alloc(0);
      start = end + 1;
    }
    if (start < block.length) this.#rest = Buffer.concat([this.#rest, block.subarray(start)]);
  }

  /** Bytes of a row that has not ended. */
  get pending(): number {
    return this.#rest.length;
  }
}

/**
 * Identifies the rows of a table whatever their order: the SHA-256 of each row, added up. Two servers give rows back in different
 * orders, and sorting a large table only to compare it would cost more than reading it.
 */
export class RowDigest {
  readonly #sum = new Uint32Array(lanes);
  #rows = 0;

  add(row: Buffer): void {
    const digest = hash('sha256', row, 'buffer');
    for (let lane = 0; lane < lanes; lane += 1) this.#sum[lane] = ((this.#sum[lane] ?? 0) + digest.readUInt32BE(lane * 4)) >>> 0;
    this.#rows += 1;
  }

  get rows(): number {
    return this.#rows;
  }

  get hex(): string {
    return [...this.#sum].map((lane) => lane.toString(16).padStart(8, '0')).join('');
  }
}
