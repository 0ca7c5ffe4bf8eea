/** Sample peak, RMS and true peak of a sound since they were last asked for. */
import type { Stereo } from '../stereo.ts';
import { decibels } from './decibels.ts';
import { levelAt } from './levels.ts';
import { TruePeak } from './true-peak.ts';

export class LevelMeter {
  readonly #truePeak = new TruePeak();
  #peakLeft = 0;
  #peakRight = 0;
  #squareLeft = 0;
  #squareRight = 0;
  #frames = 0;

  measure(block: Stereo): void {
    const [left, right] = block;
    let [peakLeft, peakRight] = [this.#peakLeft, this.#peakRight];
    let [squareLeft, squareRight] = [0, 0];
    for (let index = 0; index < left.length; index += 1) {
      const l = left[index] ?? 0;
      const r = right[index] ?? 0;
      const absLeft = Math.abs(l);
      const absRight = Math.abs(r);
      if (absLeft > peakLeft) peakLeft = absLeft;
      if (absRight > peakRight) peakRight = absRight;
      squareLeft += l * l;
      squareRight += r * r;
    }
    this.#peakLeft = peakLeft;
    this.#peakRight = peakRight;
    this.#squareLeft += squareLeft;
    this.#squareRight += squareRight;
    this.#frames += left.length;
    this.#truePeak.measure(block);
  }

  /** Writes the first figures of `levelAt`, dBFS, and begins anew. */
  take(figures: Float32Array): void {
    const frames = Math.max(1, this.#frames);
    figures[levelAt.peakLeft] = decibels(this.#peakLeft);
    figures[levelAt.peakRight] = decibels(this.#peakRight);
    figures[levelAt.rmsLeft] = decibels(Math.sqrt(this.#squareLeft / frames));
    figures[levelAt.rmsRight] = decibels(Math.sqrt(this.#squareRight / frames));
    figures[levelAt.truePeak] = decibels(this.#truePeak.take());
    this.#peakLeft = 0;
    this.#peakRight = 0;
    this.#squareLeft = 0;
    this.#squareRight = 0;
    this.#frames = 0;
  }
}
