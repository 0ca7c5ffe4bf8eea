/** The last seconds of one sound by position: written in order, read wherever it still is; all else is silence. */
import { createStereo, type Stereo } from '../../../../../shared/studio/audio/stereo.ts';

/** Frames of a sound to write: `available` from `from` on, stretched to `frames`. */
export type Stretch = { readonly from: number; readonly available: number; readonly frames: number };

export class SoundRing {
  #samples: Stereo;
  #mask: number;
  #first = 0;
  #written = 0;

  /** Holds at least `frames`. */
  constructor(frames: number) {
    const capacity = capacityFor(frames);
    this.#samples = createStereo(capacity);
    this.#mask = capacity - 1;
  }

  /** Position after the last frame. */
  get written(): number {
    return this.#written;
  }

  /** Goes on at `position` with nothing before it. */
  skipTo(position: number): void {
    this.#first = position;
    this.#written = position;
  }

  /** Makes room for `frames`, keeping what there is. */
  grow(frames: number): void {
    const capacity = capacityFor(frames);
    if (capacity <= this.#mask + 1) return;
    const larger = createStereo(capacity);
    const first = Math.max(this.#first, this.#written - this.#mask - 1);
    for (let position = first; position < this.#written; position += 1) {
      larger[0][position & (capacity - 1)] = this.#samples[0][position & this.#mask] ?? 0;
      larger[1][position & (capacity - 1)] = this.#samples[1][position & this.#mask] ?? 0;
    }
    this.#samples = larger;
    this.#mask = capacity - 1;
  }

  writeSilence(frames: number): void {
    const audible = Math.min(frames, this.#mask + 1);
    const [left, right] = this.#samples;
    for (let index = frames - audible; index < frames; index += 1) {
      const at = (this.#written + index) & this.#mask;
      left[at] = 0;
      right[at] = 0;
    }
    this.#written += frames;
  }

  write(planes: Stereo, { from, available, frames }: Stretch): void {
    if (frames <= 0 || available <= 0) return;
    if (frames === available) this.#copy(planes, from, frames);
    else this.#stretch(planes, { from, available, frames });
    this.#written += frames;
  }

  /** Reads `into[0].length` frames from `position` on. */
  read(position: number, into: Stereo): void {
    const [left, right] = this.#samples;
    const [toLeft, toRight] = into;
    const first = Math.max(this.#first, this.#written - this.#mask - 1);
    for (let index = 0; index < toLeft.length; index += 1) {
      const place = position + index;
      const isThere = place >= first && place < this.#written;
      toLeft[index] = isThere ? (left[place & this.#mask] ?? 0) : 0;
      toRight[index] = isThere ? (right[place & this.#mask] ?? 0) : 0;
    }
  }

  #copy([fromLeft, fromRight]: Stereo, from: number, frames: number): void {
    const [left, right] = this.#samples;
    for (let index = 0; index < frames; index += 1) {
      const at = (this.#written + index) & this.#mask;
      left[at] = fromLeft[from + index] ?? 0;
      right[at] = fromRight[from + index] ?? 0;
    }
  }

  /** Linear between samples: at most one frame in a thousand is slipped in or out. */
  #stretch([fromLeft, fromRight]: Stereo, { from, available, frames }: Stretch): void {
    const [left, right] = this.#samples;
    const ratio = frames > 1 ? (available - 1) / (frames - 1) : 0;
    for (let index = 0; index < frames; index += 1) {
      const place = from + index * ratio;
      const at = (this.#written + index) & this.#mask;
      left[at] = interpolate(fromLeft, place);
      right[at] = interpolate(fromRight, place);
    }
  }
}

function capacityFor(frames: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1024, frames)));
}

function interpolate(samples: Float32Array, place: number): number {
  const index = Math.floor(place);
  const here = samples[index] ?? 0;
  const fraction = place - index;
  return fraction === 0 ? here : here + ((samples[index + 1] ?? here) - here) * fraction;
}
