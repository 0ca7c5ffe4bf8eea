/** The tone controls: high-pass, low-pass, and three bands for low, middle and high. */
import type { Processor, Stereo } from '../stereo.ts';
import { Biquad, bell, highPass, highShelf, lowPass, lowShelf, type Coefficients } from './biquad.ts';
import { Glide } from './glide.ts';

export type EqualiserSettings = {
  readonly lowDb: number;
  readonly midDb: number;
  readonly highDb: number;
  /** Where low meets mid and mid meets high. */
  readonly lowHz: number;
  readonly highHz: number;
};

/** The three curves: a shelf at each end, and between them a bell as wide as their distance. */
export function equaliserCurves({
  lowDb,
  midDb,
  highDb,
  lowHz,
  highHz,
}: EqualiserSettings): readonly [low: Coefficients, mid: Coefficients, high: Coefficients] {
  // The two may meet at 1 kHz: an octave is kept between them.
  const upper = Math.max(highHz, 2 * lowHz);
  const middle = Math.sqrt(lowHz * upper);
  const quality = middle / (upper - lowHz);
  return [lowShelf(lowHz, lowDb), bell({ hz: middle, db: midDb, quality }), highShelf(upper, highDb)];
}

export class Equaliser implements Processor {
  readonly latencyFrames = 0;
  readonly #glide: Glide;
  readonly #bands: readonly [Biquad, Biquad, Biquad];

  constructor(settings: EqualiserSettings) {
    this.#glide = new Glide(listOf(settings));
    const [low, mid, high] = equaliserCurves(settings);
    this.#bands = [new Biquad(low), new Biquad(mid), new Biquad(high)];
  }

  /** Goes on with other settings; the curve glides. */
  set(settings: EqualiserSettings): void {
    this.#glide.setTargets(listOf(settings));
  }

  process(block: Stereo): void {
    if (this.#glide.step()) this.#bend();
    const [low, mid, high] = this.#bands;
    // A band at 0 dB changes nothing, so it costs nothing.
    if (this.#glide.at(0) !== 0) low.process(block);
    if (this.#glide.at(1) !== 0) mid.process(block);
    if (this.#glide.at(2) !== 0) high.process(block);
  }

  reset(): void {
    for (const band of this.#bands) band.reset();
  }

  #bend(): void {
    const at = (index: number) => this.#glide.at(index);
    const settings = { lowDb: at(0), midDb: at(1), highDb: at(2), lowHz: at(3), highHz: at(4) };
    for (const [index, curve] of equaliserCurves(settings).entries()) {
      const band = this.#bands[index];
      band?.set(curve);
      if (at(index) === 0) band?.reset();
    }
  }
}

function listOf({ lowDb, midDb, highDb, lowHz, highHz }: EqualiserSettings): readonly number[] {
  return [lowDb, midDb, highDb, lowHz, highHz];
}

/** A filter of one frequency, which glides when it is turned. */
export class PassFilter implements Processor {
  readonly latencyFrames = 0;
  readonly #curve: (hz: number) => Coefficients;
  readonly #glide: Glide;
  readonly #filter: Biquad;

  constructor(kind: 'high-pass' | 'low-pass', hz: number) {
    this.#curve = kind === 'high-pass' ? highPass : lowPass;
    this.#glide = new Glide([hz]);
    this.#filter = new Biquad(this.#curve(hz));
  }

  set(hz: number): void {
    this.#glide.setTargets([hz]);
  }

  process(block: Stereo): void {
    if (this.#glide.step()) this.#filter.set(this.#curve(this.#glide.at(0)));
    this.#filter.process(block);
  }

  reset(): void {
    this.#filter.reset();
  }
}
