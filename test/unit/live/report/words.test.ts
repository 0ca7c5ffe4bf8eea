/** The report in words: headline, summary, what went wrong and what to do next time. */
import { describe, expect, test } from 'vitest';
import type { DestinationReport, Report } from '../../../../shared/contract/report.ts';
import { studioError } from '../../../../shared/errors.ts';
import { proposalsFor } from '../../../../shared/live/words/report/next-time.ts';
import { headlineOf, summaryText } from '../../../../shared/live/words/report/summary.ts';
import { momentText, percentText, spokenLength } from '../../../../shared/live/words/report/phrases.ts';
import { troublesOf } from '../../../../shared/live/words/report/troubles.ts';
import { harnessReport } from '../../../fixtures/window-harness/report.ts';

const report = harnessReport('live');
const [youtube, twitch] = report.destinations;
if (youtube === undefined || twitch === undefined) throw new Error('the harness has two destinations');

/** The session without any trouble, and with `change`. */
function quiet(change: Partial<Report>): Report {
  return {
    ...report,
    destinations: [whole(youtube), { ...whole(youtube), id: 'twitch', name: 'Twitch' }],
    rateSteps: [],
    events: [],
    ...change,
  };
}

function whole(destination: DestinationReport | undefined): DestinationReport {
  if (destination === undefined) throw new Error('no such destination');
  return destination;
}

describe('headlineOf', () => {
  test('names length, destinations and what viewers missed where', () => {
    expect(headlineOf({ ...report, liveSeconds: 6120 })).toBe(
      '1 h 42 min live on YouTube and Twitch. Viewers missed 9 s on Twitch.',
    );
  });

  test('says nothing of what nobody missed, and names whoever never got it', () => {
    expect(headlineOf(quiet({}))).toBe('1 min 3 s live on YouTube and Twitch.');
    const never = { ...whole(twitch), firstLiveSeconds: null, missed: [], missedSeconds: 0 };
    expect(headlineOf(quiet({ destinations: [whole(youtube), never] }))).toBe(
      '1 min 3 s live on YouTube. It never reached Twitch.',
    );
  });

  test('a rehearsal was seen by nobody, and a failure speaks for itself', () => {
    expect(headlineOf(quiet({ mode: 'rehearsal', reconnects: 2 }))).toBe(
      'Rehearsed for 1 min 3 s. Nobody else saw it. The connection was restored 2 times.',
    );
    const error = studioError('key-refused', { host: 'ingest.example.org' });
    expect(headlineOf(quiet({ outcome: 'failed', error }))).toMatch(/key/i);
  });
});

test('the summary has a line for each thing that matters', () => {
  expect(summaryText(report).trimEnd().split('\n')).toEqual([
    '1 min 3 s live on YouTube and Twitch. Viewers missed 9 s on Twitch.',
    '- YouTube: 100 % of the program, viewers missed nothing, 4.2 Mb/s on average',
    '- Twitch: 85.7 % of the program, connection restored once, viewers missed 9 s, 4.2 Mb/s on average',
    expect.stringMatching(
      /^- 0?0:24 The connection to Twitch was cut\. Viewers on Twitch saw a pause and missed 9 s\.$/,
    ),
    expect.stringMatching(/^- 0?0:40 The bitrate was lowered once\./),
    '- Sunday service 2026-05-03 09-58.mp4: 1 min 3 s, 32.8 MB',
  ]);
});

describe('troublesOf', () => {
  test('finds nothing where nothing was', () => {
    expect(troublesOf(quiet({}))).toEqual([]);
  });

  test('tells a loss with its cause, what viewers saw, what was done and how to avoid it', () => {
    const [loss] = troublesOf({ ...report, rateSteps: [] });
    expect(loss).toEqual({
      atSeconds: 24,
      cause: 'The connection to Twitch was cut.',
      viewersSaw: 'Viewers on Twitch saw a pause and missed 9 s.',
      weDid: 'Uplink connected again after 11 s.',
      avoid: 'YouTube went on, so it was Twitch or the way to it: give it a backup address.',
    });
  });

  test('losses at the same moment point to the network here', () => {
    const lost = {
      ...whole(twitch),
      id: 'other',
      name: 'YouTube',
      reconnects: [{ atSeconds: 27, seconds: 8, cause: '' }],
    };
    const [loss] = troublesOf({ ...report, rateSteps: [], destinations: [whole(twitch), lost] });
    expect(loss?.avoid).toContain('this network');
  });

  test('twenty losses are one thing, and one that stayed open is said', () => {
    const reconnects = Array.from({ length: 20 }, (_, index) => ({
      atSeconds: 10 + index,
      seconds: index === 19 ? null : 2,
      cause: 'It was cut.',
    }));
    const [loss] = troublesOf(quiet({ destinations: [{ ...whole(twitch), reconnects, missedSeconds: 40 }] }));
    expect(loss?.cause).toContain('lost 20 times');
    expect(loss?.weDid).toBe('Uplink connected again each time, at the latest after 2 s. It tried until the end.');
  });

  test('tells of dropped frames, a busy computer, silence, a lost camera and a file that ended early', () => {
    const causes = troublesOf(
      quiet({
        destinations: [{ ...whole(youtube), framesDropped: { disposable: 50, delta: 50, key: 0, audio: 0 } }],
        loss: { latePercent: 4, encodePercent: 0.2 },
        sound: { silent: [{ from: 10, to: 45 }], skewMillis: null },
        events: [{ second: 5, kind: 'capture', outputId: null, text: 'the camera was unplugged' }],
        recordings: [{ ...whole2(report.recordings[0]), trouble: 'the disk was full' }],
      }),
    ).map(({ cause }) => cause);
    expect(causes).toEqual([
      expect.stringContaining('YouTube took data more slowly'),
      expect.stringContaining('too busy to mix every frame: 4 %'),
      'The camera was unplugged.',
      'No sound came from the microphone.',
      'The disk was full.',
    ]);
  });

  test('never tells more than five things, the worst ones, by time', () => {
    const destinations = Array.from({ length: 8 }, (_, index) => ({
      ...whole(twitch),
      id: `d${index}`,
      name: `D${index}`,
      missedSeconds: index + 1,
      reconnects: [{ atSeconds: 80 - index, seconds: 3, cause: '' }],
    }));
    const told = troublesOf(quiet({ destinations }));
    expect(told.map(({ cause }) => cause.slice(0, 24))).toEqual(
      [7, 6, 5, 4, 3].map((index) => `The connection to D${index} was`.slice(0, 24)),
    );
    expect(told.map(({ atSeconds }) => atSeconds)).toEqual([73, 74, 75, 76, 77]);
  });

  test('a rehearsal tells what viewers would have seen', () => {
    const [loss] = troublesOf({ ...report, mode: 'rehearsal', rateSteps: [] });
    expect(loss?.viewersSaw).toBe('Had it been live: Viewers on Twitch saw a pause and missed 9 s.');
  });

  test('a failure comes first of all, with the words of its error', () => {
    const [only] = troublesOf(quiet({ outcome: 'failed', error: studioError('encoder-failed') }));
    expect(only?.viewersSaw).toBe('The stream ended.');
  });
});

function whole2(recording: Report['recordings'][number] | undefined): Report['recordings'][number] {
  if (recording === undefined) throw new Error('no recording');
  return recording;
}

describe('proposalsFor', () => {
  test('has none for a session without trouble', () => {
    expect(proposalsFor(quiet({}))).toEqual([]);
  });

  test('proposes the bitrate that the line held, rounded down, when it was low for long', () => {
    const rateSteps = [
      { atSeconds: 10, fromKbps: 4000, toKbps: 3000, fps: 30, why: '' },
      { atSeconds: 30, fromKbps: 3000, toKbps: 2500, fps: 30, why: '' },
      { atSeconds: 50, fromKbps: 2500, toKbps: 4000, fps: 30, why: '' },
    ];
    expect(proposalsFor(quiet({ rateSteps }))).toEqual([
      { text: 'Use 2.7 Mb/s on this network: that is what the line held.', change: { kind: 'bitrate', kbps: 2700 } },
    ]);
  });

  test('a short dip proposes nothing', () => {
    const rateSteps = [
      { atSeconds: 10, fromKbps: 4000, toKbps: 3000, fps: 30, why: '' },
      { atSeconds: 14, fromKbps: 3000, toKbps: 4000, fps: 30, why: '' },
    ];
    expect(proposalsFor(quiet({ rateSteps }))).toEqual([]);
  });

  test('proposes less work to a computer that lost frames, and no third thing', () => {
    const loss = { latePercent: 2, encodePercent: 0 };
    const { format } = report;
    expect(proposalsFor(quiet({ loss, format: { ...format, fps: 60 } }))[0]?.change).toEqual({
      kind: 'frame-rate',
      fps: 30,
    });
    const large = { ...format, width: 1920, height: 1080 };
    expect(proposalsFor(quiet({ loss, format: large }))[0]?.change).toEqual({ kind: 'size', width: 1280, height: 720 });
    expect(proposalsFor({ ...report, loss, format: large, recordings: [] })).toHaveLength(2);
  });

  test('proposes to record when something was missed and nothing recorded', () => {
    const proposals = proposalsFor({ ...report, rateSteps: [], recordings: [] });
    expect(proposals.map(({ change }) => change)).toEqual([null, { kind: 'record' }]);
  });
});

test('lengths, moments and shares read as people say them', () => {
  expect([0.4, 59.6, 185, 6120].map(spokenLength)).toEqual(['0 s', '1 min 0 s', '3 min 5 s', '1 h 42 min']);
  expect([0, 754, 3723.9].map(momentText)).toEqual(['00:00', '12:34', '1:02:03']);
  expect([100, 99.99, 99.8, 50].map(percentText)).toEqual(['100 %', '99.9 %', '99.8 %', '50 %']);
});
