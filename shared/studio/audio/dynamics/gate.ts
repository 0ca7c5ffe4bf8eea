/** Noise gate: shut below one level, open above another, with a pause before it closes. */
import { gainOf } from '../level/decibels.ts';
import { controlFrames, sampleRate, type Processor, type Stereo } from '../stereo.ts';
import { PeakDetector, applyGain } from './peak-detector.ts';

export type GateSettings = {
  /** Opens above the one, closes below the other; dBFS. */
  readonly openDb: number;
  readonly closeDb: number;
  /** From shut to open, ms. */
  readonly attackMillis: number;
  /** Stays open for so long after the sound went below, ms. */
  readonly holdMillis: number;
  /** From open to shut, ms. */
  readonly releaseMillis: number;
};

/** A level is taken over this window, so that the crossings of zero are no silence; ms. */
const windowMillis = 1;

export class Gate implements Processor {
  readonly latencyFrames = 0;
  readonly #detector = new PeakDetector();
  #open = 0;
  #close = 0;
  #up = 0;
  #down = 0;
  #holdFrames = 0;
  #isOpen = false;
  #held = 0;
  #gain = 0;

  constructor(settings: GateSettings) {
    this.#detector.setWindow(windowMillis);
    this.set(settings);
  }

  set({ openDb, closeDb, attackMillis, holdMillis, releaseMillis }: GateSettings): void {
    this.#open = gainOf(openDb);
    // A gate that closed above where it opens would flutter.
    this.#close = gainOf(Math.min(openDb, closeDb));
    this.#up = stepFor(attackMillis);
    this.#down = stepFor(releaseMillis);
    this.#holdFrames = (holdMillis * sampleRate) / 1000;
  }

  process(block: Stereo): void {
    for (let start = 0; start < block[0].length; start += controlFrames) {
      this.#decide(this.#detector.take(block, start));
      const gain = this.#isOpen ? Math.min(1, this.#gain + this.#up) : Math.max(0, this.#gain - this.#down);
      applyGain(block, start, this.#gain, gain);
      this.#gain = gain;
    }
  }

  reset(): void {
    this.#detector.reset();
    this.#isOpen = false;
    this.#held = 0;
    this.#gain = 0;
  }

  #decide(level: number): void {
    if (level > this.#open) this.#isOpen = true;
    if (level >= this.#close) {
      this.#held = 0;
      return;
    }
    this.#held += controlFrames;
    if (this.#held > this.#holdFrames) this.#isOpen = false;
  }
}

/** What a gain moves in one control step when its whole way takes `millis`. */
function stepFor(millis: number): number {
  return (controlFrames * 1000) / (sampleRate * Math.max(0.01, millis));
}
