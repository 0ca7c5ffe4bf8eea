/** The program's picture: runs the program clock in the Worker and makes the frame of each slot from the source. */
import type { Micros } from '../../../shared/clock.ts';
import { slotTime, tickAt, type ProgramClock } from '../../../shared/live/pipeline/program-clock.ts';
import { PictureSource, type Shown, type SourceNews } from '../capture/picture-source.ts';
import type { TestPattern, VideoFeed } from '../worker-protocol.ts';
import { drawHoldingPicture } from './picture/holding-picture.ts';
import { toVideoFrame, type Picture } from './picture/i420.ts';
import { fitsEncoder, Letterbox, type Size } from './picture/letterbox.ts';
import type { Preview } from './preview.ts';
import { TestPicture } from './picture/test-picture.ts';

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
  /** The source has fallen silent, or is back on air. */
  readonly onSource: (news: SourceNews) => void;
};

type Made = { readonly frame: VideoFrame; readonly captured: Micros };

/** What goes into one test picture. */
type Drawing = { readonly pts: Micros; readonly slot: number };

/** Runs from its creation on; `restart` begins a new program time. */
export class ProgramPicture {
  readonly #options: ProgramPictureOptions;
  #clock: ProgramClock;
  #startPts: Micros = 0;
  #next = 0;
  #size: Size = { width: 1280, height: 720 };
  #pattern: TestPattern = 'sync';
  readonly #source: PictureSource;
  #test: TestPicture | null = null;
  #drawing: Drawing = { pts: 0, slot: 0 };
  #holding: Picture | null = null;
  #letterbox: Letterbox | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #delays: number[] = [];
  #capturedBefore = 0;
  /** Every slot goes on air, or every second one. */
  #divisor: 1 | 2 = 1;
  #lastOnAir = Number.NEGATIVE_INFINITY;
  /** Frames made, and slots given up because the clock ran late, since the restart. */
  mixed = 0;
  droppedLate = 0;

  constructor(options: ProgramPictureOptions) {
    this.#options = options;
    const { now, mainOffset, onSource } = options;
    this.#source = new PictureSource({ now, mainOffset, onNews: onSource });
    this.#clock = { epoch: options.now(), fps: 30 };
    this.#run();
  }

  /** Frames that came from the source since the restart. */
  get captured(): number {
    return this.#source.captured - this.#capturedBefore;
  }

  /** Age of the newest source frame in ms; null without a source. */
  get sourceAgeMillis(): number | null {
    return this.#source.ageMillis;
  }

  /** Typical µs from the capture of a picture to the slot that shows it; 0 for pictures drawn here. */
  get sourceDelay(): Micros {
    const { newest } = this.#source;
    if (newest === null) return 0;
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
    this.#source.setFeed(feed);
  }

  /** 2 puts every second slot on air only; program time stays the same. */
  setDivisor(divisor: 1 | 2): void {
    this.#divisor = divisor;
  }

  /** Failure rehearsal: the source gives nothing for a while. */
  breakSource(): void {
    this.#source.breakOff();
  }

  /** Begins program time at `epoch` with stream time `startPts`, and counts anew. */
  restart({ epoch, fps, startPts }: ProgramClock & { readonly startPts: Micros }): void {
    this.#startPts = startPts;
    this.mixed = 0;
    this.droppedLate = 0;
    this.#capturedBefore = this.#source.captured;
    this.#begin({ epoch, fps });
  }

  #begin(clock: ProgramClock): void {
    this.#clock = clock;
    this.#next = 0;
    this.#lastOnAir = Number.NEGATIVE_INFINITY;
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
    const shown = this.#source.look(now);
    const onAir = this.#options.onAir();
    // Always the same slots, so that key frames keep their places; another one only where those were given up.
    const isOther = slot % this.#divisor !== 0;
    const isLeftOut = onAir !== null && isOther && slot - this.#lastOnAir <= this.#divisor;
    const isPreviewed = this.#options.preview.isDue(now);
    if ((onAir === null || isLeftOut) && !isPreviewed) return;
    const made = this.#make(slot, shown);
    try {
      if (!isLeftOut) {
        this.mixed += 1;
        this.#lastOnAir = slot;
        if (this.#delays.length < 256) this.#delays.push((this.#options.now() - now) / 1000);
        onAir?.({ ...made, slot, skipped });
      }
      if (isPreviewed) this.#preview(made.frame.clone(), now);
    } finally {
      made.frame.close();
    }
  }

  #preview(frame: VideoFrame, now: Micros): void {
    this.#options.preview.draw(frame, now).catch((error: unknown) => this.#options.onFault(error));
  }

  #make(slot: number, shown: Shown): Made {
    const pts = this.#startPts + slotTime(this.#clock.fps, slot);
    const drawn = this.#clock.epoch + slotTime(this.#clock.fps, slot);
    switch (shown.kind) {
      case 'test':
        if (!shown.isStill) this.#drawing = { pts, slot };
        return { frame: toVideoFrame(this.#testPicture(), pts), captured: drawn };
      case 'frame':
        return { frame: this.#fit(shown.newest.frame, pts), captured: shown.newest.captured };
      case 'holding':
        return { frame: toVideoFrame(this.#holdingPicture(), pts), captured: drawn };
    }
  }

  #testPicture(): Picture {
    const { width, height } = this.#size;
    if (this.#test?.width !== width || this.#test.height !== height) this.#test = new TestPicture(width, height);
    return this.#test.draw(this.#drawing.pts, this.#drawing.slot, this.#pattern);
  }

  #fit(source: VideoFrame, timestamp: Micros): VideoFrame {
    if (fitsEncoder(source, this.#size)) return new VideoFrame(source, { timestamp });
    const { width, height } = this.#size;
    const isReusable = this.#letterbox?.size.width === width && this.#letterbox.size.height === height;
    if (this.#letterbox === null || !isReusable) this.#letterbox = new Letterbox(this.#size);
    return this.#letterbox.compose(source, timestamp);
  }

  #holdingPicture(): Picture {
    const { width, height } = this.#size;
    const isReusable = this.#holding?.width === width && this.#holding.height === height;
    if (this.#holding === null || !isReusable) this.#holding = drawHoldingPicture(width, height);
    return this.#holding;
  }
}
