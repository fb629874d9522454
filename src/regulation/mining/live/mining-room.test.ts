import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('a server that has mined ends when it is told to stop: the thread never keeps the process alive', () => {
  const room = new URL('./mining-room.ts', import.meta.url).href;
  const script = `import { MiningRoom } from ${JSON.stringify(room)};
    const asked = new MiningRoom().map({ key: 'x', source: { is: 'nothing' } });
    await asked.catch(() => undefined);
    process.stdout.write('asked');`;
  const ended = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script], { timeout: 25_000, encoding: 'utf8' });
  expect([ended.stdout, ended.status, ended.signal]).toEqual(['asked', 0, null]);
});
