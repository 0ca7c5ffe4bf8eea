/** One strip of the mixer at work: its sound, filtered, with its fader, and how much of it goes on air and to the ears. */
import type { InputKind, Strip } from '../../../../shared/studio/document/source.ts';
import { FilterChain, type KeySound } from '../../../../shared/studio/audio/chain/filter-chain.ts';
import { keyOf } from '../../../../shared/studio/audio/chain/processors.ts';
import type { CreateDenoiser } from '../../../../shared/studio/audio/chain/noise-suppression.ts';
import { InputMeasure } from '../../../../shared/studio/audio/detect/input-measure.ts';
import { InputWatch, type SoundTrouble } from '../../../../shared/studio/audio/detect/input-watch.ts';
import { balanceGains } from '../../../../shared/studio/audio/level/balance.ts';
import { closedDb, faderGain } from '../../../../shared/studio/audio/level/decibels.ts';
import { GainRamp } from '../../../../shared/studio/audio/level/gain-ramp.ts';
import { LevelMeter } from '../../../../shared/studio/audio/level/level-meter.ts';
import { skewAt, stripFigures } from '../../../../shared/studio/audio/level/levels.ts';
import {
  createStereo,
  fillSilence,
  quantumFrames,
  sampleRate,
  type Stereo,
} from '../../../../shared/studio/audio/stereo.ts';
import { transitionSound } from '../../../../shared/studio/scene/transition/transition-files.ts';
import type { Intake } from './intake/intake.ts';

/** A sound that ended so long ago costs nothing any more: nothing of it is left in any filter. */
const restAfter = 3 * sampleRate;

/** One strip is listened to alone: this one, or another. */
export type Solo = 'this' | 'other';

/** Heard whatever scene is on air. */
function isAlwaysAudible(kind: InputKind): boolean {
  return kind === 'microphone' || kind === 'system-audio';
}

export class SoundLane {
  readonly sourceId: string;
  /** The sound of the quantum that is mixed: filtered, with fader and balance, before muting. */
  readonly block = createStereo(quantumFrames);
  readonly figures = new Float32Array(stripFigures);
  readonly kind: InputKind;
  readonly #chain: FilterChain;
  readonly #meter = new LevelMeter();
  readonly #measure = new InputMeasure();
  readonly #watch = new InputWatch();
  /** Closes for a moment around whatever can't be changed while it sounds. */
  readonly #door = new GainRamp(1);
  readonly #left: GainRamp;
  readonly #right: GainRamp;
  readonly #air = new GainRamp(0);
  readonly #ears = new GainRamp(0);
  /** What is listened to alone: filtered, before fader, balance and muting. */
  readonly beforeFader = createStereo(quantumFrames);
  readonly #alone = new GainRamp(0);
  #solo: Solo | null = null;
  #strip: Strip;
  /** What is at work; differs from the strip's until the door has closed. */
  #isMono: boolean;
  #offsetFrames: number;
  #intake: Intake | null = null;
  #isChanging = false;
  #sceneGain = 1;
  #fixedBefore = 0;

  constructor(
    source: { readonly id: string; readonly kind: InputKind; readonly strip: Strip },
    denoiser: CreateDenoiser,
  ) {
    this.sourceId = source.id;
    this.kind = source.kind;
    this.#strip = source.strip;
    this.#chain = new FilterChain(denoiser);
    this.#chain.rebuild(source.strip.filters);
    this.#isMono = source.strip.mono;
    this.#offsetFrames = framesOf(source.strip);
    const [left, right] = sides(source.strip);
    this.#left = new GainRamp(left);
    this.#right = new GainRamp(right);
    this.#aim();
    this.#air.jumpTo(this.#airGain());
    this.#ears.jumpTo(this.#earsGain());
  }

  get tracks(): number {
    return this.#strip.tracks;
  }

  get intake(): Intake | null {
    return this.#intake;
  }

  /** True when another strip pushes this one down. */
  get listens(): boolean {
    return this.#strip.filters.some((filter) => filter.enabled && keyOf(filter) !== null);
  }

  /** How far the mix may go for this lane: whoever has no sound to come holds nobody up. */
  readyUntil(ahead: number): number {
    if (this.#intake === null) return Infinity;
    return this.#intake.written + this.#offsetFrames - this.#chain.latencyFrames - ahead;
  }

  setStrip(strip: Strip): void {
    if (strip === this.#strip) return;
    this.#strip = strip;
    const [left, right] = sides(strip);
    this.#left.setTarget(left);
    this.#right.setTarget(right);
    this.#aim();
    if (this.#chain.isSame(strip.filters)) this.#chain.turn(strip.filters);
    this.#isChanging =
      !this.#chain.isSame(strip.filters) || strip.mono !== this.#isMono || framesOf(strip) !== this.#offsetFrames;
    if (this.#intake === null) this.#change();
  }

  setIntake(intake: Intake | null): void {
    this.#intake = intake;
    this.#fixedBefore = intake?.fixedSamples ?? 0;
    intake?.keep(Math.max(0, this.#offsetFrames));
    if (intake === null) this.#change();
  }

  /** How much of it the scenes on air let through, 0 … 1; microphones and the like don't ask them. */
  setSceneGain(gain: number): void {
    this.#sceneGain = gain;
    this.#aim();
  }

  /** Null: nobody is listened to alone. What is sent does not change. */
  setSolo(solo: Solo | null): void {
    this.#solo = solo;
    this.#aim();
  }

  /** Begins program time anew: what is inside belongs to the old one. */
  restart(): void {
    this.#chain.reset();
    this.#fixedBefore = 0;
    this.#change();
  }

  /** Makes the quantum whose first frame is heard at `position`; `ahead` is how late the buses will be. */
  render(position: number, ahead: number, keySound: KeySound): void {
    const { block } = this;
    if (this.#intake === null) {
      fillSilence(block);
      return;
    }
    if (this.#isChanging) {
      if (this.#door.isClosed) this.#change();
      else this.#door.setTarget(0);
    }
    const from = position + ahead + this.#chain.latencyFrames - this.#offsetFrames;
    if (from > this.#intake.soundUntil + restAfter) {
      fillSilence(block);
      fillSilence(this.beforeFader);
      return;
    }
    this.#intake.read(from, block);
    this.#measure.measure(block);
    this.#chain.process(block, keySound);
    if (this.#isMono) joinChannels(block);
    if (!this.#door.isOpen) this.#door.apply(block);
    if (this.isAlone) copyStereo(block, this.beforeFader);
    applySides(block, this.#left, this.#right);
    this.#meter.measure(block);
  }

  /** True while it adds nothing to any track. */
  get isOffAir(): boolean {
    return this.#intake === null || this.#air.isClosed;
  }

  get isUnheard(): boolean {
    return this.#intake === null || (this.#ears.isClosed && this.#alone.isClosed);
  }

  /** True while `beforeFader` is heard here. */
  get isAlone(): boolean {
    return !this.#alone.isClosed;
  }

  /** The gain of each frame of the quantum on its way to the tracks; once for each quantum. */
  writeAir(gains: Float32Array): void {
    this.#air.write(gains);
  }

  /** The same on its way to the monitor. */
  writeEars(gains: Float32Array): void {
    this.#ears.write(gains);
  }

  /** The same for `beforeFader`. */
  writeAlone(gains: Float32Array): void {
    this.#alone.write(gains);
  }

  /** Writes its figures and looks for troubles; `seconds` since the last time. */
  look(seconds: number): Readonly<Record<SoundTrouble, boolean>> {
    this.#meter.take(this.figures);
    this.figures[skewAt] = (this.#intake?.error ?? 0) / 1000;
    return this.#watch.see({
      figures: this.#measure.take(),
      seconds,
      isMuted: this.#strip.muted || this.#strip.faderDb <= closedDb,
      isMono: this.#strip.mono,
      isLive: isAlwaysAudible(this.kind),
    });
  }

  /** Samples that its device was short of since the last call, if they were to be heard. */
  takeFixed(): number {
    const fixed = this.#intake?.fixedSamples ?? 0;
    const recent = Math.max(0, fixed - this.#fixedBefore);
    this.#fixedBefore = fixed;
    return this.isOffAir || (this.tracks & 1) === 0 ? 0 : recent;
  }

  close(): void {
    this.#chain.close();
  }

  /** Swaps what can't be changed while it sounds; the door is closed, or there is nothing to hear. */
  #change(): void {
    this.#isChanging = false;
    if (!this.#chain.isSame(this.#strip.filters)) this.#chain.rebuild(this.#strip.filters);
    this.#isMono = this.#strip.mono;
    this.#offsetFrames = framesOf(this.#strip);
    this.#intake?.keep(Math.max(0, this.#offsetFrames));
    this.#door.setTarget(1);
  }

  #aim(): void {
    this.#air.setTarget(this.#airGain());
    this.#ears.setTarget(this.#earsGain());
    this.#alone.setTarget(this.#solo === 'this' ? 1 : 0);
  }

  #airGain(): number {
    if (this.#strip.muted || this.#strip.monitor === 'only') return 0;
    // A stinger is in no scene: it lies over both.
    const asksNoScene = isAlwaysAudible(this.kind) || this.sourceId === transitionSound.id;
    return asksNoScene ? 1 : this.#sceneGain;
  }

  /** Whoever listens in also hears what is not on air yet. */
  #earsGain(): number {
    return this.#strip.muted || this.#strip.monitor === 'off' || this.#solo !== null ? 0 : 1;
  }
}

function framesOf({ offsetMillis }: Strip): number {
  return Math.round((offsetMillis * sampleRate) / 1000);
}

function sides({ faderDb, pan }: Strip): readonly [number, number] {
  const gain = faderGain(faderDb);
  const [left, right] = balanceGains(pan);
  return [gain * left, gain * right];
}

function copyStereo([left, right]: Stereo, into: Stereo): void {
  into[0].set(left);
  into[1].set(right);
}

function joinChannels([left, right]: Stereo): void {
  for (let index = 0; index < left.length; index += 1) {
    const mean = ((left[index] ?? 0) + (right[index] ?? 0)) / 2;
    left[index] = mean;
    right[index] = mean;
  }
}

function applySides([left, right]: Stereo, leftRamp: GainRamp, rightRamp: GainRamp): void {
  if (!leftRamp.isOpen) leftRamp.applyOne(left);
  if (!rightRamp.isOpen) rightRamp.applyOne(right);
}
