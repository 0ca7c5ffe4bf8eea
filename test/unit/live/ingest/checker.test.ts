/** The built-in ingest's judgement: each finding from both sides of its limit, totals, rates, skew and latency. */
import { describe, expect, test } from 'vitest';
import {
  bodyLimitBytes,
  gapLimitMillis,
  IngestChecker,
  keyFrameLimitMillis,
  silentBodyBytes,
  type ReceivedTag,
} from '../../../../shared/live/ingest/checker.ts';

type Change = Partial<Omit<ReceivedTag, 'timestamp' | 'track'>>;

function tag(track: 'video' | 'audio', timestamp: number, change: Change = {}): ReceivedTag {
  return { track, timestamp, kind: 'frame', isKeyFrame: track === 'audio', byteLength: 100, captured: null, ...change };
}

function take(tags: readonly ReceivedTag[]): IngestChecker {
  const checker = new IngestChecker();
  for (const one of tags) checker.take(one, one.timestamp * 1000);
  return checker;
}

const headers = [tag('video', 0, { kind: 'header' }), tag('audio', 0, { kind: 'header' })];
const key = (timestamp: number) => tag('video', timestamp, { isKeyFrame: true });

/** `seconds` at 25 frames a second with a key frame every two, and sound beside it. */
function goodStream(seconds: number): readonly ReceivedTag[] {
  const video = Array.from({ length: seconds * 25 }, (_, index) =>
    tag('video', index * 40, { isKeyFrame: index % 50 === 0 }),
  );
  const audio = Array.from({ length: Math.floor((seconds * 48_000) / 1024) }, (_, index) =>
    tag('audio', Math.floor((index * 1024) / 48)),
  );
  return [...headers, ...[...video, ...audio].toSorted((a, b) => a.timestamp - b.timestamp)];
}

test('a good stream has no findings and true totals', () => {
  const checker = take(goodStream(6));
  expect(checker.problems).toEqual([]);
  expect(checker.video).toMatchObject({ frames: 150, bytes: 15_000, first: 0, last: 5960, longestGap: 40 });
  expect(checker.audio).toMatchObject({ frames: 281, first: 0, longestGap: 22 });
  expect([checker.keyFrames, checker.longestKeyFrameGapMillis]).toEqual([3, 2000]);
});

describe('a finding', () => {
  const both = headers;
  test.each<readonly [string, readonly ReceivedTag[], string | null]>([
    ['video before its header', [key(0)], 'The first video frame came before its header.'],
    ['sound before its header', [tag('audio', 0)], 'The first audio frame came before its header.'],
    ['a first picture that is no key frame', [...both, tag('video', 0)], 'The first picture was not a key frame.'],
    ['time that stands still', [...both, key(40), tag('video', 40)], null],
    ['time that goes back', [...both, key(40), tag('video', 39)], 'The video timestamps went backwards.'],
    ['sound that goes back', [...both, tag('audio', 40), tag('audio', 39)], 'The audio timestamps went backwards.'],
    ['a gap at the limit', [...both, key(0), tag('video', gapLimitMillis)], null],
    ['a gap above it', [...both, key(0), tag('video', gapLimitMillis + 1)], 'The video had a gap of more than 100 ms.'],
    ['a gap in the sound', [...both, tag('audio', 0), tag('audio', 101)], 'The audio had a gap of more than 100 ms.'],
    ['a body at the limit', [...both, tag('audio', 0, { byteLength: bodyLimitBytes })], null],
    [
      'a body above it',
      [...both, tag('audio', 0, { byteLength: bodyLimitBytes + 1 })],
      `The audio had a message of ${bodyLimitBytes + 1} bytes.`,
    ],
    ['an unknown form', [...both, tag('video', 0, { kind: 'unknown' })], 'The video had a message of an unknown form.'],
    ['an end of sequence', [...both, tag('video', 0, { kind: 'end' })], null],
  ])('for %s', (_name, tags, problem) => {
    expect(take(tags).problems).toEqual(problem === null ? [] : [problem]);
  });

  const sparse = (until: number, keys: readonly number[]) => [
    ...headers,
    ...Array.from({ length: until / 50 + 1 }, (_, index) =>
      tag('video', index * 50, { isKeyFrame: keys.includes(index * 50) }),
    ),
  ];

  test('comes when key frames are further apart than the limit', () => {
    expect(take(sparse(4100, [0, keyFrameLimitMillis])).problems).toEqual([]);
    const late = take(sparse(2100, [0, 2100]));
    expect(late.problems).toEqual(['Key frames came more than 2.05 s apart.']);
    expect(late.longestKeyFrameGapMillis).toBe(2100);
  });

  test('comes too when no further key frame ever comes', () => {
    const never = take(sparse(10_000, [0]));
    expect(never.problems).toEqual(['Key frames came more than 2.05 s apart.']);
    expect(never.longestKeyFrameGapMillis).toBe(10_000);
  });

  test('is kept once, and twenty at most', () => {
    const worse = Array.from({ length: 50 }, (_, index) => tag('video', 0, { byteLength: bodyLimitBytes + 1 + index }));
    expect(take([...headers, key(0), ...worse]).problems).toHaveLength(20);
    expect(take([...headers, key(0), tag('video', 500), tag('video', 1000)]).problems).toHaveLength(1);
  });
});

describe('each second', () => {
  test('gives the frames since the last one over the time that really passed', () => {
    const checker = new IngestChecker();
    expect(checker.second(0)).toEqual({
      fps: 0,
      soundFps: 0,
      silentMillis: null,
      skewMillis: null,
      latencyMillis: null,
    });
    for (let at = 0; at < 1500; at += 50) checker.take(tag('video', at), 0);
    expect(checker.second(1500).fps).toBe(20);
    expect(checker.second(1500).fps).toBe(0);
    expect(checker.second(2500).fps).toBe(0);
  });

  test('gives the sound packets, and how long they have held nothing', () => {
    const checker = new IngestChecker();
    const sound = (at: number, byteLength: number) => checker.take(tag('audio', at, { byteLength }), at * 1000);
    checker.second(0);
    for (let at = 20; at <= 1000; at += 20) sound(at, silentBodyBytes + 1);
    expect(checker.second(1000)).toMatchObject({ soundFps: 50, silentMillis: 0 });
    for (let at = 1020; at <= 3000; at += 20) sound(at, silentBodyBytes);
    expect(checker.second(3000)).toMatchObject({ soundFps: 50, silentMillis: 2000 });
    expect(checker.second(4000)).toMatchObject({ soundFps: 0, silentMillis: null });
    sound(4500, 200);
    expect(checker.second(5000)).toMatchObject({ soundFps: 1, silentMillis: 500 });
  });

  test('counts silence from the first packet of a microphone that never spoke', () => {
    const checker = new IngestChecker();
    checker.second(0);
    for (let at = 1000; at <= 25_000; at += 20) checker.take(tag('audio', at, { byteLength: 9 }), at * 1000);
    expect(checker.second(25_000).silentMillis).toBe(24_000);
  });

  test('gives the median latency of that second only', () => {
    const checker = new IngestChecker();
    const late = (timestamp: number, millis: number) =>
      checker.take(tag('video', timestamp, { captured: 1_000_000 }), 1_000_000 + millis * 1000);
    for (const millis of [30, 90, 40]) late(0, millis);
    expect(checker.second(1000).latencyMillis).toBe(40);
    expect(checker.second(2000).latencyMillis).toBeNull();
    expect(checker.videoLatency).toEqual({ p50: 40, p95: 90, max: 90 });
    expect(checker.audioLatency).toBeNull();
  });
});

describe('the skew', () => {
  const captured = (track: 'video' | 'audio', timestamp: number, millis: number) =>
    tag(track, timestamp, { captured: millis * 1000 });

  test('is how much later the picture was captured than sound of the same timestamp', () => {
    const checker = take([...headers, captured('video', 100, 5130), captured('audio', 200, 5200)]);
    expect(checker.skew).toEqual({ median: 30, worst: 30 });
    const early = take([...headers, captured('audio', 200, 5200), captured('video', 100, 5080)]);
    expect(early.skew).toEqual({ median: -20, worst: -20 });
  });

  test('is unknown, not nothing, while only one track says when it was captured', () => {
    const checker = take([...headers, captured('video', 100, 5130), tag('audio', 200)]);
    expect(checker.second(0).skewMillis).toBeNull();
    expect(checker.skew).toEqual({ median: 0, worst: 0 });
  });
});
