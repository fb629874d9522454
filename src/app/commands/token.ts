import { systemClock } from '../../kernel/clock.ts';
import { createLog } from '../../kernel/log.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { createToken } from '../../registers/company/index.ts';
import { openInstallation } from '../installation.ts';
import { createProduct } from '../product.ts';
import { readSettings } from '../settings.ts';
import { parseArguments, UsageError } from '../usage.ts';

const SCOPES = ['read', 'write', 'import'] as const;

/** `dianzhang token NAME --as LOGIN`: makes an API token for a member of staff and prints it once, alone on standard output. */
export async function token(args: readonly string[]): Promise<number> {
  const { words, values } = parseArguments(args, { values: ['as', 'scopes'] });
  const [name, ...rest] = words;
  const login = values.get('as');
  if (!name || rest.length > 0 || !login) throw new UsageError('token 需要名称和 --as 账号 · token takes a NAME and --as LOGIN');
  const scopes = (values.get('scopes') ?? SCOPES.join(',')).split(',').map((s) => s.trim());
  const wrong = scopes.filter((s) => !(SCOPES as readonly string[]).includes(s));
  if (wrong.length > 0) throw new UsageError(`未知权限 ${wrong.join('、')}，可用 ${SCOPES.join('、')} · unknown scopes ${wrong.join(', ')}; known: ${SCOPES.join(', ')}`);
  const settings = readSettings(process.env);
  const log = createLog('warn');
  const installation = await openInstallation(settings, log, { applicationName: 'dianzhang token' });
  try {
    const product = await createProduct({ db: installation.db, clock: systemClock, log, settings });
    const made = await createToken(product.kernel, { login, name, scopes: scopes as (typeof SCOPES)[number][] });
    process.stdout.write(`${made.token}\n`);
    process.stderr.write(`令牌只显示这一次，有效至 · shown once, valid until ${new Date(made.expiresAt).toISOString()}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`dianzhang token: ${error.detail.zh} · ${error.detail.en}\n`);
    return 1;
  } finally {
    await installation.close();
  }
}
