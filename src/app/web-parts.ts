import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Parts of an older build that a page still open may ask for stay this long after the build that replaced them, ms. */
export const OLD_PARTS_MS = 7 * 86_400_000;
/** The files of the build that stands there, one a line: what is there besides is older. */
const LIST = '.parts';

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => path.relative(folder, path.join(f.parentPath, f.name))).filter((file) => !file.startsWith('.'));

/**
 * Puts a build in the place of the one before while a server hands that out: parts carry their hash in the name and come first, the pages that
 * name them last. Pages that are open find their old parts for a week from now, however old the build is that they came with.
 */
export function putInPlace(made: string, folder: string, now: number): void {
  const list = path.join(folder, LIST);
  const before = existsSync(list) ? new Set(readFileSync(list, 'utf8').split('\n')) : null;
  const files = filesIn(made);
  for (const file of files.toSorted((a, b) => Number(a.endsWith('.html')) - Number(b.endsWith('.html')))) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    renameSync(path.join(made, file), path.join(folder, file));
  }
  const isNew = new Set(files);
  for (const file of filesIn(folder)) {
    const full = path.join(folder, file);
    if (isNew.has(file)) continue;
    // Its time says since when it is not part of the newest build.
    if (before === null || before.has(file)) utimesSync(full, now / 1000, now / 1000);
    else if (statSync(full).mtimeMs < now - OLD_PARTS_MS) rmSync(full);
  }
  writeFileSync(list, files.join('\n'));
}
