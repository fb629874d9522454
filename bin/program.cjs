'use strict';
/**
 * Which files are the program: the bundle of this state of the sources (`dist/server-STAMP/cli.mjs`, made by scripts/build-server.ts),
 * or, where there is none, the sources as they are. Plain CommonJS, because the launcher runs on any Node.
 */
const fs = require('node:fs');
const path = require('node:path');

const root = path.dirname(__dirname);

/** Tells one state of the sources from another: how many files and libraries' lists there are, and the newest change. */
function stamp() {
  let newest = 0;
  let files = 0;
  const see = (file) => {
    files += 1;
    newest = Math.max(newest, fs.statSync(file).mtimeMs);
  };
  const walk = (folder) => {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      const full = path.join(folder, entry.name);
      if (entry.isDirectory()) {
        if (entry.name !== 'migrations') walk(full);
      } else if ((entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts')) || entry.name.endsWith('.json')) see(full);
    }
  };
  walk(path.join(root, 'src'));
  for (const name of ['package-lock.json', path.join('scripts', 'build-server.ts')]) see(path.join(root, name));
  return `${files}-${Math.trunc(newest)}`;
}

/** Folder of the bundle of this state, whether it is there or not. */
const bundleFolder = () => path.join(root, 'dist', `server-${stamp()}`);

/** Says in a bundle that a process runs from it, so that a later build leaves it there. @returns takes the mark away again */
function markInUse(folder, pid) {
  const mark = path.join(folder, `in-use-${pid}`);
  try {
    fs.writeFileSync(mark, '');
  } catch {
    // A program folder that may not be written to is not cleared by anybody either.
    return () => undefined;
  }
  return () => fs.rmSync(mark, { force: true });
}

/** Whether a living process runs from this bundle. Marks of dead ones are taken away. */
function isInUse(folder) {
  const pids = fs.readdirSync(folder).filter((name) => /^in-use-\d+$/.test(name)).map((name) => Number(name.slice(7)));
  const living = pids.filter((pid) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      return error.code === 'EPERM';
    }
  });
  for (const pid of pids) if (!living.includes(pid)) fs.rmSync(path.join(folder, `in-use-${pid}`), { force: true });
  return living.length > 0;
}

/** What node is told: young objects get little room, which makes the program at rest a fifth smaller for some percent of its time; memory is given back while nothing goes on (src/app/give-memory-back.ts). */
const flags = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=4', '--expose-gc'];

module.exports = { root, flags, bundleFolder, markInUse, isInUse, source: path.join(root, 'src', 'app', 'cli.ts') };
