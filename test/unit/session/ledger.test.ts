/** The ledger: rates from what really passed, totals over all connections, loss over five seconds, and the report's section. */
import { describe, expect, test } from 'vitest';
import { addStats, emptyStats, Ledger, round } from '../../../electron/session/figures/ledger.ts';
import type { Figures } from '../../../electron/session/target.ts';
import { noFigures } from './session-rig.ts';

function second(ledger: Ledger, at: number, current: Partial<Figures> | null, stats: Partial<typeof emptyStats> = {}) {
  return ledger.second({
    at,
    startedAt: 500,
    current: current === null ? null : { ...noFigures, ...current },
    stats: { ...emptyStats, ...stats },
    received: null,
  });
}

describe('a second', () => {
  test('has rates over the time that really passed, not over a nominal second', () => {
    const ledger = new Ledger();
    second(ledger, 1500, { videoBytes: 500_000, audioBytes: 20_000, bytesSent: 525_000, videoSent: 30 });
    const row = second(ledger, 3500, {
      videoBytes: 1_500_000,
      audioBytes: 60_000,
      bytesSent: 1_575_000,
      videoSent: 90,
    });
    expect(row).toMatchObject({ second: 3, videoKbps: 4000, audioKbps: 160, sentKbps: 4200, fps: 30 });
  });

  test('takes a full second for granted before the first one', () => {
    expect(second(new Ledger(), 1500, { videoBytes: 500_000, videoSent: 30 })).toMatchObject({
      videoKbps: 4000,
      fps: 30,
    });
  });

  test('knows no acknowledged rate for a server that never acknowledges', () => {
    const ledger = new Ledger();
    expect(second(ledger, 1500, {})).toMatchObject({ acknowledgedKbps: null, bytesAcknowledged: null });
    expect(second(ledger, 2500, { bytesAcknowledged: 125_000 }).acknowledgedKbps).toBe(1000);
    expect(second(ledger, 3500, { bytesAcknowledged: 125_000 }).acknowledgedKbps).toBe(0);
  });

  test('has no negative rate when a connection is gone', () => {
    const ledger = new Ledger();
    second(ledger, 1500, {
      videoBytes: 500_000,
      videoSent: 30,
      queueAgeMillis: 700,
      inFlightBytes: 9000,
      rttMillis: 20,
    });
    ledger.retire({ ...noFigures, videoBytes: 500_000, videoSent: 30 });
    expect(second(ledger, 2500, null)).toMatchObject({ videoKbps: 0, fps: 0, framesSent: 30 });
    expect(second(ledger, 3500, { videoBytes: 250_000, videoSent: 15 })).toMatchObject({
      videoKbps: 2000,
      fps: 15,
      framesSent: 45,
      rttMillis: null,
    });
    expect(ledger.worstQueueAgeMillis).toBe(700);
  });

  test('carries what the ingest received, and nothing where there is none', () => {
    const ledger = new Ledger();
    const received = { fps: 29.9, soundFps: 47, silentMillis: 0, skewMillis: 3, latencyMillis: 41 };
    const row = ledger.second({ at: 1000, startedAt: 0, current: null, stats: emptyStats, received });
    expect(row).toMatchObject({ receivedFps: 29.9, skewMillis: 3, latencyMillis: 41 });
    expect(second(ledger, 2000, null)).toMatchObject({ receivedFps: null, skewMillis: null, latencyMillis: null });
  });
});

describe('the totals', () => {
  test('add up counters and keep momentary values of the connection that is there', () => {
    const ledger = new Ledger();
    ledger.retire({ ...noFigures, bytesSent: 100, mediaBytes: 80, videoSent: 3, audioSent: 4, droppedVideo: 1 });
    ledger.retire({ ...noFigures, bytesSent: 10, bytesAcknowledged: 7, inFlightBytes: 3, rttMillis: 9 });
    expect(ledger.totals(null)).toMatchObject({ bytesSent: 110, bytesAcknowledged: 7, droppedVideo: 1, audioSent: 4 });
    const now = { ...noFigures, bytesSent: 5, inFlightBytes: 2, rttMillis: 12, queueAgeMillis: 30 };
    expect(ledger.totals(now)).toMatchObject({
      bytesSent: 115,
      bytesAcknowledged: 7,
      inFlightBytes: 2,
      rttMillis: 12,
      queueAgeMillis: 30,
    });
  });

  test('of two pages add counters only', () => {
    const past = { ...emptyStats, captured: 5, submitted: 4, mixMillis: 9, encodeQueue: 2, audioFixMillis: 10 };
    const now = { ...emptyStats, captured: 2, submitted: 1, mixMillis: 1, encodeQueue: 0, audioFixMillis: 1 };
    expect(addStats(past, now)).toMatchObject({
      captured: 7,
      submitted: 5,
      mixMillis: 1,
      encodeQueue: 0,
      audioFixMillis: 11,
    });
  });
});

describe('the recent loss', () => {
  test('is nothing before there are two rows', () => {
    const ledger = new Ledger();
    expect(ledger.recentLoss(30)).toEqual({ mix: 0, encode: 0 });
    second(ledger, 1500, null, { droppedLate: 30 });
    expect(ledger.recentLoss(30)).toEqual({ mix: 0, encode: 0 });
  });

  test('is the share of the slots of the last five seconds, and forgets what is older', () => {
    const ledger = new Ledger();
    second(ledger, 500, null);
    second(ledger, 1500, null, { droppedLate: 15, droppedEncode: 2, droppedPort: 1 });
    expect(ledger.recentLoss(30)).toEqual({ mix: 0.5, encode: 0.1 });
    for (let at = 2500; at <= 6500; at += 1000) {
      second(ledger, at, null, { droppedLate: 15, droppedEncode: 2, droppedPort: 1 });
    }
    expect(ledger.recentLoss(30)).toEqual({ mix: 0, encode: 0 });
  });
});

describe("the report's section", () => {
  test('has rounded rows, the spread of round trips and the medians of the processes', () => {
    const ledger = new Ledger();
    for (const [index, rttMillis] of [10, null, 30.04, 20].entries()) {
      second(ledger, 1500 + 1000 * index, { rttMillis, videoBytes: index * 333_333, videoSent: index * 10 });
    }
    for (const cpuPercent of [1, 50, 3]) {
      ledger.sampleProcesses([
        { name: 'main', cpuPercent, memoryMb: 100.44 },
        { name: 'page', cpuPercent: 10, memoryMb: 200 },
      ]);
    }
    const section = ledger.forReport();
    expect(section.rttMillis).toEqual({ p50: 20, p95: 30, max: 30 });
    expect(section.perSecond[1]).toMatchObject({
      second: 2,
      videoKbps: 2666.7,
      audioKbps: 0,
      fps: 10,
      rttMillis: null,
      queueAgeMillis: 0,
      inFlightBytes: 0,
      mixMillis: 0,
      encodeMillis: 0,
    });
    expect(section.processes).toEqual([
      { name: 'main', cpuPercent: 3, memoryMb: 100.4 },
      { name: 'page', cpuPercent: 10, memoryMb: 200 },
    ]);
    expect(section.memoryMbPerSecond).toEqual([300.4, 300.4, 300.4]);
  });

  test('is empty, not wrong, for a session that never had a second', () => {
    expect(new Ledger().forReport()).toEqual({
      perSecond: [],
      rttMillis: null,
      processes: [],
      memoryMbPerSecond: [],
      worstQueueAgeMillis: 0,
    });
  });

  test('is bounded to a day of rows', () => {
    const ledger = new Ledger();
    for (let row = 0; row < 86_500; row += 1) second(ledger, 1000 * row, { rttMillis: 20 });
    expect(ledger.forReport().perSecond).toHaveLength(86_400);
    expect(ledger.forReport().rttMillis?.max).toBe(20);
  });
});

test.each([
  [1.005, 1, 1],
  [2.25, 1, 2.3],
  [-0.4, 0, -0],
  [33.333, 2, 33.33],
])('%d rounded to %i places is %d', (value, digits, rounded) => {
  expect(round(value, digits)).toBe(rounded);
});
