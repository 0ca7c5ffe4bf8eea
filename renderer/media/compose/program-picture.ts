/** The program's picture: runs the program clock in the Worker and makes the frame of each slot from the source. */
import type { Micros } from '../../../shared/clock.ts';
import { slotTime, tickAt, type ProgramClock } from '../../../shared/live/pipeline/program-clock.ts';
import type { TestPattern, VideoFeed } from '../worker-protocol.ts';
import { FrameSlot } from './frame-slot.ts';
import { createPicture, toVideoFrame, type Picture } from './i420.ts';
import { fitsEncoder, Letterbox, type Size } from './letterbox.ts';
import type { Preview } from './preview.ts';
import { TestPicture } from './test-picture.ts';

/** A camera silent for this long gives way to the slate. */
const staleMicros = 2_000_000;

/** Pause between frames while catching up, ms: the encoder's queue must not fill. */
const catchUpMillis = 4;

/** A frame on air; it is closed when the call returns. */
export type ProgramFrame = {
  readonly frame: VideoFrame;
  readonly slot: number;
  /** Slots the clock gave up just before. */
  readonly skipped: number;
  /** When it was captured or drawn, Worker µs. */
  readonly captured: Micros;
};

export type ProgramPictureOptions = {
  readonly now: () => Micros;
  readonly mainOffset: () => Micros | null;
  readonly preview: Preview;
  /** Null while off air: frames are then made only for the preview. */
  readonly onAir: () => ((frame: ProgramFrame) => void) | null;
  /** True while the encoder has enough to do: a clock that catches up then waits. */
  readonly isBusy: () => boolean;
  /** The clock goes on; somebody must hear of it. */
  readonly onFault: (error: unknown) => void;
};

type Made = { readonly frame: VideoFrame; readonly captured: Micros };

/** Runs from its creation on; `restart` begins a new program time. */
export class ProgramPicture {
  readonly #options: ProgramPictureOptions;
  #clock: ProgramClock;
  #startPts: Micros = 0;
  #next = 0;
  #size: Size = { width: 1280, height: 720 };
  #pattern: TestPattern = 'sync';
  #feed: VideoFeed = { kind: 'slate' };
  #slot: FrameSlot | null = null;
  #test: TestPicture | null = null;
  #slate: Picture | null = null;
  #letterbox: Letterbox | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #delays: number[] = [];
  #capturedBefore = 0;
  /** Frames made, and slots given up because the clock ran late, since the restart. */
  mixed = 0;
  droppedLate = 0;

  constructor(options: ProgramPictureOptions) {
    this.#options = options;
    this.#clock = { epoch: options.now(), fps: 30 };
    this.#run();
  }

  /** Frames that came from the source since the restart. */
  get captured(): number {
    return this.#feed.kind === 'test' ? this.mixed : this.#capturedBefore + (this.#slot?.captured ?? 0);
  }

  /** Age of the newest source frame in ms; null without a source. */
  get sourceAgeMillis(): number | null {
    if (this.#feed.kind === 'test') return 0;
    const newest = this.#slot?.newest;
    return newest === null || newest === undefined ? null : Math.max(0, (this.#options.now() - newest.captured) / 1000);
  }

  /** Typical µs from the capture of a picture to the slot that shows it; 0 for pictures drawn here. */
  get sourceDelay(): Micros {
    const newest = this.#slot?.newest;
    if (newest === null || newest === undefined) return 0;
    const wait = 500_000 / this.#clock.fps;
    return Math.min(100_000, Math.max(0, newest.arrival - newest.captured + wait));
  }

  /** Median ms from tick to composed frame since the last call. */
  takeDelay(): number {
    const delays = this.#delays.toSorted((a, b) => a - b);
    this.#delays = [];
    return delays[Math.floor(delays.length / 2)] ?? 0;
  }

  /** Program size and rate; program time goes on unless the rate changes. */
  setFormat(format: Size & { readonly fps: number }): void {
    this.#size = { width: format.width, height: format.height };
    if (format.fps !== this.#clock.fps) this.#begin({ epoch: this.#options.now(), fps: format.fps });
  }

  setPattern(pattern: TestPattern): void {
    this.#pattern = pattern;
    this.#test = null;
  }

  setFeed(feed: VideoFeed): void {
    this.#capturedBefore = this.captured;
    this.#slot?.close();
    this.#slot = null;
    this.#feed = feed;
    if (feed.kind !== 'camera') return;
    const { now, mainOffset } = this.#options;
    this.#slot = new FrameSlot({ readable: feed.readable, now, mainOffset });
  }

  /** Begins program time at `epoch` with stream time `startPts`, and counts anew. */
  restart({ epoch, fps, startPts }: ProgramClock & { readonly startPts: Micros }): void {
    this.#startPts = startPts;
    this.mixed = 0;
    this.droppedLate = 0;
    this.#capturedBefore = -(this.#slot?.captured ?? 0);
    this.#begin({ epoch, fps });
  }

  #begin(clock: ProgramClock): void {
    this.#clock = clock;
    this.#next = 0;
    clearTimeout(this.#timer);
    this.#run();
  }

  #run(): void {
    let wait = 0;
    try {
      wait = this.#turn();
    } catch (error) {
      this.#options.onFault(error);
    } finally {
      this.#timer = setTimeout(() => this.#run(), wait);
    }
  }

  /** Makes the frame that is due, if one is; returns ms until the next deadline. */
  #turn(): number {
    const now = this.#options.now();
    const tick = tickAt(this.#clock, this.#next, now);
    if (tick.kind === 'emit' && this.#isBehind(now) && this.#options.isBusy()) return catchUpMillis;
    if (tick.kind === 'emit') {
      this.#next = tick.slot + 1;
      if (this.#options.onAir() !== null) this.droppedLate += tick.skipped;
      this.#emit(tick, now);
    }
    const after = this.#options.now();
    const next = tickAt(this.#clock, this.#next, after);
    return next.kind === 'wait' ? Math.ceil((next.until - after) / 1000) : catchUpMillis;
  }

  /** True when already the next slot is due as well. */
  #isBehind(now: Micros): boolean {
    return now >= this.#clock.epoch + slotTime(this.#clock.fps, this.#next + 1);
  }

  #emit({ slot, skipped }: { readonly slot: number; readonly skipped: number }, now: Micros): void {
    const onAir = this.#options.onAir();
    const isPreviewed = this.#options.preview.isDue(now);
    if (onAir === null && !isPreviewed) return;
    const made = this.#make(slot);
    try {
      this.mixed += 1;
      if (this.#delays.length < 256) this.#delays.push((this.#options.now() - now) / 1000);
      onAir?.({ ...made, slot, skipped });
      if (isPreviewed) this.#preview(made.frame.clone(), now);
    } finally {
      made.frame.close();
    }
  }

  #preview(frame: VideoFrame, now: Micros): void {
    this.#options.preview.draw(frame, now).catch((error: unknown) => this.#options.onFault(error));
  }

  #make(slot: number): Made {
    const pts = this.#startPts + slotTime(this.#clock.fps, slot);
    const drawn = this.#clock.epoch + slotTime(this.#clock.fps, slot);
    const newest = this.#slot?.newest ?? null;
    if (this.#feed.kind === 'test') {
      const { width, height } = this.#size;
      if (this.#test?.width !== width || this.#test.height !== height) this.#test = new TestPicture(width, height);
      return { frame: toVideoFrame(this.#test.draw(pts, slot, this.#pattern), pts), captured: drawn };
    }
    if (newest === null || this.#options.now() - newest.arrival > staleMicros) {
      return { frame: toVideoFrame(this.#slatePicture(), pts), captured: drawn };
    }
    return { frame: this.#fit(newest.frame, pts), captured: newest.captured };
  }

  #fit(source: VideoFrame, timestamp: Micros): VideoFrame {
    if (fitsEncoder(source, this.#size)) return new VideoFrame(source, { timestamp });
    const { width, height } = this.#size;
    const isReusable = this.#letterbox?.size.width === width && this.#letterbox.size.height === height;
    if (this.#letterbox === null || !isReusable) this.#letterbox = new Letterbox(this.#size);
    return this.#letterbox.compose(source, timestamp);
  }

  #slatePicture(): Picture {
    const { width, height } = this.#size;
    if (this.#slate?.width !== width || this.#slate.height !== height) {
      this.#slate = createPicture(width, height, [26, 128, 128]);
    }
    return this.#slate;
  }
}
