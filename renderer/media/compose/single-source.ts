/** One source as the whole program, as long as the page has sent no show. */
import type { Micros } from '../../../shared/clock.ts';
import { PictureSource, type PictureSourceOptions, type Shown } from '../capture/single/picture-source.ts';
import type { TestPattern, VideoFeed } from '../worker-protocol.ts';
import { drawHoldingPicture } from './picture/holding-picture.ts';
import { toVideoFrame, type Picture } from './picture/i420.ts';
import { fitsEncoder, Letterbox, type Size } from './picture/letterbox.ts';
import { TestPicture } from './picture/test-picture.ts';
import type { SlotPicture } from './scene/engine.ts';
import type { Slot } from './scene/world.ts';

/** What goes into one test picture. */
type Drawing = { readonly pts: Micros; readonly number: number };

/** The frame of each slot. */
export class SingleSource {
  readonly #source: PictureSource;
  #size: Size = { width: 1280, height: 720 };
  #pattern: TestPattern = 'sync';
  #test: TestPicture | null = null;
  #drawing: Drawing = { pts: 0, number: 0 };
  #holding: Picture | null = null;
  #letterbox: Letterbox | null = null;

  constructor(options: PictureSourceOptions) {
    this.#source = new PictureSource(options);
  }

  get captured(): number {
    return this.#source.captured;
  }

  get ageMillis(): number | null {
    return this.#source.ageMillis;
  }

  /** Typical µs from the capture of a picture to the slot that shows it; 0 for pictures drawn here. */
  delay(fps: number): Micros {
    const { newest } = this.#source;
    if (newest === null) return 0;
    return Math.min(100_000, Math.max(0, newest.arrival - newest.captured + 500_000 / fps));
  }

  setSize({ width, height }: Size): void {
    this.#size = { width, height };
  }

  setPattern(pattern: TestPattern): void {
    this.#pattern = pattern;
    this.#test = null;
  }

  setFeed(feed: VideoFeed): void {
    this.#source.setFeed(feed);
  }

  breakOff(): void {
    this.#source.breakOff();
  }

  /** Looks at the source for a slot and hands its picture on where it is wanted. */
  run(slot: Slot, now: Micros, take: ((picture: SlotPicture) => void) | null): void {
    const shown = this.#source.look(now);
    if (take === null) return;
    const frame = this.#make(shown, slot);
    try {
      take({ frame, captured: shown.kind === 'frame' ? shown.newest.captured : slot.due });
    } finally {
      frame.close();
    }
  }

  #make(shown: Shown, { pts, number }: Slot): VideoFrame {
    switch (shown.kind) {
      case 'test':
        if (!shown.isStill) this.#drawing = { pts, number };
        return toVideoFrame(this.#testPicture(), pts);
      case 'frame':
        return this.#fit(shown.newest.frame, pts);
      case 'holding':
        return toVideoFrame(this.#holdingPicture(), pts);
    }
  }

  #testPicture(): Picture {
    const { width, height } = this.#size;
    if (this.#test?.width !== width || this.#test.height !== height) this.#test = new TestPicture(width, height);
    return this.#test.draw(this.#drawing.pts, this.#drawing.number, this.#pattern);
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
