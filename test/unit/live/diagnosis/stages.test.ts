/** The strip's figures and health, and each threshold of the watchdogs from both sides. */
import { describe, expect, test } from 'vitest';
import { stageSchema } from '../../../../shared/contract/session.ts';
import { studioError } from '../../../../shared/errors.ts';
import { Diagnosis, type DiagnosisReading } from '../../../../shared/live/diagnosis/diagnosis.ts';
import type { DiagnosisSample, OutputSample } from '../../../../shared/live/diagnosis/sample.ts';
import { formatRate, idleStages, stageIds, type StageId } from '../../../../shared/live/diagnosis/stages.ts';

const output: OutputSample = {
  id: 'main',
  name: 'Twitch',
  state: 'live',
  reason: null,
  written: 0,
  waiting: 0,
  acknowledged: null,
  delivered: null,
  queueAgeMillis: 0,
  sentKbps: 4160,
  rttMillis: 21.6,
  confirmedBy: 'acknowledged',
};

const copy: NonNullable<DiagnosisSample['copy']> = {
  fps: 30,
  soundFps: 47,
  skewMillis: 2,
  latencyMillis: 41.4,
  silentMillis: 0,
  stillMillis: null,
  blackMillis: null,
  problems: [],
};

/** A good second at `now`, ms. */
function well(now: number): DiagnosisSample {
  const seconds = Math.floor(now / 1000);
  return {
    fps: 30,
    isEncoding: true,
    isPageAlive: true,
    isRecording: false,
    source: { name: 'Cam Link 4K', trouble: '', fps: 30, isMicOpen: true },
    worker: {
      at: seconds * 1000,
      mixed: seconds * 30,
      droppedLate: 0,
      droppedEncode: 0,
      droppedPort: 0,
      encodeQueue: 0,
      sourceAgeMillis: 20,
      captureFps: 30,
      mixMillis: 2.34,
    },
    encoder: { bytes: now * 500, videoKbps: 4000, failedAt: null, pictureAt: now, soundAt: now },
    rate: { kbps: 4000, targetKbps: 4000 },
    outputs: [{ ...output, written: now * 510, acknowledged: now * 505, delivered: now * 505 }],
    copy: null,
    isCopyControl: true,
  };
}

/** Ten good seconds, then `seconds` with `change`, four looks each. */
function after(seconds: number, change: (sample: DiagnosisSample, now: number) => DiagnosisSample): DiagnosisReading {
  const diagnosis = new Diagnosis();
  let now = 0;
  let reading = diagnosis.look(well(now), now);
  for (; now <= 10_000; now += 250) reading = diagnosis.look(well(now), now);
  expect(reading.verdict).toBeNull();
  for (const end = now + seconds * 1000; now < end; now += 250) reading = diagnosis.look(change(well(now), now), now);
  for (const stage of reading.stages) {
    expect(stageSchema.safeParse(stage).error).toBeUndefined();
    expect([stage.id, stage.verdict !== '']).toEqual([stage.id, stage.health === 'weak' || stage.health === 'bad']);
  }
  return reading;
}

const health = (id: StageId, { stages }: DiagnosisReading) => stages.find((stage) => stage.id === id)?.health;
const figures = ({ stages }: DiagnosisReading) => stages.map(({ figure }) => figure);

test('a good second is well in all five stages, in the order of the strip', () => {
  const { stages } = after(1, (sample) => sample);
  expect(stages.map(({ id }) => id)).toEqual(stageIds);
  expect(stages.map(({ health: word }) => word)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  expect(stages.map(({ figure }) => figure)).toEqual(['30.0 fps', '2.3 ms', '4.0 Mb/s', '4.2 Mb/s', '22 ms']);
});

test('nothing is known of five stages before the first second', () => {
  expect(idleStages()).toEqual(stageIds.map((id) => ({ id, health: 'idle', figure: '', verdict: '' })));
});

type Worker = NonNullable<DiagnosisSample['worker']>;

const worker = (change: (counters: Worker, ago: number) => Partial<Worker>) => (sample: DiagnosisSample) => {
  if (sample.worker === null) throw new Error('there is a Worker');
  return {
    ...sample,
    worker: { ...sample.worker, ...change(sample.worker, Math.max(0, sample.worker.at / 1000 - 10)) },
  };
};
const sending = (change: Partial<OutputSample>) => (sample: DiagnosisSample) => ({
  ...sample,
  outputs: sample.outputs.map((one) => ({ ...one, ...change })),
});
const received = (change: Partial<typeof copy>) => (sample: DiagnosisSample) => ({
  ...sample,
  copy: { ...copy, ...change },
});

/** Frames lost so that over the last five seconds the share is just that. */
const losing = (counter: 'droppedLate' | 'droppedEncode' | 'droppedPort', inFiveSeconds: number) =>
  worker(({ mixed }, ago) => ({ mixed, [counter]: Math.min(ago, 100) * (inFiveSeconds / 5) }));

const thresholds: readonly (readonly [
  string,
  StageId,
  (sample: DiagnosisSample, now: number) => DiagnosisSample,
  string,
])[] = [
  ['27 of 30 pictures a second', 'capture', worker(() => ({ captureFps: 27 })), 'ok'],
  ['26.9 of 30', 'capture', worker(() => ({ captureFps: 26.9 })), 'weak'],
  ['one picture a second', 'capture', worker(() => ({ captureFps: 1 })), 'weak'],
  ['less than one', 'capture', worker(() => ({ captureFps: 0.9 })), 'bad'],
  [
    '15 of the 15 that a camera promised',
    'capture',
    (sample, now) => ({ ...worker(() => ({ captureFps: 15 }))(sample), source: { ...well(now).source, fps: 15 } }),
    'ok',
  ],
  ['a picture 1.9 s old', 'capture', worker(() => ({ sourceAgeMillis: 1900 })), 'ok'],
  ['a picture 2 s old', 'capture', worker(() => ({ sourceAgeMillis: 2000 })), 'bad'],
  ['1 % mixed late', 'mix', losing('droppedLate', 1.5), 'ok'],
  ['more than 1 % mixed late', 'mix', losing('droppedLate', 1.6), 'weak'],
  ['5 % mixed late', 'mix', losing('droppedLate', 7.5), 'weak'],
  ['more than 5 % mixed late', 'mix', losing('droppedLate', 7.6), 'bad'],
  ['a mixer at 80 %', 'mix', worker(({ mixed }, ago) => ({ mixed: mixed - ago * 5.9 })), 'ok'],
  ['a mixer below 80 %', 'mix', worker(({ mixed }, ago) => ({ mixed: mixed - ago * 6.5 })), 'bad'],
  ['1 % not encoded', 'encode', losing('droppedEncode', 1.5), 'ok'],
  ['more than 1 % not encoded', 'encode', losing('droppedEncode', 1.6), 'weak'],
  ['more than 5 % not encoded', 'encode', losing('droppedEncode', 7.6), 'bad'],
  ['more than 1 % not handed on', 'encode', losing('droppedPort', 1.6), 'weak'],
  ['three frames in the encoder', 'encode', worker(() => ({ encodeQueue: 3 })), 'ok'],
  ['four', 'encode', worker(() => ({ encodeQueue: 4 })), 'weak'],
  ['eight', 'encode', worker(() => ({ encodeQueue: 8 })), 'weak'],
  ['nine', 'encode', worker(() => ({ encodeQueue: 9 })), 'bad'],
  ['a queue 0.7 s late', 'send', sending({ queueAgeMillis: 700 }), 'ok'],
  ['a queue later than that', 'send', sending({ queueAgeMillis: 701 }), 'weak'],
  ['a queue 2 s late', 'send', sending({ queueAgeMillis: 2000 }), 'weak'],
  ['a queue later than 2 s', 'send', sending({ queueAgeMillis: 2001 }), 'bad'],
  ['90 % of the bitrate', 'send', (sample) => ({ ...sample, rate: { kbps: 3600, targetKbps: 4000 } }), 'ok'],
  ['less than 90 % of it', 'send', (sample) => ({ ...sample, rate: { kbps: 3590, targetKbps: 4000 } }), 'weak'],
  ['a copy with 95 % of its pictures', 'received', received({ fps: 28.5 }), 'ok'],
  ['a copy with less', 'received', received({ fps: 28.4 }), 'weak'],
  ['a copy with half of them', 'received', received({ fps: 15 }), 'weak'],
  ['a copy with less than half', 'received', received({ fps: 14.9 }), 'bad'],
  ['20 s of silence', 'received', received({ silentMillis: 20_000 }), 'ok'],
  ['more than 20 s of silence', 'received', received({ silentMillis: 20_001 }), 'bad'],
  ['a copy that stands still for more than 3 s', 'received', received({ stillMillis: 3001 }), 'weak'],
  ['a copy that is black for more than 3 s', 'received', received({ blackMillis: 3001 }), 'weak'],
  ['80 ms between picture and sound', 'received', received({ skewMillis: -80 }), 'ok'],
  ['more than 80 ms', 'received', received({ skewMillis: -81 }), 'weak'],
];

test.each(thresholds)('%s: %s is …', (_name, id, change, word) => {
  expect(health(id, after(9, change))).toBe(word);
});

test('a destination that takes less than 90 %% of what is encoded is too slow after five seconds of it', () => {
  const taking = (share: number) =>
    after(9, (sample, now) =>
      sending({ written: 510 * (10_000 + (now - 10_000) * share), acknowledged: null, delivered: null })(sample),
    );
  expect(health('send', taking(0.92))).toBe('ok');
  expect(health('send', taking(0.85))).toBe('weak');
});

describe('a stage says', () => {
  test('that there is no picture, in the words of the camera, at once and whatever the rate', () => {
    const { stages, verdict } = after(0.25, (sample) => ({
      ...sample,
      source: { ...sample.source, trouble: 'The camera is gone.' },
    }));
    expect(stages[0]).toEqual({ id: 'capture', health: 'bad', figure: 'no picture', verdict: 'The camera is gone.' });
    expect(verdict).toEqual({ stage: 'capture', outputId: null, text: 'The camera is gone.', action: 'reopen-camera' });
  });

  test('nothing of a camera any more once another source was chosen off air', () => {
    const diagnosis = new Diagnosis();
    const offAir = (now: number, trouble: string): DiagnosisSample => {
      const sample = well(now);
      return { ...sample, isEncoding: false, outputs: [], rate: null, source: { ...sample.source, trouble } };
    };
    expect(diagnosis.look(offAir(0, 'The camera is gone.'), 0).verdict?.text).toBe('The camera is gone.');
    expect(diagnosis.look(offAir(250, ''), 250)).toMatchObject({ verdict: null, findings: [] });
  });

  test('nothing of silence while no microphone is open', () => {
    const muted = (sample: DiagnosisSample) => ({
      ...received({ silentMillis: 60_000 })(sample),
      source: { ...sample.source, isMicOpen: false },
    });
    expect(health('received', after(9, muted))).toBe('ok');
  });

  test('nothing of an encoder that is not at work, nor of sending and receiving before there is a connection', () => {
    const idle = after(9, (sample) => ({ ...sample, isEncoding: false, outputs: [], rate: null }));
    expect(idle.stages.map(({ health: word }) => word)).toEqual(['ok', 'ok', 'idle', 'idle', 'idle']);
    const connecting = after(9, sending({ state: 'connecting', confirmedBy: null }));
    expect([health('send', connecting), health('received', connecting)]).toEqual(['idle', 'idle']);
  });

  test('how the other side confirmed, and what all destinations together get', () => {
    expect(figures(after(1, sending({ rttMillis: null })))[4]).toBe('acknowledged');
    expect(figures(after(1, sending({ rttMillis: null, confirmedBy: 'accepted' })))[4]).toBe('accepted');
    expect(figures(after(1, received({})))[4]).toBe('41 ms');
    expect(figures(after(1, received({ latencyMillis: null })))[4]).toBe('30.0 fps');
    const two = after(1, (sample) => ({
      ...sample,
      outputs: [...sample.outputs, { ...output, id: 'b', state: 'reconnecting', sentKbps: 0, confirmedBy: null }],
    }));
    expect(figures(two)[3]).toBe('1/2 4.2 Mb/s');
  });

  test('what the ingest found, for a while', () => {
    const found = after(4.5, received({ problems: ['The first picture was not a key frame.'] }));
    expect(found.stages.at(-1)).toMatchObject({ health: 'weak' });
    expect(found.verdict?.text).toContain('The first picture was not a key frame.');
    expect(after(13, received({ problems: ['The first picture was not a key frame.'] })).verdict).toBeNull();
  });

  test('C60: that nothing gets out any more, within four seconds of a link that died without a word', () => {
    const dead = (sample: DiagnosisSample, now: number) =>
      sending({
        written: 510 * 10_000 + 300_000,
        waiting: 140_000,
        acknowledged: 505 * 10_000,
        delivered: 505 * 10_000,
        queueAgeMillis: Math.min(900, now - 10_000),
      })(sample);
    const { verdict, stages } = after(4, dead);
    expect(verdict).toMatchObject({ stage: 'send', outputId: null, action: 'retry-now' });
    expect(stages[3]).toMatchObject({ health: 'bad', figure: 'cut' });
  });
});

test('in a rehearsal the copy is the destination: a narrow way to it is not the computer', () => {
  const narrow = (isCopyControl: boolean) =>
    after(9, (sample) => ({ ...sending({ queueAgeMillis: 1500 })(sample), copy: { ...copy, fps: 20 }, isCopyControl }))
      .verdict;
  expect(narrow(true)).toMatchObject({ stage: 'send', action: 'lower-fps' });
  expect(narrow(false)).toMatchObject({ stage: 'send', action: 'lower-bitrate' });
});

test('all destinations down by refusals of their own are not the network', () => {
  const reasons = ['key-refused', 'publish-refused'] as const;
  const { verdict } = after(9, (sample) => ({
    ...sample,
    outputs: reasons.map((code, index) => ({
      ...output,
      id: `${index}`,
      state: 'failed',
      reason: studioError(code),
      confirmedBy: null,
    })),
  }));
  expect(verdict).toMatchObject({ stage: 'received', outputId: '0' });
});

test.each([
  [0, '0 kb/s'],
  [999, '999 kb/s'],
  [1000, '1.0 Mb/s'],
  [4249, '4.2 Mb/s'],
])('%d kb/s reads %s', (kbps, text) => {
  expect(formatRate(kbps)).toBe(text);
});
