import path from 'node:path';
import { freePort } from '../../net/free-port.ts';
import { ownedFolder, type Account } from './account.ts';
import { appRole, adminRole, type Secrets } from './cluster.ts';
import { fitsSocket, socketPort, type Address } from './settings.ts';
import type { Postmaster } from './postmaster.ts';

export const appDatabase = 'dianzhang';

/** Where a new server shall listen: the socket in `dataDir/run`, or a free port of loopback where its path would be too long. */
export async function chooseAddress(dataDir: string, account: Account, wantedPort: number | undefined): Promise<Address> {
  const folder = path.join(path.resolve(dataDir), 'run');
  if (fitsSocket(folder)) {
    await ownedFolder(folder, account);
    return { kind: 'socket', folder };
  }
  return { kind: 'loopback', port: wantedPort ?? (await freePort()) };
}

/** Where a running server listens, by its own account. */
export const addressOf = (postmaster: Postmaster): Address =>
  postmaster.socketFolder === '' ? { kind: 'loopback', port: postmaster.port } : { kind: 'socket', folder: postmaster.socketFolder };

export interface Urls {
  /** For the application: owns its database, may not read files nor run programs on the machine. */
  readonly app: string;
  /** For the launcher and for tests that make databases. */
  readonly admin: string;
}

export function urlsOf(address: Address, secrets: Secrets): Urls {
  const at = (role: string, password: string, database: string): string => (address.kind === 'socket'
    ? `postgres://${role}:${password}@localhost:${socketPort}/${database}?host=${encodeURIComponent(address.folder)}`
    : `postgres://${role}:${password}@127.0.0.1:${address.port}/${database}`);
  return { app: at(appRole, secrets.app, appDatabase), admin: at(adminRole, secrets.admin, 'postgres') };
}
