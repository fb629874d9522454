import { pino } from 'pino';
import type { Log } from './kernel.ts';

/** JSON lines to standard error (standard output belongs to commands). Anything that could be personal data is struck out by name. */
export function createLog(level: string): Log {
  const log = pino(
    {
      level, base: null, timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: ['phone', 'address', 'password', 'token', 'cookie', 'authorization', '*.phone', '*.address', '*.password', '*.token'], censor: '***' },
    },
    pino.destination({ dest: 2, sync: true }),
  );
  return {
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
  };
}

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
