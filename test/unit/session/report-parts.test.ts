/** What the report says of destinations, delays and losses, and that no text of it holds a secret. */
import { describe, expect, test } from 'vitest';
import { reportSchema } from '../../../shared/contract/report.ts';
import { studioError } from '../../../shared/errors.ts';
import { destinationReport } from '../../../electron/session/report/destinations.ts';
import { latencyOf, lossOf, skewRangeOf } from '../../../electron/session/report/figures.ts';
import { noParts, type FinishedOutput } from '../../../electron/session/report/inputs.ts';
import { LastReport } from '../../../electron/session/report/last-report.ts';
import { buildReport, withRecordings, type FinishedRun } from '../../../electron/session/report/report.ts';
import { SilenceLog } from '../../../electron/session/report/silence-log.ts';
import { emptyStats, Ledger, type KeptFigure } from '../../../electron/session/figures/ledger.ts';
import { harnessReport } from '../../fixtures/window-harness/report.ts';

const lost = studioError('connection-reset', { host: 'live.twitch.tv' });

const twitch: FinishedOutput = {
  id: 'twitch',
  name: 'Twitch',
  serviceId: 'twitch',
  host: 'live.twitch.tv',
  port: 443,
  secure: true,
  confirmedBy: 'acknowledged',
  moves: [
    { atSeconds: 0.8, state: 'connecting', reason: null },
    { atSeconds: 2, state: 'live', reason: null },
    { atSeconds: 40, state: 'reconnecting', reason: lost },
    { atSeconds: 51, state: 'live', reason: null },
    { atSeconds: 100, state: 'ending', reason: null },
    { atSeconds: 100.4, state: 'idle', reason: null },
  ],
  delivered: [
    { from: 1, to: 38 },
    { from: 49, to: 100 },
  ],
  dropped: [],
  framesSent: 2640,
  framesDropped: { disposable: 1, delta: 2, key: 3, audio: 4 },
  mediaBytes: 44_000_000,
  seconds: [
    { second: 3, kbps: 4000 },
    { second: 4, kbps: 2500 },
    { second: 5, kbps: 4100 },
  ],
  longestQueueAgeMillis: 812.34,
  serverSaid: 'NetStream.Publish.Start',
};

describe('destinationReport', () => {
  const report = destinationReport(twitch, 100);

  test('names missed seconds, uptime and the way to LIVE', () => {
    expect(report).toMatchObject({
      service: 'twitch',
      firstLiveSeconds: 2,
      startToConfirmedMillis: 1200,
      missed: [{ from: 38, to: 49 }],
      missedSeconds: 11,
      uptimePercent: 88.77,
      averageKbps: 4000,
      lowestKbps: 2500,
      framesDropped: { disposable: 1, delta: 2, key: 3, audio: 4 },
      longestQueueAgeMillis: 812.3,
      state: 'idle',
    });
  });

  test('a loss has its moment, its length and its cause in words', () => {
    expect(report.reconnects).toEqual([{ atSeconds: 40, seconds: 11, cause: 'The connection to Twitch was cut.' }]);
  });

  test('attempts between a loss and the next LIVE are one loss, and one that was given up stays open', () => {
    const moves: FinishedOutput['moves'] = [
      ...twitch.moves.slice(0, 3),
      { atSeconds: 41, state: 'connecting', reason: null },
      { atSeconds: 42, state: 'reconnecting', reason: lost },
      { atSeconds: 60, state: 'live', reason: null },
      { atSeconds: 70, state: 'reconnecting', reason: lost },
      { atSeconds: 90, state: 'failed', reason: lost },
    ];
    expect(
      destinationReport({ ...twitch, moves }, 100).reconnects.map(({ atSeconds, seconds }) => [atSeconds, seconds]),
    ).toEqual([
      [40, 20],
      [70, null],
    ]);
  });

  test('what the user stopped is neither missed nor part of the uptime, a pause is missed', () => {
    const moves: FinishedOutput['moves'] = [
      { atSeconds: 0, state: 'connecting', reason: null },
      { atSeconds: 10, state: 'live', reason: null },
      { atSeconds: 20, state: 'idle', reason: null },
      { atSeconds: 50, state: 'connecting', reason: null },
      { atSeconds: 50, state: 'live', reason: null },
      { atSeconds: 60, state: 'paused', reason: null },
      { atSeconds: 70, state: 'live', reason: null },
    ];
    const delivered = [
      { from: 9, to: 20 },
      { from: 50, to: 60 },
      { from: 70, to: 100 },
    ];
    const stopped = destinationReport({ ...twitch, moves, delivered }, 100);
    expect(stopped).toMatchObject({ missed: [{ from: 60, to: 70 }], uptimePercent: 83.33, reconnects: [] });
  });

  test('one that was never live has no uptime, and has missed nothing that it was promised', () => {
    const never = destinationReport({ ...twitch, moves: twitch.moves.slice(0, 1), delivered: [], seconds: [] }, 100);
    expect(never).toMatchObject({
      firstLiveSeconds: null,
      startToConfirmedMillis: null,
      uptimePercent: null,
      missedSeconds: 0,
      averageKbps: 0,
      lowestKbps: null,
    });
  });
});

describe('figures', () => {
  const knows = (figures: Partial<Record<KeptFigure, readonly number[]>>) => (name: KeptFigure) => figures[name] ?? [];

  test('delays are told for the stages that were measured', () => {
    const latency = latencyOf(knows({ mixMillis: [2, 2, 2], encodeMillis: [10, 20, 30], queueAgeMillis: [0, 0, 0] }));
    expect(latency.map(({ stage }) => stage)).toEqual(['mix', 'encode', 'queue']);
    expect(latency[1]).toEqual({ stage: 'encode', p50: 20, p95: 30 });
    expect(latencyOf(knows({}))).toEqual([]);
  });

  test('skew is a range, and unknown without a copy', () => {
    expect(skewRangeOf(knows({ skewMillis: [4, -12, 9] }))).toEqual({ min: -12, max: 9 });
    expect(skewRangeOf(knows({}))).toBeNull();
  });

  test('losses are shares of the frames that were due', () => {
    const frames = {
      captured: 0,
      mixed: 990,
      encoded: 0,
      sent: 0,
      droppedMix: 10,
      droppedEncode: 15,
      droppedPort: 5,
      droppedSend: 99,
      slate: 0,
      places: 0,
    };
    expect(lossOf(frames)).toEqual({ latePercent: 1, encodePercent: 2 });
  });
});

describe('SilenceLog', () => {
  test('one silence is one stretch from where it began, however often it is told', () => {
    const log = new SilenceLog();
    log.second(10, null, true);
    for (const second of [11, 12, 13, 14, 15]) log.second(second, (second - 10) * 1000, true);
    log.second(16, 0, true);
    for (const second of [30, 31, 32, 33]) log.second(second, (second - 29) * 1000, true);
    expect(log.spans).toEqual([
      { from: 10, to: 15 },
      { from: 29, to: 33 },
    ]);
  });

  test('a closed microphone, a pause and silence without sound to judge are none', () => {
    const log = new SilenceLog();
    log.second(20, 15_000, false);
    log.second(21, 2000, true);
    log.second(22, null, true);
    expect(log.spans).toEqual([]);
  });
});

const key = 'live_93-secret?auth=a&b%20c';

const run: FinishedRun = {
  target: {
    mode: 'live',
    profileName: 'Sunday',
    serviceId: 'twitch',
    video: { width: 1280, height: 720, fps: 30, kbps: 4000 },
    audio: { kbps: 160 },
    source: 'Sync test picture',
  },
  startedWall: 1_700_000_000_000,
  endedAt: 1_700_000_100_400,
  destination: { host: 'live.twitch.tv', port: 443, secure: true },
  ledger: new Ledger(),
  history: [
    { atSeconds: 2, state: 'live', reason: '' },
    { atSeconds: 100, state: 'ending', reason: '' },
    { atSeconds: 102.5, state: 'ended', reason: '' },
  ],
  ingest: null,
  lastConfirmedBy: 'acknowledged',
  reason: null,
  reconnects: 1,
  bytesBeforeLive: 0,
  stats: emptyStats,
  videoConfig: null,
  audioConfig: null,
  parts: { ...noParts, outputs: [twitch] },
  keys: [key],
};

const end = { outcome: 'ended', appVersion: '0.1.0', liveSeconds: 98 } as const;

describe('buildReport', () => {
  test('fits its schema, counts up to the farewell, and says in a sentence what viewers missed', () => {
    const report = buildReport(run, end);
    expect(reportSchema.parse(report)).toEqual(report);
    expect(report.destinations[0]).toMatchObject({ missedSeconds: 11, uptimePercent: 88.77 });
    expect(report.headline).toBe('1 min 38 s live on Twitch. Viewers missed 11 s on Twitch.');
    expect(report.troubles[0]?.weDid).toBe('Uplink connected again after 11 s.');
  });

  test('no text of it holds a key in any spelling, a foreign address or a folder', () => {
    const spoken = [
      key,
      encodeURIComponent(key),
      Buffer.from(key).toString('base64'),
      Buffer.from(key).toString('hex'),
    ];
    const events = spoken.map((text, second) => ({
      second,
      kind: 'state' as const,
      outputId: 'twitch',
      text: `it said ${text} to 10.1.2.3 in /home/ana/x.txt`,
    }));
    const outputs = [{ ...twitch, name: 'Twitch', serverSaid: `bad name ${key}` }];
    const text = JSON.stringify(buildReport({ ...run, parts: { ...noParts, outputs, events } }, end));
    for (const spelling of spoken) expect(text).not.toContain(spelling);
    expect(text).not.toMatch(/93-secret|10\.1\.2\.3|\/home/);
    expect(text).toContain('x.txt');
  });

  test('a key that reads like a word of ours does not break the report', () => {
    const report = buildReport({ ...run, keys: ['live', 'ended', 'connecting'] }, end);
    expect(report).toMatchObject({ mode: 'live', outcome: 'ended' });
    expect(report.destinations[0]?.moves[0]?.state).toBe('connecting');
  });
});

test('files that were finished later join the report, and what follows from them', () => {
  const report = { ...harnessReport('live'), recordings: [] };
  const [file] = harnessReport('live').recordings;
  if (file === undefined) throw new Error('the harness report has a file');
  const whole = withRecordings(report, [{ ...file, trouble: 'the disk was full' }]);
  expect(whole.recordings).toHaveLength(1);
  expect(whole.troubles.map(({ cause }) => cause)).toContain('The disk was full.');
});

describe('LastReport', () => {
  const file = {
    kind: 'recording',
    file: 'Show.mp4',
    bytes: 1000,
    verified: true,
    trouble: '',
    fromMicros: 500_000,
    toMicros: 60_500_000,
    chapters: [{ seconds: 12.345, text: 'Mark 1' }],
  } as const;

  test('files join it in seconds of the session', () => {
    const last = new LastReport((text) => text);
    last.takeFiles([file]);
    expect([last.report, last.json(), last.page()]).toEqual([null, null, null]);
    last.take(harnessReport('live'));
    last.takeFiles([file]);
    expect(last.report?.recordings).toEqual([
      {
        kind: 'recording',
        file: 'Show.mp4',
        bytes: 1000,
        verified: true,
        trouble: '',
        atSeconds: 1.7,
        seconds: 60,
        chapters: [{ atSeconds: 12.35, text: 'Mark 1' }],
      },
    ]);
    expect(last.page()).toContain('Show.mp4');
    expect(last.fileName('html')).toBe('uplink-report 2026-05-03 09-58.html');
  });

  test('files of the next session do not join the report of this one', () => {
    const last = new LastReport((text) => text);
    last.take(harnessReport('live'));
    last.takeFiles([file]);
    last.seal();
    last.takeFiles([]);
    expect(last.report?.recordings).toHaveLength(1);
    last.take(harnessReport('rehearsal'));
    last.takeFiles([]);
    expect(last.report?.recordings).toEqual([]);
  });

  test('what a destination missed is told in program time, for cutting', () => {
    const last = new LastReport((text) => text);
    last.take(harnessReport('live'));
    expect(last.missing('twitch')).toEqual([{ fromMicros: 21_200_000, toMicros: 30_200_000 }]);
    expect(last.missing('nobody')).toEqual([]);
  });
});
