import type { Socket } from 'node:net';
import type pg from 'pg';

/** What a statement in COPY mode sees of the driver's connection. */
interface Wire {
  readonly stream: Socket;
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
}

/** Bytes kept before the server is asked to wait. */
const highWater = 4 * 1024 * 1024;
const blockBytes = 256 * 1024;

/** The driver calls these on the statement under way; COPY needs none of them but the last three. */
abstract class CopyStatement {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  submit(wire: Wire): void {
    wire.query(this.#text);
  }
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
  handleCommandComplete(): void {}
  abstract handleError(error: Error): void;
  abstract handleReadyForQuery(): void;
}

class CopyOut extends CopyStatement {
  #blocks: Buffer[] = [];
  #pieces: Buffer[] = [];
  #pieceBytes = 0;
  #waitingBytes = 0;
  #finished = false;
  #abandoned = false;
  #error: Error | undefined;
  #wire: Wire | undefined;
  #wake = (): void => {};

  handleCopyData(message: { chunk: Buffer }, wire: Wire): void {
    if (this.#abandoned) return;
    this.#wire = wire;
    // The driver reuses the memory of its messages.
    this.#pieces.push(Buffer.from(message.chunk));
    this.#pieceBytes += message.chunk.length;
    if (this.#pieceBytes >= blockBytes) this.#flush();
    if (this.#waitingBytes >= highWater) wire.stream.pause();
  }

  handleError(error: Error): void {
    this.#error = error;
    this.#finished = true;
    this.#wake();
  }

  handleReadyForQuery(): void {
    this.#flush();
    this.#finished = true;
    this.#wake();
  }

  async *blocks(): AsyncGenerator<Buffer, void, undefined> {
    try {
      yield* this.#all();
    } finally {
      // A reader that leaves early must not leave the connection paused: statements behind this one would wait for ever.
      this.#abandoned = true;
      this.#wire?.stream.resume();
    }
  }

  async *#all(): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      const block = this.#blocks.shift();
      if (block !== undefined) {
        this.#waitingBytes -= block.length;
        if (this.#waitingBytes < highWater / 2) this.#wire?.stream.resume();
        yield block;
      } else if (this.#error !== undefined) {
        throw this.#error;
      } else if (this.#finished) {
        return;
      } else {
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#wake = resolve;
        await promise;
      }
    }
  }

  #flush(): void {
    if (this.#pieceBytes === 0) return;
    this.#blocks.push(Buffer.concat(this.#pieces, this.#pieceBytes));
    this.#waitingBytes += this.#pieceBytes;
    this.#pieces = [];
    this.#pieceBytes = 0;
    this.#wake();
  }
}

class CopyIn extends CopyStatement {
  readonly #source: AsyncIterable<Buffer>;
  readonly finished = Promise.withResolvers<void>();
  #over = false;
  #sourceError: unknown;

  constructor(text: string, source: AsyncIterable<Buffer>) {
    super(text);
    this.#source = source;
  }

  handleCopyInResponse(wire: Wire): void {
    this.#pump(wire).catch((error: unknown) => {
      this.#sourceError = error;
      if (!this.#over) wire.sendCopyFail('the source of the copy failed');
    });
  }

  handleError(error: Error): void {
    this.#over = true;
    this.finished.reject(this.#sourceError ?? error);
  }

  handleReadyForQuery(): void {
    this.#over = true;
    this.finished.resolve();
  }

  async #pump(wire: Wire): Promise<void> {
    for await (const block of this.#source) {
      if (this.#over) return; // The server has refused a row; its error is on its way to the caller.
      wire.sendCopyFromChunk(block);
      if (wire.stream.writableNeedDrain) await drained(wire.stream);
    }
    if (!this.#over) wire.endCopyFrom();
  }
}

/** Waits until the socket takes more, or will never again. */
async function drained(socket: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.once('drain', resolve);
  socket.once('close', resolve);
  await promise;
  socket.off('drain', resolve);
  socket.off('close', resolve);
}

/** Blocks of rows of `copy … to stdout`, each about 256 KB; the server waits when the reader is slower. Read it to its end. */
export function copyOut(client: pg.Client, statement: string): AsyncGenerator<Buffer, void, undefined> {
  const copy = new CopyOut(statement);
  client.query(copy as unknown as pg.Submittable);
  return copy.blocks();
}

/** Feeds `copy … from stdin`. @throws the server's error, or that of the source, with nothing of the copy left behind. */
export async function copyIn(client: pg.Client, statement: string, source: AsyncIterable<Buffer>): Promise<void> {
  const copy = new CopyIn(statement, source);
  client.query(copy as unknown as pg.Submittable);
  await copy.finished.promise;
}
