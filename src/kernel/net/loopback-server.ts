import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PeerRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface PeerAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface LoopbackServer {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

export const json = (value: unknown, status = 200): PeerAnswer => ({ status, headers: { 'content-type': 'application/json;charset=utf-8' }, body: JSON.stringify(value) });

/**
 * An HTTP server on 127.0.0.1 for local twins of outside services. `port` 0 takes a free one. A handler that throws is answered
 * with 500 and handed to `onError`, so that a fault of a twin is seen and not swallowed.
 */
export async function startLoopbackServer(
  handle: (request: PeerRequest) => PeerAnswer | Promise<PeerAnswer>,
  options: { port?: number; maxBytes?: number; onError?: (error: unknown) => void } = {},
): Promise<LoopbackServer> {
  const maxBytes = options.maxBytes ?? 5 * 1024 * 1024;
  const answer = async (incoming: IncomingMessage): Promise<PeerAnswer> => {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) return { status: 413, headers: { connection: 'close' }, body: '' };
      chunks.push(chunk);
    }
    const url = new URL(incoming.url ?? '/', 'http://twin');
    return handle({ method: incoming.method ?? 'GET', path: url.pathname, query: url.searchParams, headers: incoming.headers, body: Buffer.concat(chunks, size) });
  };
  const server = createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
    void answer(incoming)
      .catch((error: unknown): PeerAnswer => {
        options.onError?.(error);
        return { status: 500, body: '' };
      })
      .then(({ status, headers, body }) => outgoing.writeHead(status, headers).end(body));
  });
  await new Promise<void>((ready, failed) => {
    server.once('error', failed);
    server.listen(options.port ?? 0, '127.0.0.1', () => ready());
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    stop: () => new Promise((stopped, failed) => {
      server.close((error) => (error ? failed(error) : stopped()));
      server.closeAllConnections();
    }),
  };
}
