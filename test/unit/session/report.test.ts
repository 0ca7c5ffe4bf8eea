/** The report's own words: headline, format, averages and history, for good ends and bad ones. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { reportSchema } from '../../../shared/contract/report.ts';
import { studioError } from '../../../shared/errors.ts';
import { buildReport, type FinishedRun } from '../../../electron/session/report/report.ts';
import { emptyStats, Ledger } from '../../../electron/session/figures/ledger.ts';
import { planOf } from '../../../electron/session/target.ts';
import { audioConfig, liveTarget, noFigures, rehearsalTarget, rigOnAir, rigWith, videoConfig } from './session-rig.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const nothing: FinishedRun = {
  target: liveTarget,
  startedWall: 1_700_000_000_000,
  endedAt: null,
  destination: { host: 'ingest.example.org', port: 443, secure: true },
  ledger: new Ledger(),
  history: [],
  ingest: null,
  lastConfirmedBy: null,
  reason: null,
  reconnects: 0,
  bytesBeforeLive: 0,
  stats: emptyStats,
  videoConfig: null,
  audioConfig: null,
};

function reportOf(change: Partial<FinishedRun>, liveSeconds: number, outcome: 'ended' | 'failed' = 'ended') {
  const report = buildReport({ ...nothing, ...change }, { outcome, appVersion: '0.1.0', liveSeconds });
  expect(reportSchema.safeParse(report).error).toBeUndefined();
  return report;
}

test.each([
  [0.4, '0 s live on Sunday.'],
  [59.4, '59 s live on Sunday.'],
  [59.6, '1 min 0 s live on Sunday.'],
  [185, '3 min 5 s live on Sunday.'],
  [3599.6, '1 h 0 min live on Sunday.'],
  [6120, '1 h 42 min live on Sunday.'],
])('after %d s on air the headline is "%s"', (seconds, headline) => {
  expect(reportOf({}, seconds).headline).toBe(headline);
});

test('the headline tells of reconnects, and of a rehearsal that nobody saw', () => {
  expect(reportOf({ reconnects: 1 }, 60).headline).toBe('1 min 0 s live on Sunday. The connection was restored once.');
  expect(reportOf({ reconnects: 3 }, 60).headline).toContain('restored 3 times.');
  expect(reportOf({ target: rehearsalTarget }, 12).headline).toBe('Rehearsed for 12 s. Nobody else saw it.');
});

test('a failure speaks in the words of its error; an end in its own, even where nobody received any more', () => {
  const reason = studioError('connection-refused', { host: 'ingest.example.org' });
  const failed = reportOf({ reason }, 0, 'failed');
  expect(failed.error).toEqual(reason);
  expect(failed.headline).not.toContain('live on');
  expect(failed.averageKbps).toBe(0);
  const alone = reportOf({ reason }, 10);
  expect([alone.outcome, alone.error]).toEqual(['ended', reason]);
  expect(alone.headline).toContain('live on');
});

test('format names what was asked for and the encoders that did it', () => {
  const { format } = reportOf({ videoConfig: null, audioConfig: null }, 1);
  expect(format).toMatchObject({ width: 1280, height: 720, fps: 30, videoKbps: 4000, audioKbps: 160 });
  expect([format.videoEncoder, format.audioEncoder]).toEqual(['', '']);
  const video = videoConfig.track === 'video' ? videoConfig : null;
  const audio = audioConfig.track === 'audio' ? audioConfig : null;
  expect(reportOf({ videoConfig: video, audioConfig: audio }, 1).format).toMatchObject({
    videoEncoder: 'OpenH264 baseline, software',
    audioEncoder: 'AAC-LC',
  });
});

test('the average is that of the media over the time on air', () => {
  const ledger = new Ledger();
  ledger.retire({
    ...noFigures,
    videoBytes: 5_000_000,
    audioBytes: 200_000,
    mediaBytes: 5_203_000,
    videoSent: 300,
  });
  expect(reportOf({ ledger }, 10)).toMatchObject({ averageKbps: 4160, bytes: { media: 5_203_000 } });
});

test('what was sent before LIVE was known does not raise the average', () => {
  const ledger = new Ledger();
  ledger.retire({ ...noFigures, videoBytes: 5_500_000, audioBytes: 200_000 });
  expect(reportOf({ ledger, bytesBeforeLive: 500_000 }, 10)).toMatchObject({ averageKbps: 4160 });
});

test('a session on air writes when each state began', async () => {
  const rig = await rigOnAir(liveTarget);
  await vi.advanceTimersByTimeAsync(12_340);
  rig.session.stop();
  rig.session.mediaStopped();
  rig.last().events.onEnded();
  expect(rig.reports[0]).toMatchObject({
    startedAt: '2023-11-14T22:13:20.000Z',
    endedAt: '2023-11-14T22:13:32.340Z',
    liveSeconds: 12.34,
    history: [
      { atSeconds: 0, state: 'checking', reason: '' },
      { atSeconds: 0, state: 'connecting', reason: '' },
      { atSeconds: 0, state: 'live', reason: '' },
      { atSeconds: 12.34, state: 'ending', reason: '' },
      { atSeconds: 12.34, state: 'ended', reason: '' },
    ],
  });
  expect(rig.reports[0]?.perSecond).toHaveLength(13);
});

test('the report knows where program time began, by the packet that came quickest', async () => {
  const rig = await rigOnAir(liveTarget);
  await vi.advanceTimersByTimeAsync(3000);
  rig.packet(0);
  await vi.advanceTimersByTimeAsync(50);
  rig.packet(3);
  rig.session.stop();
  rig.session.mediaStopped();
  rig.last().events.onEnded();
  expect(rig.reports[0]?.programAtSeconds).toBe(2.95);
});

test('the report tells silences of an open microphone, and drops of each destination by kind over all its connections', async () => {
  let silentMillis = 0;
  const copy = () => ({
    second: { fps: 30, soundFps: 47, silentMillis, skewMillis: 2, latencyMillis: 30 },
    problems: [],
  });
  const rig = await rigWith(planOf(liveTarget), { copy, isMicOpen: () => true });
  const dropped = { disposable: 1, delta: 2, key: 3, audio: 4 };
  // Fourteen pictures met no connection: they were missed, not dropped.
  rig.last().figures = { ...noFigures, droppedVideo: 20, dropped };
  for (const millis of [0, 1000, 2000, 3000, 4000, 0]) {
    silentMillis = millis;
    await vi.advanceTimersByTimeAsync(1000);
  }
  rig.last().events.onFailed(studioError('connection-reset'));
  await vi.advanceTimersByTimeAsync(500);
  rig.confirm();
  rig.last().figures = { ...noFigures, droppedVideo: 2, dropped: { disposable: 0, delta: 2, key: 0, audio: 1 } };
  await vi.advanceTimersByTimeAsync(1000);
  rig.session.stop();
  rig.session.mediaStopped();
  rig.last().events.onEnded();
  const [report] = rig.reports;
  expect(report?.sound.silent).toEqual([{ from: 1, to: 5 }]);
  expect(report?.destinations[0]?.framesDropped).toEqual({ disposable: 1, delta: 4, key: 3, audio: 5 });
  expect(report?.destinations[0]?.reconnects).toHaveLength(1);
});

test('the farewell to a server that answers late is no time on air', async () => {
  const rig = await rigOnAir(liveTarget);
  await vi.advanceTimersByTimeAsync(5000);
  rig.session.stop();
  await vi.advanceTimersByTimeAsync(100);
  rig.session.mediaStopped();
  await vi.advanceTimersByTimeAsync(2500);
  rig.last().events.onEnded();
  expect(rig.reports[0]?.liveSeconds).toBe(5.1);
});

test('the last row of a report is not a sliver of a second with a rate of its own', async () => {
  const rig = await rigOnAir(liveTarget);
  rig.last().figures = { ...noFigures, videoBytes: 500_000, videoSent: 30 };
  await vi.advanceTimersByTimeAsync(1000);
  rig.last().figures = { ...noFigures, videoBytes: 504_000, videoSent: 31 };
  await vi.advanceTimersByTimeAsync(1);
  rig.session.stop();
  rig.session.mediaStopped();
  rig.last().events.onEnded();
  expect(rig.reports[0]?.perSecond.map(({ fps }) => fps)).toEqual([30]);
  expect(rig.reports[0]?.frames.sent).toBe(31);
});

test('a failure on air counts its frames up to the end', async () => {
  const rig = await rigOnAir(liveTarget);
  rig.last().figures = { ...noFigures, videoSent: 77 };
  rig.session.encoderGone(studioError('encoder-failed'));
  expect(rig.reports[0]?.frames.sent).toBe(77);
  expect(rig.reports[0]?.history.at(-1)).toMatchObject({ state: 'failed', reason: 'encoder-failed' });
});
