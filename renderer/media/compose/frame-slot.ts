/** Keeps the newest frame of a camera, closes all others and measures how they come; deciding what to show is not here. */
import type { Micros } from '../../../shared/clock.ts';
import { CaptureClock } from '../capture/capture-clock.ts';

/** The newest frame; whoever looks at it must not close it. */
export type NewestFrame = { readonly frame: VideoFrame; readonly arrival: Micros; readonly captured: Micros };

export type FrameSlotOptions = {
  readonly readable: ReadableStream<VideoFrame>;
  readonly now: () => Micros;
  readonly mainOffset: () => Micros | null;
  /** Asked for each frame that arrives; those that are not taken are as if they had never come. */
  readonly takes: (arrival: Micros) => boolean;
};

/** Reads a transferred stream until `close`. */
export class FrameSlot {
  readonly #options: FrameSlotOptions;
  readonly #reader: ReadableStreamDefaultReader<VideoFrame>;
  readonly #clock = new CaptureClock();
  #newest: NewestFrame | null = null;
  #isClosed = false;

  constructor(options: FrameSlotOptions) {
    this.#options = options;
    this.#reader = options.readable.getReader();
    // A stream that fails ends like one that is done: the slate takes over and the page reports the device.
    this.#read().catch(() => undefined);
  }

  get newest(): NewestFrame | null {
    return this.#newest;
  }

  close(): void {
    this.#isClosed = true;
    this.#reader.cancel().catch(() => undefined);
    this.#newest?.frame.close();
    this.#newest = null;
  }

  async #read(): Promise<void> {
    for (;;) {
      // Frames come one after the other: nothing here could run in parallel.
      // oxlint-disable-next-line no-await-in-loop
      const { done, value } = await this.#reader.read();
      if (done) return;
      this.#put(value);
    }
  }

  #put(frame: VideoFrame): void {
    const arrival = this.#options.now();
    if (this.#isClosed || !this.#options.takes(arrival)) {
      frame.close();
      return;
    }
    const captured = this.#clock.toWorker(frame.timestamp, arrival, this.#options.mainOffset());
    this.#newest?.frame.close();
    this.#newest = { frame, arrival, captured };
  }
}
