/** A sound desk with a clock that is moved by hand, and everything that it gives kept. */
import { vi } from 'vitest';
import type { SoundFinding } from '../../shared/studio/audio/level/levels.ts';
import type { CreateDenoiser } from '../../shared/studio/audio/chain/noise-suppression.ts';
import type { Stereo } from '../../shared/studio/audio/stereo.ts';
import { defaultMaster, type Master } from '../../shared/studio/document/show.ts';
import { defaultStrip, type Input, type Source, type Strip } from '../../shared/studio/document/source.ts';
import { SoundDesk } from '../../renderer/media/audio/desk/sound-desk.ts';

/** Samples by position, as the blocks brought them. */
export class Tape {
  readonly left: number[] = [];
  readonly right: number[] = [];
  readonly positions: number[] = [];

  take(position: number, [left, right]: Stereo): void {
    this.positions.push(position);
    for (let index = 0; index < left.length; index += 1) {
      this.left[position + index] = left[index] ?? 0;
      this.right[position + index] = right[index] ?? 0;
    }
  }

  /** Samples between two times, s. */
  between(from: number, to: number): Float32Array {
    return Float32Array.from(
      { length: Math.round((to - from) * 48_000) },
      (_, n) => this.left[Math.round(from * 48_000) + n] ?? Number.NaN,
    );
  }

  get end(): number {
    return this.left.length;
  }
}

export function source(id: string, kind: 'microphone' | 'media' | 'test', strip: Partial<Strip> = {}): Source {
  const inputs: Record<typeof kind, Input> = {
    microphone: { kind: 'microphone', deviceId: '', label: '' },
    media: { kind: 'media', paths: [], loop: false, shuffle: false, restart: false },
    test: { kind: 'test' },
  };
  return { id, name: id, input: inputs[kind], filters: [], strip: { ...defaultStrip, ...strip }, fallbackId: null };
}

const plainMaster: Master = { ...defaultMaster, limiterDb: null };

/** `move` lets the clock and the timers go on; call inside fake timers. */
export function createDesk({
  createDenoiser = () => null,
  isUnheard = () => false,
}: { createDenoiser?: CreateDenoiser; isUnheard?: () => boolean } = {}) {
  let micros = 5_000_000;
  const sent = new Tape();
  const monitor = new Tape();
  const tracks = new Map<number, Tape>();
  const levels: { strips: Map<string, number[]>; master: number[] }[] = [];
  const findings: (readonly SoundFinding[])[] = [];
  const desk = new SoundDesk({
    now: () => micros,
    mainOffset: () => 0,
    onBlock: (position, block) => sent.take(position, block),
    onTrackBlock: (track, position, block) => {
      const tape = tracks.get(track) ?? new Tape();
      tracks.set(track, tape);
      tape.take(position, block);
    },
    onMonitorBlock: (position, block) => monitor.take(position, block),
    onLevels: ({ strips, master }) =>
      levels.push({ strips: new Map([...strips].map(([id, figures]) => [id, [...figures]])), master: [...master] }),
    onFindings: (found) => findings.push(found),
    isUnheard,
    createDenoiser,
  });
  return {
    desk,
    sent,
    monitor,
    tracks,
    levels,
    findings,
    get now() {
      return micros;
    },
    /** ms. */
    move: (millis: number) => {
      micros += millis * 1_000;
    },
    show: (sources: readonly Source[], master: Partial<Master> = {}) =>
      desk.setShow({ sources: [...sources], master: { ...plainMaster, ...master } }),
    restart: (startPts = 0, delay = 0) => desk.restart({ epoch: micros, startPts, delay }),
  };
}

/** A microphone as the page hands it over, without AudioData, which only browsers have. */
export function createMicrophone() {
  let controller: ReadableStreamDefaultController<AudioData> | null = null;
  const state = { open: 0, isCancelled: false };
  const readable = new ReadableStream<AudioData>(
    {
      start: (given) => {
        controller = given;
      },
      cancel: () => {
        state.isCancelled = true;
      },
    },
    { highWaterMark: 1_000 },
  );
  return {
    readable,
    state,
    /** `timestamp` of the first frame, µs on main's clock, which is the Worker's here. */
    give: (timestamp: number, samples: Float32Array, { rate = 48_000, channels = 2 } = {}) => {
      state.open += 1;
      const chunk = {
        timestamp,
        numberOfFrames: samples.length,
        numberOfChannels: channels,
        sampleRate: rate,
        copyTo: (into: Float32Array) => into.set(samples),
        close: () => {
          state.open -= 1;
        },
      };
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only what the desk reads of it
      controller?.enqueue(chunk as unknown as AudioData);
    },
    end: () => controller?.close(),
  };
}

export type Rig = ReturnType<typeof createDesk>;

/** Lets time pass in steps of 10 ms; `each` is called at each with the time since `restart`, ms. */
export async function pass(rig: Rig, millis: number, each: (at: number) => void = () => undefined): Promise<void> {
  for (let at = 0; at < millis; at += 10) {
    rig.move(10);
    each(at);
    await vi.advanceTimersByTimeAsync(10);
  }
}

/** 10 ms of a tone that goes on with `at` (ms). */
export function slice(at: number, db = -20, hz = 1_000): Float32Array<ArrayBuffer> {
  const amplitude = 10 ** (db / 20);
  return Float32Array.from(
    { length: 480 },
    (_, n) => amplitude * Math.sin((2 * Math.PI * hz * (at * 48 + n)) / 48_000),
  );
}
