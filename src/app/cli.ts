import { settingsTable, WrongSettings } from './settings.ts';
import { toldError } from './told-errors.ts';
import { USAGE, UsageError } from './usage.ts';

type Command = (args: readonly string[]) => Promise<number>;

/** Each command is loaded only when it is called: `clock` and `help` answer at once and need no database. */
const commands: Record<string, () => Promise<Command>> = {
  start: async () => (await import('./commands/start.ts')).start,
  import: async () => (await import('./commands/import.ts')).importFiles,
  clock: async () => (await import('./commands/clock.ts')).clock,
  mine: async () => (await import('./commands/mine.ts')).mine,
  backup: async () => (await import('./commands/backup.ts')).backup,
  restore: async () => (await import('./commands/backup.ts')).restore,
  verify: async () => (await import('./commands/verify.ts')).verify,
  evidence: async () => (await import('./commands/evidence.ts')).evidence,
  token: async () => (await import('./commands/token.ts')).token,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  help: async () => async (args) => {
    if (args.length > 1 || (args.length === 1 && args[0] !== 'settings')) throw new UsageError(`没有「${args.join(' ')}」的帮助 · no help on "${args.join(' ')}"`);
    process.stdout.write(args[0] === 'settings' ? `${settingsTable()}\n` : USAGE);
    return 0;
  },
};

async function main(argv: readonly string[]): Promise<number> {
  const [name = 'help', ...args] = argv;
  const load = commands[name === '--help' || name === '-h' ? 'help' : name];
  try {
    if (!load || !Object.hasOwn(commands, name === '--help' || name === '-h' ? 'help' : name)) throw new UsageError(`没有命令「${name}」 · no command "${name}"`);
    return await (await load())(args);
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`dianzhang: ${error.message}\n\n${USAGE}`);
      return 2;
    }
    if (error instanceof WrongSettings) {
      process.stderr.write(`dianzhang: ${error.message}\n`);
      return 2;
    }
    process.stderr.write(`dianzhang: ${toldError(error) ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`);
    return 1;
  }
}

const code = await main(process.argv.slice(2));
// A reader that closed the pipe early (head) is not an error of ours.
process.stdout.on('error', () => process.exit(code));
process.exitCode = code;
