import { defineConfig } from 'vitest/config';

/**
 * Three projects: `unit` (pure code and small effects), `integration` (real
 * processes, sockets, worker threads, the built command) and `browser` (Debian's
 * Chromium through playwright-core). Integration and browser tests use `dist/`.
 */
const oxc = { jsx: { runtime: 'automatic' as const, importSource: 'hono/jsx' } };

export default defineConfig({
  oxc,
  test: {
    projects: [
      {
        oxc,
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
          exclude: ['tests/**/*.integration.test.ts', 'tests/**/*.browser.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        oxc,
        test: {
          name: 'integration',
          include: ['tests/**/*.integration.test.ts'],
          testTimeout: 90_000,
          hookTimeout: 90_000,
          fileParallelism: false,
        },
      },
      {
        oxc,
        test: {
          name: 'browser',
          include: ['tests/**/*.browser.test.ts'],
          testTimeout: 90_000,
          hookTimeout: 90_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
