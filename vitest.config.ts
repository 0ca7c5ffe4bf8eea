/** The four kinds of tests: pure and quick, generated, against real servers, and with the real app. */
import { defineConfig } from 'vitest/config';

const MINUTE = 60_000;

export default defineConfig({
  test: {
    projects: [
      {
        test: { name: 'unit', include: ['test/unit/**/*.test.{ts,tsx}', 'test/guards/*.test.ts'], testTimeout: 10_000 },
      },
      { test: { name: 'property', include: ['test/property/**/*.test.ts'], testTimeout: MINUTE } },
      {
        test: {
          name: 'peer',
          include: ['test/peer/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: MINUTE,
          hookTimeout: MINUTE,
        },
      },
      {
        test: {
          name: 'app',
          include: ['test/app/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 2 * MINUTE,
          hookTimeout: 2 * MINUTE,
        },
      },
    ],
  },
});
