/** The graph's quarter of an hour: bounded, begun anew with a session, and filled up from main's flight recorder. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FlightEvent, FlightRow } from '../../../../shared/contract/delivery.ts';
import { fail, ok } from '../../../../shared/errors.ts';
import {
  followFlight,
  historySeconds,
  onHistory,
  outputName,
  readHistory,
  recordSecond,
  shownEvents,
  shownSeconds,
} from '../../../../renderer/store/session/history.ts';
import { sessions } from '../../../fixtures/window-harness/snapshots.ts';

type Recorded = Parameters<typeof recordSecond>[0];
type Output = Recorded['outputs'][number];

const [output] = sessions['live-two'].outputs;
const { stats } = sessions.live;

function snapshot(second: number, outputs: readonly (readonly [string, number])[] = [['main', 4000]]): Recorded {
  if (output === undefined || stats === null) throw new Error('a live session has a destination and figures');
  const shown: Output[] = outputs.map(([id, sentKbps]) => ({
    ...output,
    id,
    name: `Name of ${id}`,
    sentKbps,
    acknowledgedKbps: null,
  }));
  return {
    stats: { ...stats, second },
    outputs: shown,
    rate: { kbps: 3800, targetKbps: 4000, ceilingKbps: 6000, fps: 30, halved: false, reason: '' },
  };
}

function bridge(answer: () => unknown): unknown[] {
  const asked: unknown[] = [];
  vi.stubGlobal('window', {
    studio: {
      call: async (name: string, input: unknown) => {
        asked.push([name, input]);
        return answer();
      },
      on: () => () => undefined,
    },
  });
  return asked;
}

const past = (second: number): FlightRow => ({
  second,
  encoderKbps: 3700,
  fps: 30,
  outputs: [{ id: 'main', sentKbps: 3900, acknowledgedKbps: 3890 }],
});
const event = (second: number, text: string): FlightEvent => ({ second, kind: 'bitrate', outputId: 'main', text });

beforeEach(() => {
  recordSecond(snapshot(1_000_000));
  recordSecond(snapshot(1));
});
afterEach(() => vi.unstubAllGlobals());

describe('the columns', () => {
  test('hold one point a second for a quarter of an hour, and begin anew with a new session', () => {
    for (let half = 4; half < 2400; half += 1) recordSecond(snapshot(Math.floor(half / 2)));
    const { seconds, encoder, tracks } = readHistory();
    expect([seconds.length, seconds[0], seconds.at(-1)]).toEqual([historySeconds, 300, 1199]);
    expect(encoder).toHaveLength(historySeconds);
    expect(tracks[0]?.sent).toHaveLength(historySeconds);
    expect(shownSeconds()).toEqual([299, 1199]);
    recordSecond(snapshot(1));
    expect(readHistory().seconds).toEqual([1]);
    expect(shownSeconds()).toEqual([0, 120]);
  });

  test('have nothing for a destination before it joined and after it left', () => {
    recordSecond(
      snapshot(2, [
        ['main', 1],
        ['guest', 2],
      ]),
    );
    recordSecond(snapshot(3, [['guest', 3]]));
    const { tracks } = readHistory();
    expect(tracks.map(({ id, name, sent }) => [id, name, sent])).toEqual([
      ['main', 'Name of main', [4000, 1, null]],
      ['guest', 'Name of guest', [null, 2, 3]],
    ]);
    expect(outputName('never seen')).toBe('a removed destination');
  });

  test('tell their listeners once for each second', () => {
    const listener = vi.fn<() => void>();
    const stop = onHistory(listener);
    for (const second of [2, 2, 2, 3]) recordSecond(snapshot(second));
    stop();
    recordSecond(snapshot(4));
    expect(listener).toHaveBeenCalledTimes(2);
  });
});

describe('following the flight recorder', () => {
  test('brings the rows of before and the events, each once', async () => {
    recordSecond(snapshot(1));
    recordSecond(snapshot(60.02));
    recordSecond(snapshot(2000));
    const asked = bridge(() =>
      ok({ rows: [past(1998), past(1999), past(2000.01)], events: [event(1, 'too old'), event(1999, 'lowered')] }),
    );
    const stop = followFlight();
    await vi.waitFor(() => expect(readHistory().seconds).toEqual([1998, 1999, 2000]));
    expect(asked).toEqual([['flight.recent', { seconds: historySeconds }]]);
    expect(shownEvents()).toEqual([event(1999, 'lowered')]);
    for (let second = 2001; second <= 2005; second += 1) recordSecond(snapshot(second));
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    expect(asked[1]).toEqual(['flight.recent', { seconds: 15 }]);
    expect(shownEvents()).toHaveLength(1);
    stop();
    for (let second = 2006; second <= 2020; second += 1) recordSecond(snapshot(second));
    expect(asked).toHaveLength(2);
  });

  test('leaves the graph as it is when main has nothing to tell', async () => {
    recordSecond(snapshot(5));
    const asked = bridge(() => fail('internal'));
    const stop = followFlight();
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    stop();
    expect(readHistory().seconds).toEqual([1, 5]);
  });
});
