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
    // On a busy machine a browser or a killed process may need a second try; twice red is red.
    retry: process.env['CI'] ? 1 : 0,
    globalSetup: ['tests/support/global-setup.ts'],
    // Processes, not threads: tests start and kill servers, and native modules stay apart.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
