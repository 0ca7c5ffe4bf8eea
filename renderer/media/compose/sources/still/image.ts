/** A picture file as a source; one that moves (GIF, WebP, APNG, AVIF) plays round and round. */
import type { Micros } from '../../../../../shared/clock.ts';
import { ok, type Reply } from '../../../../../shared/errors.ts';
import type { Input, InputOf } from '../../../../../shared/studio/document/source.ts';
import { FileWatch } from '../file/file-watch.ts';
import type { ShowFile } from '../file/read-file.ts';
import type { Look, Producer, ProducerContext, ProducerState } from '../producer.ts';
import { Animation } from './animation.ts';
import { Attempts } from './attempts.ts';
import { decodePicture, readPictureFile } from './load-picture.ts';
import { StillPicture } from './still-picture.ts';

/** Tried again while it can't be loaded, and loaded again when the file has changed. */
export class ImageProducer implements Producer {
  readonly #context: ProducerContext;
  readonly #picture: StillPicture;
  readonly #attempts = new Attempts();
  readonly #watch = new FileWatch(() => this.#load(true));
  #path: string;
  #state: ProducerState = { state: 'opening' };
  #animation: Animation | null = null;
  /** Ended, but somebody may still be looking. */
  #retired: Animation[] = [];

  constructor(input: InputOf<'image'>, context: ProducerContext) {
    this.#context = context;
    this.#path = input.path;
    this.#picture = new StillPicture(context.surfaces);
    this.#load(false);
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
    this.#watch.setOn(shown);
    this.#animation?.setShown(shown);
  }

  update(input: Input): boolean {
    if (input.kind !== 'image') return false;
    if (input.path !== this.#path) {
      this.#path = input.path;
      this.#load(false);
    }
    return true;
  }

  close(): void {
    this.#attempts.end();
    this.#watch.end();
    this.#retire(null);
    for (const animation of this.#retired) animation.close();
    this.#retired = [];
    this.#picture.close();
  }

  /**
   * What was shown before stays until the new file is there. `isChange`: it is the same one with other contents, which may
   * be half a picture or none; then what was shown stays until it changes once more.
   */
  #load(isChange: boolean): void {
    this.#watch.end();
    const url = this.#context.fileUrl(0);
    this.#attempts.begin(async (isCurrent) => {
      const file = await readPictureFile(url);
      const shown = file.ok ? await this.#show(file.value, isCurrent) : file;
      if (!isCurrent()) return true;
      if (!shown.ok && !isChange) return this.#fail(shown.error);
      if (shown.ok && !shown.value) return false;
      this.#watch.follow(url, file.ok ? file.value.tag : null);
      return true;
    });
  }

  /** False where there is no memory for it yet. */
  async #show(file: ShowFile, isCurrent: () => boolean): Promise<Reply<boolean>> {
    const moving = await Animation.open(file, this.#context);
    if (!isCurrent()) {
      moving?.close();
      return ok(true);
    }
    return moving === null ? this.#showStill(file, isCurrent) : this.#play(moving);
  }

  #play(animation: Animation): Reply<boolean> {
    this.#retire(animation);
    this.#picture.clear();
    this.#setState({ state: 'running' });
    return ok(true);
  }

  async #showStill(file: ShowFile, isCurrent: () => boolean): Promise<Reply<boolean>> {
    const bitmap = await decodePicture(file, this.#context.drawSvg);
    if (!bitmap.ok || !isCurrent()) return bitmap.ok ? ok(true) : bitmap;
    const surface = this.#context.surfaces.fromBitmap(bitmap.value);
    if (surface === null) return ok(false);
    this.#retire(null);
    const { width, height, isOpaque } = bitmap.value;
    this.#picture.show(surface, { width, height, isOpaque, captured: this.#context.now() });
    this.#setState({ state: 'running' });
    return ok(true);
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
