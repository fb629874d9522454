import { DatabaseBusy } from '../kernel/db/busy.ts';
import { codeOf, DatabaseProblem } from '../kernel/db/errors.ts';
import { GatewayFailure } from '../kernel/net/gateway-failure.ts';
import { words, type Words } from '../kernel/words.ts';

/** Where a connection or a listening socket was wanted, as the system says it. */
const placeOf = (error: object): string => {
  const { address, port, hostname } = error as { address?: string; port?: number; hostname?: string };
  return [address ?? hostname, port].filter((part) => part !== undefined).join(':');
};

const portProblem: Record<string, (at: string) => Words> = {
  EADDRINUSE: (at) => words(`端口已被占用（${at}）：店章可能已在运行。请停掉它，或用 PORT 换一个端口。`, `The port is taken (${at}): Dianzhang may be running already. Stop it, or choose another port with PORT.`),
  EACCES: (at) => words(`没有权限监听 ${at}。请用 PORT 换一个 1024 以上的端口。`, `There is no right to listen on ${at}. Choose a port above 1024 with PORT.`),
  EADDRNOTAVAIL: (at) => words(`本机没有地址 ${at}。请检查 HOST。`, `This machine has no address ${at}. Check HOST.`),
};

const databaseProblem: Record<string, Words> = {
  '28P01': words('数据库拒绝登录：用户名或密码不对。请检查 DATABASE_URL。', 'The database refused the login: wrong user or password. Check DATABASE_URL.'),
  '28000': words('数据库拒绝登录。请检查 DATABASE_URL 和数据库的访问规则（pg_hba.conf）。', 'The database refused the login. Check DATABASE_URL and the access rules of the database (pg_hba.conf).'),
  '3D000': words('没有这个数据库。请先创建，或检查 DATABASE_URL。', 'There is no such database. Create it first, or check DATABASE_URL.'),
};

const connecting = new Set(['connect', 'getaddrinfo']);

/** An error of the surroundings in words for whoever typed the command; null when it is none of these and only its stack helps. */
export function toldError(error: unknown): string | null {
  if (error instanceof DatabaseProblem) return `${error.message}${error instanceof DatabaseBusy && error.statement ? `\n(${error.statement})` : ''}`;
  if (error instanceof GatewayFailure) return `${error.words.zh} · ${error.words.en}`;
  if (error instanceof AggregateError) return error.errors.map(toldError).find((said) => said !== null) ?? null;
  if (typeof error !== 'object' || error === null) return null;
  const { syscall } = error as { syscall?: string };
  const code = codeOf(error) ?? '';
  const said = syscall === 'listen' ? portProblem[code]?.(placeOf(error))
    : syscall !== undefined && connecting.has(syscall) ? words(`连不上数据库 ${placeOf(error)}（${code}）。请确认它在运行，并检查 DATABASE_URL。`, `The database at ${placeOf(error)} cannot be reached (${code}). Make sure that it is running, and check DATABASE_URL.`)
      : databaseProblem[code];
  return said ? `${said.zh}\n${said.en}` : null;
}
