/** The server's sleep between reads: only while it is busy, and never longer than it was told. */
import { expect, test } from 'vitest';
import { dozeFor } from '../../../../electron/rtmp/ingest/doze.ts';

/** How long the thread is away once a read was told, in ms. */
async function away(doze: ReturnType<typeof dozeFor>): Promise<number> {
  const before = performance.now();
  doze.look();
  doze.look();
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  return performance.now() - before;
}

/** A second with `count` reads. */
async function second(doze: ReturnType<typeof dozeFor>, count: number): Promise<void> {
  for (let index = 0; index < count; index++) doze.look();
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  doze.tick(1000);
}

test('sleeps once behind the reads of a turn while there are more than 500 a second', async () => {
  const doze = dozeFor(30);
  expect(await away(doze)).toBeLessThan(25);
  await second(doze, 600);
  const slept = await away(doze);
  expect(slept).toBeGreaterThanOrEqual(29);
  expect(slept).toBeLessThan(58);
  await second(doze, 400);
  expect(await away(doze)).toBeLessThan(25);
});

test('never sleeps when it was not told to', async () => {
  const doze = dozeFor(0);
  await second(doze, 5000);
  expect(await away(doze)).toBeLessThan(25);
});
