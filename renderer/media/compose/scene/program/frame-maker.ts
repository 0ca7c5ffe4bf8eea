/** Makes video frames of what was painted; a picture that stands still is wrapped once and then only given new times. */
import type { Micros } from '../../../../../shared/clock.ts';
import { toFrame } from '../../pixels/frames/to-frame.ts';
import type { Pixels } from '../../pixels/pixels.ts';
import type { Painted } from './program-painter.ts';

/** One for each program painter: its versions are only unique to that. */
export class FrameMaker {
  readonly #pixels: Pixels;
  #last: { readonly frame: VideoFrame; readonly version: number } | null = null;

  constructor(pixels: Pixels) {
    this.#pixels = pixels;
  }

  /** A frame at `timestamp` µs; the caller closes it. */
  make(painted: Painted, timestamp: Micros): VideoFrame {
    if (painted.kind === 'frame') return new VideoFrame(painted.frame, { timestamp });
    if (this.#last?.version === painted.version) return new VideoFrame(this.#last.frame, { timestamp });
    const frame = toFrame(this.#pixels, painted.surface, timestamp);
    this.#last?.frame.close();
    this.#last = { frame: frame.clone(), version: painted.version };
    return frame;
  }

  close(): void {
    this.#last?.frame.close();
    this.#last = null;
  }
}
