import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts', 'web/**/*.test.{ts,tsx}'],
    exclude: [
      '**/node_modules/**', 'bench/**', 'dist/**', 'data/**',
      // These start the product with its own database, whatever server the others run on: a second time would tell nothing new.
      ...(process.env['TEST_DATABASE_URL'] ? ['tests/faults/**', 'src/kernel/db/embedded.test.ts'] : []),
    ],
    // No second try within a file: a test of a walk that begins again finds what its first try left. scripts/test.ts gives a failed
    // file its second try in a world of its own.
    retry: 0,
    // A poll waits for a page or a worker, and on a busy machine a second is not enough for either.
    expect: { poll: { timeout: 20_000, interval: 100 } },
    globalSetup: ['tests/support/global-setup.ts'],
    // Processes, not threads: tests start and kill servers, and native modules stay apart.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 60_000,
  },
});
