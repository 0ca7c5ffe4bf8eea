/** The timeline: lanes with gaps where viewers missed something, bounded however long the session was. */
import { expect, test } from 'vitest';
import { timelineOf, timelineText } from '../../../../shared/live/words/report/timeline.ts';
import { harnessReport } from '../../../fixtures/window-harness/report.ts';

const report = harnessReport('live');

function lane(name: string, of = report) {
  const found = timelineOf(of).lanes.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no lane ${name}`);
  return found;
}

test('a destination is live, gone where it missed something, and live again to the end', () => {
  expect(lane('Twitch').bars.map(({ kind, from, to }) => [kind, Math.round(from * 65), Math.round(to * 65)])).toEqual([
    ['good', 2, 22],
    ['gap', 22, 31],
    ['good', 31, 65],
  ]);
  expect(lane('YouTube').bars).toHaveLength(1);
});

test('a destination that was never live is told as that', () => {
  const destinations = report.destinations.map((one) => ({ ...one, firstLiveSeconds: null, missed: [] }));
  expect(lane('Twitch', { ...report, destinations }).bars).toEqual([
    { from: 0, to: 1, kind: 'off', text: 'never live' },
  ]);
});

test('a stage is weak where its figure was, and neighbours are one bar', () => {
  expect(lane('Send').bars.map(({ kind }) => kind)).toEqual(['good', 'weak', 'good']);
  expect(lane('Mix').bars.map(({ kind }) => kind)).toEqual(['good']);
});

test('ten hours are drawn with no more pieces than a minute has room for, and a bad second still shows', () => {
  const [first] = report.perSecond;
  if (first === undefined) throw new Error('no seconds');
  const perSecond = Array.from({ length: 36_000 }, (_, second) => ({
    ...first,
    second,
    queueAgeMillis: second === 20_000 ? 5000 : 0,
  }));
  const timeline = timelineOf({ ...report, perSecond });
  expect(timeline.rate.length).toBeLessThanOrEqual(300);
  expect(timeline.ticks.length).toBeLessThanOrEqual(10);
  expect(timeline.lanes.find(({ id }) => id === 'send')?.bars.map(({ kind }) => kind)).toEqual(['good', 'bad', 'good']);
});

test('marks keep their place when there are more events than room', () => {
  const noise = Array.from({ length: 500 }, (_, second) => ({
    second,
    kind: 'bitrate' as const,
    outputId: null,
    text: 'lower',
  }));
  const mark = { second: 499, kind: 'mark' as const, outputId: null, text: 'Mark' };
  const { flags } = timelineOf({ ...report, events: [...noise, mark] });
  expect(flags).toHaveLength(120);
  expect(flags.some(({ kind }) => kind === 'mark')).toBe(true);
});

test('who does not see it is told the gaps', () => {
  expect(timelineText(timelineOf(report))).toBe(
    '1 min 5 s from start to end. Video at up to 4.0 Mb/s. Gaps: Twitch missed 9 s from 00:22.',
  );
});
