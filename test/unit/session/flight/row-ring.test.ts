/** The flight recorder's memory: what goes in comes out, for a day at most, and destinations may come and go. */
import { expect, test } from 'vitest';
import type { FlightRow } from '../../../../shared/contract/delivery.ts';
import { RowRing } from '../../../../electron/session/flight/row-ring.ts';

const row = (second: number, ids: readonly string[] = ['main']): FlightRow => ({
  second,
  encoderKbps: 4000,
  fps: 30,
  outputs: ids.map((id, index) => ({ id, sentKbps: 4160 + index, acknowledgedKbps: index === 1 ? null : 4096 })),
});

test('gives back what it was given, oldest first, and no more than it has', () => {
  const ring = new RowRing();
  expect(ring.last(10)).toEqual([]);
  for (let second = 1; second <= 5; second += 1) ring.add(row(second, ['main', 'b']));
  expect(ring.last(2)).toEqual([row(4, ['main', 'b']), row(5, ['main', 'b'])]);
  expect(ring.last(100)).toHaveLength(5);
  ring.clear();
  expect(ring.last(100)).toEqual([]);
});

test('gives the rows across its blocks', () => {
  const ring = new RowRing();
  for (let second = 0; second < 3000; second += 1) ring.add(row(second));
  expect(ring.last(900).map(({ second }) => second)).toEqual(Array.from({ length: 900 }, (_, index) => 2100 + index));
});

test('forgets what is older than a day', () => {
  const ring = new RowRing();
  for (let second = 0; second < 90_000; second += 1) ring.add(row(second));
  const all = ring.last(1_000_000);
  expect(all.length).toBeGreaterThanOrEqual(86_400);
  expect(all.length).toBeLessThanOrEqual(86_400 + 900);
  expect(all.at(-1)?.second).toBe(89_999);
});

test('keeps destinations apart that come and go, more of them than one block holds', () => {
  const ring = new RowRing();
  for (let second = 0; second < 60; second += 1) ring.add(row(second, ['main', `guest ${Math.floor(second / 4)}`]));
  const rows = ring.last(60);
  expect(rows).toHaveLength(60);
  for (const [second, { outputs }] of rows.entries()) {
    expect(outputs.map(({ id }) => id).toSorted()).toEqual([`guest ${Math.floor(second / 4)}`, 'main']);
  }
});

test('stays bounded when every second brings another destination', () => {
  const ring = new RowRing();
  for (let second = 0; second < 5000; second += 1) ring.add(row(second, [`guest ${second}`]));
  expect(ring.last(5000).at(-1)).toEqual(row(4999, ['guest 4999']));
  expect(ring.last(5000).length).toBeLessThanOrEqual(5000);
});
