/** Pictures one after the other on a canvas of the show's size, with a fade between them; at most three are in memory. */
import type { Micros } from '../../../../../shared/clock.ts';
import { studioError, type StudioError } from '../../../../../shared/errors.ts';
import type { Input, InputOf } from '../../../../../shared/studio/document/source.ts';
import { SlideClock, type Slide } from '../../../../../shared/studio/playing/slideshow.ts';
import type { Size, Surface } from '../../pixels/memory/surface.ts';
import { FileWatch } from '../file/file-watch.ts';
import type { Look, Producer, ProducerContext, ProducerState } from '../producer.ts';
import { decodeInto, readPictureFile } from './load-picture.ts';

/** Null: this file can't be shown, and is not tried again before its next turn or a change. */
type Picture = { readonly surface: Surface | null; readonly isOpaque: boolean; readonly tag: string | null };
type Loaded = Picture & { readonly index: number; readonly serial: number };

const noPicture: Picture = { surface: null, isOpaque: false, tag: null };

/** Time stands still while it is hidden. */
export class SlideshowProducer implements Producer {
  readonly #context: ProducerContext;
  #input: InputOf<'slideshow'>;
  #size: Size;
  #clock: SlideClock;
  #loaded: Loaded[] = [];
  #serial = 0;
  /** The picture that is shown and watched, and whether its file has changed. */
  #watched: Loaded | null = null;
  #isStale = false;
  readonly #watch = new FileWatch(() => (this.#isStale = true));
  #loading: number | null = null;
  #spent: Surface[] = [];
  #blend: Surface | null = null;
  #state: ProducerState = { state: 'opening' };
  #error: StudioError | null = null;
  #version = 0;
  #shownKey = '';
  #hiddenSince: Micros | null = null;
  #hiddenMicros = 0;
  #isClosed = false;

  constructor(input: InputOf<'slideshow'>, context: ProducerContext) {
    this.#context = context;
    this.#input = input;
    this.#size = context.canvas();
    this.#clock = clockOf(input, context);
    this.#load(0);
  }

  get state(): ProducerState {
    return this.#state;
  }

  get ageMillis(): number | null {
    return this.#loaded.some(({ surface }) => surface !== null) ? 0 : null;
  }

  look(now: Micros): Look | null {
    for (const surface of this.#spent) this.#context.surfaces.free(surface);
    this.#spent = [];
    const slide = this.#clock.at(this.#playTime(now) / 1000);
    if (slide === null) return null;
    this.#attend(slide);
    const current = this.#loaded.find(({ index }) => index === slide.index);
    if (slide.isOver && this.#state.state === 'running') this.#setState({ state: 'ended' });
    if (slide.isOver || current === undefined) return null;
    this.#follow(current);
    return this.#mixed(current, slide, now);
  }

  setShown(shown: boolean): void {
    this.#watch.setOn(shown);
    const now = this.#context.now();
    if (!shown) this.#hiddenSince ??= now;
    else if (this.#hiddenSince !== null) {
      this.#hiddenMicros += now - this.#hiddenSince;
      this.#hiddenSince = null;
      if (this.#state.state === 'ended') this.#restart();
    }
  }

  update(input: Input): boolean {
    return input.kind === 'slideshow' && JSON.stringify(input) === JSON.stringify(this.#input);
  }

  close(): void {
    this.#isClosed = true;
    this.#watch.end();
    for (const { surface } of this.#loaded) if (surface !== null) this.#context.surfaces.free(surface);
    for (const surface of this.#spent) this.#context.surfaces.free(surface);
    if (this.#blend !== null) this.#context.surfaces.free(this.#blend);
    this.#loaded = [];
    this.#spent = [];
    this.#blend = null;
  }

  #playTime(now: Micros): Micros {
    return (this.#hiddenSince ?? now) - this.#hiddenMicros;
  }

  #restart(): void {
    this.#clock.restart(this.#playTime(this.#context.now()) / 1000);
    this.#setState({ state: 'running' });
  }

  /** The picture alone, or its mix with the next one while it fades. */
  #mixed(current: Loaded, slide: Slide, now: Micros): Look | null {
    const next = slide.mix === 0 ? undefined : this.#loaded.find(({ index }) => index === slide.next);
    const first = current.surface;
    const second = next?.surface ?? null;
    if (first === null) return null;
    if (second !== null) this.#blend ??= this.#context.surfaces.filled(this.#size, '#00000000');
    if (second === null || this.#blend === null) {
      return this.#lookAt(first, { key: `${current.serial}`, isOpaque: current.isOpaque }, now);
    }
    this.#context.surfaces.mix(this.#blend, { first, second, amount: slide.mix });
    const key = `${current.serial}>${next?.serial}@${slide.mix}`;
    return this.#lookAt(this.#blend, { key, isOpaque: current.isOpaque && next?.isOpaque === true }, now);
  }

  #lookAt(surface: Surface, shown: { readonly key: string; readonly isOpaque: boolean }, captured: Micros): Look {
    if (shown.key !== this.#shownKey) this.#version += 1;
    this.#shownKey = shown.key;
    return { surface, frame: null, version: this.#version, captured, ...this.#size, isOpaque: shown.isOpaque };
  }

  /** Has this picture and the next one loaded, one after the other, and lets go of the rest. */
  #attend(slide: Slide): void {
    const wanted = slide.next === null ? [slide.index] : [slide.index, slide.next];
    const kept = this.#loaded.filter(({ index }) => wanted.includes(index));
    for (const loaded of this.#loaded) {
      if (loaded.surface !== null && !kept.includes(loaded)) this.#spent.push(loaded.surface);
    }
    this.#loaded = kept;
    const isThere = (loaded: Loaded) => !(this.#isStale && loaded === this.#watched);
    const missing = wanted.find((index) => !kept.some((loaded) => loaded.index === index && isThere(loaded)));
    if (missing !== undefined) this.#load(missing);
  }

  #load(index: number): void {
    if (this.#loading !== null || index >= this.#input.paths.length) {
      if (this.#input.paths.length === 0) this.#setState({ state: 'ended' });
      return;
    }
    this.#loading = index;
    this.#fetch(index)
      .catch(() => noPicture)
      .then((picture) => this.#take(index, picture))
      .catch(reportError);
  }

  async #fetch(index: number): Promise<Picture> {
    const file = await readPictureFile(this.#context.fileUrl(index));
    const tag = file.ok ? file.value.tag : null;
    const bitmap = file.ok ? await decodeInto(file.value, this.#size, this.#context.drawSvg) : file;
    if (!bitmap.ok) {
      this.#error = studioError(bitmap.error.code, { ...bitmap.error.facts, file: nameOf(this.#input.paths[index]) });
      return { ...noPicture, tag };
    }
    const surface = this.#isClosed ? null : this.#context.surfaces.fromBitmap({ ...bitmap.value, isOpaque: false });
    return { surface, isOpaque: bitmap.value.isOpaque, tag };
  }

  #take(index: number, picture: Picture): void {
    this.#loading = null;
    if (this.#isClosed) {
      if (picture.surface !== null) this.#context.surfaces.free(picture.surface);
      return;
    }
    this.#put(index, picture);
    if (picture.surface !== null) {
      if (this.#state.state !== 'running') this.#begin();
    } else if (this.#error !== null && this.#state.state !== 'running') {
      this.#setState({ state: 'failed', error: this.#error });
    }
  }

  /** In place of what its file held before; that stays where the new contents are no picture. */
  #put(index: number, picture: Picture): void {
    const before = this.#loaded.find((loaded) => loaded.index === index);
    const { surface, isOpaque } = picture.surface === null && before !== undefined ? before : picture;
    if (before !== undefined && before.surface !== null && before.surface !== surface) this.#spent.push(before.surface);
    if (before === this.#watched) this.#isStale = false;
    this.#serial += 1;
    const loaded = { index, surface, isOpaque, tag: picture.tag, serial: this.#serial };
    this.#loaded = [...this.#loaded.filter((other) => other !== before), loaded];
  }

  /** Looks whether the file of what is shown becomes another one. */
  #follow(current: Loaded): void {
    if (current === this.#watched) return;
    this.#watched = current;
    this.#isStale = false;
    this.#watch.follow(this.#context.fileUrl(current.index), current.tag);
  }

  /** The first picture gets its whole time, however long it took to load. */
  #begin(): void {
    if (this.#state.state === 'opening') this.#clock.restart(this.#playTime(this.#context.now()) / 1000);
    this.#setState({ state: 'running' });
  }

  #setState(state: ProducerState): void {
    this.#state = state;
    this.#context.onState(state);
  }
}

function clockOf(input: InputOf<'slideshow'>, context: ProducerContext): SlideClock {
  const plan = {
    count: input.paths.length,
    everyMillis: input.everySeconds * 1000,
    fadeMillis: input.fadeMillis,
    loop: input.loop,
    draw: input.shuffle ? context.draw : null,
  };
  return new SlideClock(plan, context.now() / 1000);
}

/** What follows the last slash of either kind. */
function nameOf(path: string | undefined): string {
  return path?.split(/[\\/]/u).at(-1) ?? '';
}
