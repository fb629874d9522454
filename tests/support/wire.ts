import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A real wire between a program and its database, which can be cut or made to swallow everything. */
export interface Wire {
  /** The database's connection string by way of this wire. */
  readonly url: string;
  /** How many connections were made so far. */
  readonly connections: number;
  /** From now on nothing gets through, in either direction, and nobody is told. */
  swallow(): void;
  /** New connections pass again; those that lost something stay dead. */
  pass(): void;
  /** Ends all connections when a message to the server contains this text, before it gets there or after the server has answered it. */
  cutAt(text: string, when: 'before' | 'after'): void;
  close(): Promise<void>;
}

export async function startWire(databaseUrl: string): Promise<Wire> {
  const target = new URL(databaseUrl);
  const folder = target.searchParams.get('host');
  const port = Number(target.port === '' ? 5432 : target.port);
  let swallowing = false;
  let cut: { text: string; when: 'before' | 'after' } | undefined;
  let connections = 0;
  const sockets = new Set<Socket>();
  const endAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((near) => {
    connections += 1;
    const far = folder === null ? connect(port, target.hostname) : connect(`${folder}/.s.PGSQL.${port}`);
    let dead = swallowing;
    let cutting = false;
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {}); // A cut wire is the point of this.
      socket.once('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (block: Buffer) => {
      dead ||= swallowing;
      if (dead) return;
      const hit = cut !== undefined && block.includes(cut.text);
      if (hit && cut?.when === 'before') return endAll();
      cutting = hit;
      far.write(block);
    });
    far.on('data', (block: Buffer) => {
      dead ||= swallowing;
      if (dead) return;
      if (cutting) return endAll();
      near.write(block);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.search = '';
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    get connections() {
      return connections;
    },
    swallow: () => {
      swallowing = true;
    },
    pass: () => {
      swallowing = false;
    },
    cutAt: (text, when) => {
      cut = { text, when };
    },
    close: async () => {
      endAll();
      server.close();
      await once(server, 'close');
    },
  };
}
