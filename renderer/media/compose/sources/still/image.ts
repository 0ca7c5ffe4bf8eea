/** A picture file as a source; one that moves (GIF, WebP, APNG, AVIF) plays round and round. */
import type { Micros } from '../../../../../shared/clock.ts';
import type { Input, InputOf } from '../../../../../shared/studio/document/source.ts';
import type { Look, Producer, ProducerContext, ProducerState } from '../producer.ts';
import { Animation } from './animation.ts';
import { Attempts } from './attempts.ts';
import { decodePicture, readPictureFile, type PictureFile } from './load-picture.ts';
import { StillPicture } from './still-picture.ts';

/** Loaded once; tried again while that fails. */
export class ImageProducer implements Producer {
  readonly #context: ProducerContext;
  readonly #picture: StillPicture;
  readonly #attempts = new Attempts();
  #path: string;
  #state: ProducerState = { state: 'opening' };
  #animation: Animation | null = null;
  /** Ended, but somebody may still be looking. */
  #retired: Animation[] = [];

  constructor(input: InputOf<'image'>, context: ProducerContext) {
    this.#context = context;
    this.#path = input.path;
    this.#picture = new StillPicture(context.surfaces);
    this.#load();
  }

  get state(): ProducerState {
    return this.#state;
  }

  get ageMillis(): number | null {
    return this.#state.state === 'running' ? 0 : null;
  }

  look(now: Micros): Look | null {
    for (const animation of this.#retired) animation.close();
    this.#retired = [];
    const still = this.#picture.look;
    return this.#animation === null ? still : this.#animation.look(now);
  }

  setShown(shown: boolean): void {
    this.#animation?.setShown(shown);
  }

  update(input: Input): boolean {
    if (input.kind !== 'image') return false;
    if (input.path !== this.#path) {
      this.#path = input.path;
      this.#load();
    }
    return true;
  }

  close(): void {
    this.#attempts.end();
    this.#retire(null);
    for (const animation of this.#retired) animation.close();
    this.#retired = [];
    this.#picture.close();
  }

  /** What was shown before stays until the new file is there. */
  #load(): void {
    this.#attempts.begin(async (isCurrent) => {
      const file = await readPictureFile(this.#context.fileUrl(0));
      if (!isCurrent()) return true;
      if (!file.ok) return this.#fail(file.error);
      const moving = await Animation.open(file.value, this.#context);
      if (!isCurrent()) {
        moving?.close();
        return true;
      }
      return moving === null ? this.#loadStill(file.value, isCurrent) : this.#play(moving);
    });
  }

  #play(animation: Animation): boolean {
    this.#retire(animation);
    this.#picture.clear();
    this.#setState({ state: 'running' });
    return true;
  }

  async #loadStill(file: PictureFile, isCurrent: () => boolean): Promise<boolean> {
    const bitmap = await decodePicture(file);
    if (!isCurrent()) return true;
    if (!bitmap.ok) return this.#fail(bitmap.error);
    const surface = this.#context.surfaces.fromBitmap(bitmap.value);
    if (surface === null) return false;
    this.#retire(null);
    const { width, height, isOpaque } = bitmap.value;
    this.#picture.show(surface, { width, height, isOpaque, captured: this.#context.now() });
    this.#setState({ state: 'running' });
    return true;
  }

  #fail(error: Extract<ProducerState, { state: 'failed' }>['error']): false {
    this.#retire(null);
    this.#picture.clear();
    this.#setState({ state: 'failed', error });
    return false;
  }

  /** Another one in its place, or none. */
  #retire(next: Animation | null): void {
    if (this.#animation !== null) this.#retired.push(this.#animation);
    this.#animation = next;
  }

  #setState(state: ProducerState): void {
    this.#state = state;
    this.#context.onState(state);
  }
}
