/** Decoded frames that wait for their moment; a few, because each holds memory of the decoder. */
import type { Micros } from '../../../../../shared/clock.ts';

/** Frames decoded ahead. */
const maxQueuedFrames = 6;

/** A frame and when it begins, in film time. */
export type TimedFrame = { readonly frame: VideoFrame; readonly at: Micros };

/** Owns its frames and closes them. */
export class FrameQueue {
  #waiting: TimedFrame[] = [];
  #current: TimedFrame | null = null;
  #version = 0;
  #waiters: (() => void)[] = [];
  #isClosed = false;

  /** Grows with each frame that is shown. */
  get version(): number {
    return this.#version;
  }

  /** Takes a frame over. */
  put(frame: TimedFrame): void {
    if (this.#isClosed) frame.frame.close();
    else this.#waiting.push(frame);
  }

  /** Resolves once there is room for another frame. */
  room(): Promise<void> {
    if (this.#isClosed || this.#waiting.length < maxQueuedFrames) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
    });
  }

  /** The frame at film time `film`: the newest that has begun, or the very first there is. */
  at(film: Micros): TimedFrame | null {
    while (this.#waiting[0] !== undefined && (this.#current === null || this.#waiting[0].at <= film)) this.#step();
    return this.#current;
  }

  /** Forgets what waits; the frame that is shown stays until another one comes. */
  flush(): void {
    for (const { frame } of this.#waiting) frame.close();
    this.#waiting = [];
    // Otherwise it would outlive all that begins before it.
    if (this.#current !== null) this.#current = { ...this.#current, at: Number.NEGATIVE_INFINITY };
    this.wake();
  }

  /** Drops the oldest until at most `count` wait. */
  limit(count: number): void {
    while (this.#waiting.length > count) this.#waiting.shift()?.frame.close();
  }

  /** Whoever waits for room goes on, and sees for himself whether he is still wanted. */
  wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const go of waiters) go();
  }

  close(): void {
    this.#isClosed = true;
    this.flush();
    this.#current?.frame.close();
    this.#current = null;
  }

  #step(): void {
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#current?.frame.close();
    this.#current = next;
    this.#version += 1;
    this.wake();
  }
}

/** False for frames with an alpha plane or channel. */
export function isOpaqueFrame({ format }: VideoFrame): boolean {
  return format === null || !['I420A', 'I422A', 'I444A', 'RGBA', 'BGRA'].includes(format);
}
