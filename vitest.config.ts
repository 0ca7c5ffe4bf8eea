/** The kinds of tests: pure and quick, generated, against real servers, those with a stopwatch, and with the real app. */
import { defineConfig } from 'vitest/config';

const MINUTE = 60_000;

/** Tests that look at the clock closely: nothing else may run beside them. */
const timed = ['faults-*', 'session-*', 'narrow-link'].map((name) => `test/peer/${name}.test.ts`);

/** The window alone in Chromium, with a stand-in for main. */
const windows = ['test/app/window-*.test.ts'];

/** The media pipeline in Chromium, and what the real app captures and opens. */
const media = ['test/app/*-chromium.test.ts', 'test/app/sources/*.test.ts'];

/** In front of a real window, one at a time. */
const alone = { fileParallelism: false, testTimeout: 2 * MINUTE, hookTimeout: 2 * MINUTE };

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
          exclude: timed,
          maxWorkers: 3,
          testTimeout: MINUTE,
          hookTimeout: MINUTE,
        },
      },
      {
        test: {
          name: 'timed',
          include: timed,
          fileParallelism: false,
          testTimeout: MINUTE,
          hookTimeout: MINUTE,
        },
      },
      {
        test: {
          name: 'window',
          include: windows,
          maxWorkers: 3,
          testTimeout: MINUTE,
          hookTimeout: MINUTE,
        },
      },
      { test: { name: 'media', include: media, ...alone } },
      { test: { name: 'app', include: ['test/app/*.test.ts'], exclude: [...windows, ...media], ...alone } },
      { test: { name: 'studio', include: ['test/app/studio/*.test.ts'], ...alone } },
    ],
  },
});
