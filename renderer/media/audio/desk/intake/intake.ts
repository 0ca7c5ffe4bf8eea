/** Where one sound comes from, kept on program time: a device, a film that pushes, or the beep of the test source. */
import type { Micros } from '../../../../../shared/clock.ts';
import {
  fillTo,
  maxFillSamples,
  placeChunk,
  samplesIn,
  samplesToMicros,
  startAligner,
} from '../../../../../shared/live/pipeline/audio-aligner.ts';
import { sampleRate, type Stereo } from '../../../../../shared/studio/audio/stereo.ts';
import { Resampler } from '../../../../../shared/studio/audio/tone/resampler.ts';
import { beepSample } from '../../beep.ts';
import { SoundRing } from './sound-ring.ts';

/** What gave nothing for this long is filled up with silence. */
const starvedMicros = 200_000;

/** Nobody waits longer than this for a device that is always late. */
const maxLag = 1_000_000;

/** µs by which a lag that was seen once counts for less with each second: on a busy computer chunks come in bursts. */
const lagDecay = 20_000;

/** A sound that gave nothing for this long is waited for less and less, by this part of the time that passes. */
const forgetAfter = 1_000_000;
const forgetShare = 0.25;

/** What is kept of each sound, and the most that a film may push ahead. */
const keptFrames = 2 * sampleRate;

export type ProgramTime = {
  readonly now: () => Micros;
  /** Worker µs of program time 0. */
  readonly epoch: () => Micros;
  /** Sample position, relative to that of the epoch, of stream time 0. */
  readonly streamOffset: () => number;
};

/** One sound by position on program time. */
export type Intake = {
  /** Position up to which it is known. */
  readonly written: number;
  /** Position up to which something was to be heard; what comes after is silence so far. */
  readonly soundUntil: number;
  /** Frames of silence added or sound left out since the restart. */
  readonly fixedSamples: number;
  /** How far the device's clock was off when the last sound came, µs. */
  readonly error: Micros;
  /** Brings it up to now as far as nothing else will. */
  readonly advance: () => void;
  /** Fills `into` with the sound from `position` on. */
  readonly read: (position: number, into: Stereo) => void;
  /** Keeps so many frames more. */
  readonly keep: (frames: number) => void;
  /** Program time began anew. */
  readonly restart: () => void;
};

/** A sound whose chunks tell when they were: gaps become silence, drift is slipped, sleep is skipped. */
export class AlignedIntake implements Intake {
  readonly #time: ProgramTime;
  readonly #isDevice: boolean;
  readonly #ring = new SoundRing(keptFrames);
  #aligner = startAligner();
  #resampler: { readonly rate: number; readonly resampler: Resampler } | null = null;
  #lastChunk: Micros = Number.NEGATIVE_INFINITY;
  /** How far behind now chunks ended when they came, the worst of the last while: where silence stops while waiting. */
  #lag: Micros = 0;
  /** Up to when silence has made the lag smaller. */
  #forgotAt: Micros = Number.NEGATIVE_INFINITY;
  #error: Micros = 0;
  /** By how much the device's clock is behind, beyond what anybody waits for. */
  #shift: Micros = 0;
  #fixed = 0;
  #soundUntil = Number.NEGATIVE_INFINITY;

  /** Of a `device` every missing sample is a fault; a film may pause. */
  constructor(time: ProgramTime, from: 'device' | 'film') {
    this.#time = time;
    this.#isDevice = from === 'device';
    this.restart();
  }

  get written(): number {
    return this.#ring.written;
  }

  get soundUntil(): number {
    return this.#soundUntil;
  }

  get fixedSamples(): number {
    return this.#fixed;
  }

  get error(): Micros {
    return this.#error;
  }

  /** Takes the first `frames` frames of both planes, whose first is to be heard at `at` (Worker µs). */
  take(
    planes: Stereo,
    { at, frames, rate }: { readonly at: Micros; readonly frames: number; readonly rate: number },
  ): void {
    if (rate === sampleRate) {
      this.#place(planes, at, frames);
      return;
    }
    if (this.#resampler?.rate !== rate) this.#resampler = { rate, resampler: new Resampler(rate) };
    const { resampler } = this.#resampler;
    const lead = (resampler.lead / rate) * 1_000_000;
    const converted = resampler.process(planes, frames);
    this.#place(resampler.output, at - lead, converted);
  }

  advance(): void {
    const elapsed = this.#time.now() - this.#time.epoch();
    const position = samplesIn(elapsed);
    if (position - this.#aligner.position > maxFillSamples) {
      // After a long sleep of the whole machine the sound goes on from now: nobody makes up hours of silence.
      this.#aligner = startAligner(position);
      this.#ring.skipTo(position);
      return;
    }
    if (this.#time.now() - this.#lastChunk <= starvedMicros) return;
    this.#forget();
    const filled = fillTo(this.#aligner, samplesIn(elapsed - this.#lag));
    if (this.#isDevice) this.#fixed += filled.silence;
    this.#aligner = filled.aligner;
    this.#ring.writeSilence(filled.silence);
  }

  read(position: number, into: Stereo): void {
    this.#ring.read(position, into);
  }

  keep(frames: number): void {
    this.#ring.grow(keptFrames + frames);
  }

  restart(): void {
    this.#aligner = startAligner();
    this.#ring.skipTo(0);
    this.#fixed = 0;
    this.#soundUntil = Number.NEGATIVE_INFINITY;
  }

  /** Whoever was late once and is silent since must not hold up the whole mix for good. */
  #forget(): void {
    const now = this.#time.now();
    const since = Math.max(this.#forgotAt, this.#lastChunk + forgetAfter);
    if (now <= since) return;
    this.#lag = Math.max(0, this.#lag - (now - since) * forgetShare);
    this.#forgotAt = now;
  }

  /** A device whose clock has stood still is heard when it comes, rather than never, until its clock has caught up. */
  #mendClock(late: Micros): void {
    if (late - this.#shift > maxLag) this.#shift = late;
    else if (late < this.#shift) this.#shift = late > maxLag ? late : 0;
  }

  #place(planes: Stereo, at: Micros, frames: number): void {
    const now = this.#time.now();
    const length = (frames / sampleRate) * 1_000_000;
    const elapsed = now - this.#time.epoch();
    if (this.#isDevice) this.#mendClock(elapsed - (at + length - this.#time.epoch()));
    const place = at - this.#time.epoch() + this.#shift;
    const late = elapsed - place - length;
    this.#lastChunk = now;
    this.#lag = Math.min(maxLag, Math.max(0, late, this.#lag - (frames / sampleRate) * lagDecay));
    this.#error = this.#aligner.isSettled ? place - samplesToMicros(this.#aligner.position) : 0;
    const before = this.#aligner.fixedSamples;
    const { aligner, placement } = placeChunk(this.#aligner, { at: place, frames });
    if (this.#isDevice) this.#fixed += aligner.fixedSamples - before;
    this.#aligner = aligner;
    this.#ring.writeSilence(placement.silence);
    this.#ring.write(planes, { from: placement.skip, available: frames - placement.skip, frames: placement.frames });
    this.#soundUntil = this.#ring.written;
  }
}

/** The beep of the test source, which is always there. */
export class BeepIntake implements Intake {
  readonly soundUntil = Infinity;
  readonly fixedSamples = 0;
  readonly error = 0;
  readonly #time: ProgramTime;

  constructor(time: ProgramTime) {
    this.#time = time;
  }

  get written(): number {
    return Math.max(0, samplesIn(this.#time.now() - this.#time.epoch()));
  }

  advance(): void {
    // Nothing can be missing.
  }

  read(position: number, [left, right]: Stereo): void {
    const offset = this.#time.streamOffset();
    for (let index = 0; index < left.length; index += 1) {
      const place = position + index;
      const sample = place < 0 ? 0 : beepSample(place + offset);
      left[index] = sample;
      right[index] = sample;
    }
  }

  keep(): void {
    // Nothing is kept.
  }

  restart(): void {
    // It follows the stream's time by itself.
  }
}
