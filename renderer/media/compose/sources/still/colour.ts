/** A source of one colour. */
import type { Input, InputOf } from '../../../../../shared/studio/document/source.ts';
import type { Look, Producer, ProducerContext, ProducerState } from '../producer.ts';
import { StillPicture } from './still-picture.ts';

/** Drawn once for each setting. */
export class ColourProducer implements Producer {
  readonly #context: ProducerContext;
  readonly #picture: StillPicture;
  #input: InputOf<'colour'>;
  #isDrawn = false;

  constructor(input: InputOf<'colour'>, context: ProducerContext) {
    this.#context = context;
    this.#input = input;
    this.#picture = new StillPicture(context.surfaces);
  }

  get state(): ProducerState {
    return { state: 'running' };
  }

  get ageMillis(): number | null {
    return 0;
  }

  look(): Look | null {
    if (!this.#isDrawn) this.#draw();
    return this.#picture.look;
  }

  setShown(): void {
    // A colour does nothing while it is hidden.
  }

  update(input: Input): boolean {
    if (input.kind !== 'colour') return false;
    this.#input = input;
    this.#isDrawn = false;
    return true;
  }

  close(): void {
    this.#picture.close();
  }

  /** Where the heap is full it is tried again in the next slot. */
  #draw(): void {
    const { colour, width, height } = this.#input;
    const surface = this.#context.surfaces.filled({ width, height }, colour);
    if (surface === null) return;
    const isOpaque = colour.length === 7 || colour.slice(7).toLowerCase() === 'ff';
    this.#picture.show(surface, { width, height, isOpaque, captured: this.#context.now() });
    this.#isDrawn = true;
  }
}
