/** What a trouble costs the stages behind it, and those that it keeps busy, is not blamed on them. */
import { describe, expect, test } from 'vitest';
import { Diagnosis, type VerdictReading } from '../../../../shared/live/diagnosis/diagnosis.ts';
import type { DiagnosisSample } from '../../../../shared/live/diagnosis/sample.ts';

const lookMillis = 150;

/** One second of the studio as it differs from a good one. */
type Second = {
  readonly fps?: number;
  readonly mixed?: number;
  readonly late?: number;
  readonly captureFps?: number;
  readonly encodeQueue?: number;
  readonly copyFps?: number;
  readonly kbps?: number;
  /** How late its sound is at every second look. */
  readonly soundLateMillis?: number;
};

type Counts = { readonly at: number; readonly mixed: number; readonly droppedLate: number };

const wholeSecond = {
  fps: 30,
  late: 0,
  encodeQueue: 0,
  kbps: 2500,
  soundLateMillis: 0,
} as const satisfies Second;

/** A second with all that it leaves open. */
function full(second: Second) {
  const { fps, late, ...rest } = { ...wholeSecond, ...second };
  const mixed = second.mixed ?? fps - late;
  return { fps, late, captureFps: mixed, copyFps: mixed, ...rest, mixed };
}

/** One look at `now`, during one second and after the Worker told of another one. */
function sampleAt(now: number, during: Second, { told, counts }: { told: Second; counts: Counts }) {
  const { fps, kbps, soundLateMillis } = full(during);
  const { encodeQueue, captureFps, copyFps } = full(told);
  const isLate = (now / lookMillis) % 2 === 1;
  const worker = { droppedEncode: 0, droppedPort: 0, sourceAgeMillis: 20, mixMillis: 1 };
  const encoder = { bytes: now * 300, videoKbps: 2300, failedAt: null, pictureAt: now };
  return {
    fps,
    isEncoding: true,
    isPageAlive: true,
    isRecording: false,
    source: { name: 'Sync test', trouble: '', fps: 30, isMicOpen: false },
    worker: { ...worker, ...counts, encodeQueue, captureFps },
    encoder: { ...encoder, soundAt: now - (isLate ? soundLateMillis : 0) },
    rate: { kbps, targetKbps: 2500 },
    outputs: [
      {
        id: 'main',
        name: 'Twitch',
        state: 'live',
        reason: null,
        written: now * 310,
        waiting: 0,
        acknowledged: now * 309,
        delivered: now * 309,
        queueAgeMillis: 0,
        sentKbps: 2500,
        rttMillis: 20,
        confirmedBy: 'acknowledged',
      },
    ],
    copy: {
      fps: copyFps,
      soundFps: 47,
      skewMillis: 2,
      latencyMillis: 20,
      silentMillis: 0,
      stillMillis: null,
      blackMillis: null,
      problems: [],
    },
  } as const;
}

/** Plays the seconds after ten good ones, with the Worker's word at the end of each; gives each look's verdict. */
function play(
  { isCopyControl }: Pick<DiagnosisSample, 'isCopyControl'>,
  after: readonly Second[],
): readonly (VerdictReading | null)[] {
  const diagnosis = new Diagnosis();
  const seconds: readonly Second[] = [...repeat(10, {}), ...after];
  const said: (VerdictReading | null)[] = [];
  let told: Second = {};
  let counts: Counts = { at: 0, mixed: 0, droppedLate: 0 };
  for (let now = 0; now < seconds.length * 1000; now += lookMillis) {
    const index = Math.floor(now / 1000);
    if (counts.at < index * 1000) {
      told = seconds[index - 1] ?? {};
      const { mixed, late } = full(told);
      counts = { at: index * 1000, mixed: counts.mixed + mixed, droppedLate: counts.droppedLate + late };
    }
    const sample = sampleAt(now, seconds[index] ?? {}, { told, counts });
    said.push(diagnosis.look({ ...sample, isCopyControl }, now).verdict);
  }
  return said;
}

function stagesOf(said: readonly (VerdictReading | null)[]): readonly string[] {
  return [...new Set(said.flatMap((verdict) => (verdict === null ? [] : [verdict.stage])))];
}

function repeat(count: number, second: Second): readonly Second[] {
  return Array.from({ length: count }, () => second);
}

describe.each([true, false])('a copy beside the broadcast: %s', (isCopyControl) => {
  test('a page that is held up is blamed for all that comes late, and nothing else ever', () => {
    // The first second loses few slots, because the clock catches up; the copy lacks half of its pictures at once.
    const held = { encodeQueue: 3, soundLateMillis: 230 };
    const seconds = [{ ...held, mixed: 17, late: 2 }, ...repeat(4, { ...held, mixed: 15, late: 12 })];
    const said = play({ isCopyControl }, [...seconds, ...repeat(20, {})]);
    expect(stagesOf(said)).toEqual(['mix']);
    expect(said.at(-1)).toBeNull();
  });

  test('an encoder that the mixer waits for is blamed for what is late', () => {
    const seconds = repeat(5, { mixed: 15, late: 14, encodeQueue: 2, soundLateMillis: 40 });
    expect(stagesOf(play({ isCopyControl }, seconds))).toEqual(['encode']);
  });

  test('a mixer whose encoder has nothing to do is late by itself', () => {
    const seconds = repeat(5, { mixed: 15, late: 14, encodeQueue: 0, soundLateMillis: 40 });
    expect(stagesOf(play({ isCopyControl }, seconds))).toEqual(['mix']);
  });

  test('a camera that gives half of what is mixed is slow', () => {
    expect(stagesOf(play({ isCopyControl }, repeat(5, { captureFps: 15 })))).toEqual(['capture']);
  });
});

test('in a rehearsal, pictures that a narrow way costs are never missed by the copy, also when it is wide again', () => {
  // The copy tells it before the bitrate is lowered.
  const narrow = [...repeat(2, { copyFps: 6 }), ...repeat(8, { kbps: 600, copyFps: 6 })];
  const said = play({ isCopyControl: false }, [...narrow, ...repeat(12, {})]);
  expect(stagesOf(said)).toEqual(['send']);
  expect(said.at(-1)).toBeNull();
});
