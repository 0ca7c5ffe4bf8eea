/** What a destination's record keeps: missed seconds that stay true however many stretches there were, within bounds. */
import { describe, expect, test } from 'vitest';
import type { Span } from '../../../../shared/live/words/report/missed-spans.ts';
import { OutputRecord } from '../../../../electron/session/outputs/record/record.ts';
import { destinationReport } from '../../../../electron/session/report/destinations.ts';
import type { FinishedOutput } from '../../../../electron/session/report/inputs.ts';

/** A record whose clock the test turns; `looks` counts how often its connections were asked. */
function recordOf() {
  const scene = { now: 0, standing: [] as Span[], looks: 0 };
  const record = new OutputRecord({ now: () => scene.now, startedAt: 0 }, () => {
    scene.looks += 1;
    return scene.standing;
  });
  return { scene, record };
}

function reportOf(record: OutputRecord, end: number) {
  const output: FinishedOutput = {
    id: 'one',
    name: 'One',
    serviceId: 'custom',
    host: 'one.example.org',
    port: 1935,
    secure: false,
    confirmedBy: 'acknowledged',
    moves: record.moves,
    delivered: record.delivered,
    dropped: record.dropped,
    earlier: record.earlier,
    framesSent: 0,
    framesDropped: { disposable: 0, delta: 0, key: 0, audio: 0 },
    mediaBytes: 1000 * end,
    seconds: [],
    longestQueueAgeMillis: 0,
    serverSaid: '',
  };
  return destinationReport(output, end);
}

describe('drops', () => {
  test.each([[2000], [4000]])('of 0.6 s every %s ms for hours add up to what they are', (every) => {
    const { scene, record } = recordOf();
    record.live();
    record.move('live', null);
    for (let count = 0; count < 10_000; count += 1) {
      scene.now += every;
      scene.standing = [{ from: 0, to: scene.now }];
      record.drop(600);
    }
    expect(record.missedSeconds()).toBeCloseTo(6000, 0);
    expect(record.dropped.length).toBeLessThanOrEqual(4096);
    const report = reportOf(record, scene.now / 1000);
    expect(report.missedSeconds).toBeCloseTo(6000, 0);
    expect(report.missed).toHaveLength(1000);
    const end = scene.now / 1000;
    expect(report.missed.at(-1)).toEqual({ from: end - 0.6, to: end });
    // Bytes over delivered seconds: 1000 bytes a second, however many stretches became numbers.
    expect(report.averageKbps).toBe(8);
  });

  test('before the first LIVE are forgotten, and nothing after it is', () => {
    const { scene, record } = recordOf();
    for (let count = 0; count < 5000; count += 1) {
      scene.now += 1000;
      record.drop(600);
    }
    expect(record.missedSeconds()).toBe(0);
    scene.standing = [{ from: scene.now, to: scene.now + 100_000 }];
    record.live();
    scene.now += 10_000;
    record.drop(2000);
    expect(record.missedSeconds()).toBeCloseTo(2, 3);
  });
});

test('cuts of a second for hours add up to what they are', () => {
  const { scene, record } = recordOf();
  record.live();
  record.move('live', null);
  for (let count = 0; count < 9000; count += 1) {
    record.deliver({ from: scene.now, to: scene.now + 3000 });
    scene.now += 4000;
  }
  expect(record.missedSeconds()).toBeCloseTo(9000, 0);
  expect(record.delivered.length).toBeLessThanOrEqual(4096);
  const report = reportOf(record, scene.now / 1000);
  expect([report.missedSeconds, report.uptimePercent]).toEqual([9000, 75]);
});

test('what the user stopped stays nobody’s loss when it becomes a number', () => {
  const { scene, record } = recordOf();
  record.live();
  for (let count = 0; count < 5000; count += 1) {
    record.deliver({ from: scene.now, to: scene.now + 3000 });
    scene.now += 3000;
    record.stop();
    scene.now += 5000;
    record.startAgain();
  }
  expect(record.missedSeconds()).toBe(0);
});

test('a snapshot does no counting: missed seconds are as they were last found', () => {
  const { scene, record } = recordOf();
  record.live();
  scene.standing = [{ from: 0, to: 1000 }];
  scene.now = 3000;
  record.move('reconnecting', null);
  const { looks } = scene;
  for (let count = 0; count < 100; count += 1) expect(record.missedLately).toBe(2);
  expect(scene.looks).toBe(looks);
});

test('of too many moves the first and the newest stay', () => {
  const { scene, record } = recordOf();
  record.move('connecting', null);
  for (let count = 0; count < 5000; count += 1) {
    scene.now += 1000;
    record.move('live', null);
    scene.now += 1000;
    record.move('reconnecting', null);
  }
  record.move('failed', null);
  expect(record.moves.length).toBeLessThanOrEqual(4096);
  expect([record.moves[1], record.moves.at(-1)?.state]).toEqual([
    { atSeconds: 1, state: 'live', reason: null },
    'failed',
  ]);
  const twice = record.moves.filter(({ state }, index) => state === record.moves[index - 1]?.state);
  expect(twice).toEqual([]);
});
