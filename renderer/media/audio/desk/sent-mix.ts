/** The mix that viewers get: its fader, its limiter, and its loudness against the target. */
import type { Master } from '../../../../shared/studio/document/show.ts';
import { LoudnessMeter, silentLufs } from '../../../../shared/studio/audio/loudness/loudness-meter.ts';
import { decibels, faderGain } from '../../../../shared/studio/audio/level/decibels.ts';
import { GainRamp } from '../../../../shared/studio/audio/level/gain-ramp.ts';
import { LevelMeter } from '../../../../shared/studio/audio/level/level-meter.ts';
import { levelAt, masterFigures } from '../../../../shared/studio/audio/level/levels.ts';
import type { SoundBus } from './sound-bus.ts';

export class SentMix {
  readonly figures = new Float32Array(masterFigures);
  readonly #bus: SoundBus;
  readonly #fader = new GainRamp(1);
  readonly #meter = new LevelMeter();
  readonly #loudness = new LoudnessMeter();

  constructor(bus: SoundBus) {
    this.#bus = bus;
  }

  setMaster({ faderDb, limiterDb }: Master): void {
    this.#fader.setTarget(faderGain(faderDb));
    this.#bus.setCeiling(limiterDb);
  }

  /** Loudness counts from here on. */
  restart(): void {
    this.#loudness.reset();
  }

  /** Puts the sum through fader and limiter. */
  limit(): void {
    if (!this.#fader.isOpen) this.#fader.apply(this.#bus.sum);
    this.#bus.limit();
  }

  /** Measures what was limited and hands it on. */
  handOn(): void {
    this.#meter.measure(this.#bus.sum);
    this.#loudness.measure(this.#bus.sum);
    this.#bus.handOn();
  }

  /** Brings `figures` up to now. */
  look(): void {
    this.#meter.take(this.figures);
    this.figures[levelAt.momentary] = this.#loudness.momentaryLufs;
    this.figures[levelAt.shortTerm] = this.#loudness.shortTermLufs;
    this.figures[levelAt.integrated] = this.#loudness.integratedLufs ?? silentLufs;
    this.figures[levelAt.reduction] = Math.max(0, -decibels(this.#bus.takeLowestGain()));
  }
}
