/** A moving picture file: decodes the frame that is due, and keeps all of them where they are small enough. */
import type { Micros } from '../../../../../shared/clock.ts';
import type { Size, Surface } from '../../pixels/memory/surface.ts';
import type { ShowFile } from '../file/read-file.ts';
import type { Look, ProducerContext } from '../producer.ts';
import { maxSide, readBitmap } from './load-picture.ts';

/** Most bytes of surfaces that one animation keeps; a larger one is decoded anew in each round. */
const maxKeptBytes = 96 * 1024 * 1024;

/** Most frames that are looked at, and what a frame without a length takes, as browsers have it. */
const maxFrames = 2000;
const defaultMicros = 100_000;
const shortestMicros = 11_000;

type Shot = { readonly surface: Surface; readonly isOpaque: boolean; readonly length: Micros };

/** Plays from the first `look` on; hidden, it stands. */
export class Animation {
  readonly #decoder: ImageDecoder;
  readonly #context: ProducerContext;
  readonly #canvas: OffscreenCanvasRenderingContext2D;
  readonly #size: Size;
  readonly #count: number;
  readonly #keepsAll: boolean;
  readonly #kept: Shot[] = [];
  #shot: Shot;
  #upcoming: Shot | null = null;
  /** No longer shown, and not kept. */
  #spent: Surface[] = [];
  #index = 0;
  #since: Micros | null = null;
  #version = 1;
  #isBusy = false;
  #isClosed = false;

  private constructor(parts: {
    readonly decoder: ImageDecoder;
    readonly context: ProducerContext;
    readonly canvas: OffscreenCanvasRenderingContext2D;
    readonly size: Size;
    readonly first: Shot;
  }) {
    this.#decoder = parts.decoder;
    this.#context = parts.context;
    this.#canvas = parts.canvas;
    this.#size = parts.size;
    this.#count = Math.min(maxFrames, parts.decoder.tracks.selectedTrack?.frameCount ?? 1);
    this.#keepsAll = parts.size.width * parts.size.height * 3 * this.#count <= maxKeptBytes;
    this.#shot = parts.first;
    if (this.#keepsAll) this.#kept.push(parts.first);
    this.#prepare();
  }

  /** Null when the file has one frame only, or none that can be read. */
  static async open(file: Pick<ShowFile, 'bytes' | 'type'>, context: ProducerContext): Promise<Animation | null> {
    if (!(await ImageDecoder.isTypeSupported(file.type).catch(() => false))) return null;
    const decoder = new ImageDecoder({ data: file.bytes.slice(0), type: file.type });
    const opened = await begin(decoder, context).catch(() => null);
    if (opened === null) decoder.close();
    return opened === null ? null : new Animation({ decoder, context, ...opened });
  }

  look(now: Micros): Look {
    for (const surface of this.#spent) this.#context.surfaces.free(surface);
    this.#spent = [];
    this.#since ??= now;
    while (this.#upcoming !== null && now - this.#since >= this.#shot.length) this.#step(now);
    const { surface, isOpaque } = this.#shot;
    return { surface, frame: null, version: this.#version, captured: now, ...this.#size, isOpaque };
  }

  /** Goes on where it stood. */
  setShown(shown: boolean): void {
    if (!shown) this.#since = null;
  }

  close(): void {
    this.#isClosed = true;
    this.#decoder.close();
    const held = new Set([...this.#kept, this.#shot, ...(this.#upcoming === null ? [] : [this.#upcoming])]);
    for (const surface of [...Array.from(held, (shot) => shot.surface), ...this.#spent]) {
      this.#context.surfaces.free(surface);
    }
    this.#kept.length = 0;
    this.#spent = [];
  }

  #step(now: Micros): void {
    const upcoming = this.#upcoming;
    if (upcoming === null || this.#since === null) return;
    const due = this.#since + this.#shot.length;
    // Behind by more than a frame: time is not made up.
    this.#since = now - due < upcoming.length ? due : now;
    if (!this.#keepsAll) this.#spent.push(this.#shot.surface);
    this.#shot = upcoming;
    this.#upcoming = null;
    this.#index = (this.#index + 1) % this.#count;
    this.#version += 1;
    this.#prepare();
  }

  /** Has the next frame ready before it is due. */
  #prepare(): void {
    const next = (this.#index + 1) % this.#count;
    const kept = this.#kept[next];
    if (kept !== undefined) {
      this.#upcoming = kept;
      return;
    }
    if (this.#isBusy) return;
    this.#isBusy = true;
    shoot({ decoder: this.#decoder, canvas: this.#canvas, context: this.#context, size: this.#size }, next)
      // A frame that can't be decoded leaves the one before it standing.
      .catch(() => null)
      .then((shot) => this.#take(shot))
      .catch(reportError);
  }

  #take(shot: Shot | null): void {
    this.#isBusy = false;
    if (shot === null) return;
    if (this.#isClosed) {
      this.#context.surfaces.free(shot.surface);
      return;
    }
    this.#upcoming = shot;
    if (this.#keepsAll) this.#kept.push(shot);
  }
}

type Opened = {
  readonly canvas: OffscreenCanvasRenderingContext2D;
  readonly size: Size;
  readonly first: Shot;
};

async function begin(decoder: ImageDecoder, context: ProducerContext): Promise<Opened | null> {
  await decoder.tracks.ready;
  if ((decoder.tracks.selectedTrack?.frameCount ?? 1) < 2) {
    await decoder.completed;
    if ((decoder.tracks.selectedTrack?.frameCount ?? 1) < 2) return null;
  }
  const { image } = await decoder.decode({ frameIndex: 0 });
  const size = { width: image.displayWidth, height: image.displayHeight };
  image.close();
  if (Math.max(size.width, size.height) > maxSide) return null;
  const canvas = new OffscreenCanvas(size.width, size.height).getContext('2d', { willReadFrequently: true });
  if (canvas === null) return null;
  const first = await shoot({ decoder, canvas, context, size }, 0);
  return first === null ? null : { canvas, size, first };
}

type Studio = {
  readonly decoder: ImageDecoder;
  readonly canvas: OffscreenCanvasRenderingContext2D;
  readonly context: ProducerContext;
  readonly size: Size;
};

/** One whole frame; null where there is no memory for it. */
async function shoot({ decoder, canvas, context, size }: Studio, frameIndex: number): Promise<Shot | null> {
  const { image } = await decoder.decode({ frameIndex });
  const given = image.duration ?? 0;
  canvas.clearRect(0, 0, size.width, size.height);
  canvas.drawImage(image, 0, 0, size.width, size.height);
  image.close();
  const bitmap = readBitmap(canvas, size);
  const surface = context.surfaces.fromBitmap(bitmap);
  if (surface === null) return null;
  // Browsers take the shortest lengths for a mistake as well.
  return { surface, isOpaque: bitmap.isOpaque, length: given < shortestMicros ? defaultMicros : given };
}
