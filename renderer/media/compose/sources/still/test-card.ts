/** The sync test picture as a source: drawn for the very slot that shows it, so that flash and beep keep together. */
import type { Micros } from '../../../../../shared/clock.ts';
import type { Input } from '../../../../../shared/studio/document/source.ts';
import { toVideoFrame } from '../../picture/i420.ts';
import { TestPicture } from '../../picture/test-picture.ts';
import type { Look, Producer, ProducerContext, ProducerState } from '../producer.ts';

/** As large as the program, so that it goes on air untouched. */
export class TestProducer implements Producer {
  readonly #context: ProducerContext;
  #picture: TestPicture | null = null;
  #frame: VideoFrame | null = null;
  #slot = Number.NaN;
  #version = 0;

  constructor(context: ProducerContext) {
    this.#context = context;
  }

  get state(): ProducerState {
    return { state: 'running' };
  }

  get ageMillis(): number | null {
    return 0;
  }

  look(now: Micros): Look | null {
    const slot = this.#context.slot();
    const { width, height } = slot;
    if (this.#picture?.width !== width || this.#picture.height !== height) {
      this.#picture = new TestPicture(width, height);
      this.#slot = Number.NaN;
    }
    if (slot.number !== this.#slot || this.#frame === null) {
      this.#frame?.close();
      this.#frame = toVideoFrame(this.#picture.draw(slot.pts, slot.number, slot.pattern), slot.pts);
      this.#slot = slot.number;
      this.#version += 1;
    }
    return { surface: null, frame: this.#frame, version: this.#version, captured: now, width, height, isOpaque: true };
  }

  setShown(): void {
    // It is drawn only when somebody looks.
  }

  update(input: Input): boolean {
    return input.kind === 'test';
  }

  close(): void {
    this.#frame?.close();
    this.#frame = null;
  }
}
