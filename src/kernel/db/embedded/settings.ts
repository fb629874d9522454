/** Where the server listens. A socket in a folder that only the account may enter, or loopback where the path is too long for one. */
export type Address = { readonly kind: 'socket'; readonly folder: string } | { readonly kind: 'loopback'; readonly port: number };

/** The number in the name of the socket file; nothing listens on that port. */
export const socketPort = 5432;

/** Bytes that the path of a socket may have (sun_path less its final zero). */
const longestSocketPath = process.platform === 'linux' ? 107 : 103;

export const fitsSocket = (folder: string): boolean =>
  process.platform !== 'win32' && Buffer.byteLength(`${folder}/.s.PGSQL.${socketPort}`) <= longestSocketPath;

/**
 * How the embedded server runs: for one small machine, with nothing given up that keeps acknowledged work. Set on the command line,
 * so that a newer program brings its own settings and a data directory holds none.
 */
export function settingsFor(address: Address): Record<string, string> {
  return {
    ...(address.kind === 'socket'
      ? { unix_socket_directories: address.folder, unix_socket_permissions: '0700', listen_addresses: '', port: String(socketPort) }
      : { unix_socket_directories: '', listen_addresses: '127.0.0.1', port: String(address.port) }),
    password_encryption: 'scram-sha-256',
    max_connections: '60',
    shared_buffers: '128MB',
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    effective_cache_size: '1GB',
    // Two processors: a parallel query only takes the other one away from the next user.
    max_parallel_workers_per_gather: '0',
    jit: 'off',
    random_page_cost: '1.1',
    // What was acknowledged is on the disk.
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    // Nobody replicates from an embedded server, so its log need not carry what a replica would want.
    wal_level: 'minimal',
    max_wal_senders: '0',
    wal_buffers: '16MB',
    max_wal_size: '1GB',
    min_wal_size: '128MB',
    checkpoint_timeout: '15min',
    // A new installation, and a month that has just begun, is planned as if it were empty until somebody has looked: closing obligations then reads all of
    // their control. Ten seconds instead of a minute, so that the first large file already meets good plans.
    autovacuum_naptime: '10s',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    // Errors go to the program that caused them. In the log they would carry values, and so personal data.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    log_line_prefix: '%m [%p] ',
  };
}
