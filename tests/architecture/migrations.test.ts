import { describe, expect, test } from 'vitest';
import { migrationSource } from '../../src/app/installation.ts';
import { readMigrations } from '../../src/kernel/db/migration-files.ts';

describe('changes of structure', () => {
  test('every owner numbers them without a gap and none twice, so that two branches that were merged still start', async () => {
    const all = await readMigrations(await migrationSource());
    expect(all.length).toBeGreaterThan(60);
    for (const [owner, own] of Map.groupBy(all, (m) => m.owner)) expect(own.map((m) => m.number), owner).toEqual(own.map((_, at) => at + 1));
  });
});
