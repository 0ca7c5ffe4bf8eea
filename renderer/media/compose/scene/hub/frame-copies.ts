/** The newest frame of a source as a surface: copied only when somebody composes with it, into two surfaces in turn. */
import { frameSize } from '../../pixels/frames/copy-frame.ts';
import type { Look } from '../../sources/producer.ts';
import { pixelAspectOf } from '../paint/pixel-shape.ts';
import type { Surface } from '../../pixels/memory/surface.ts';

/** Where surfaces come from and how a frame gets into one. */
export type FrameRoom = {
  readonly create: (width: number, height: number, hasAlpha: boolean) => Surface;
  /** Also forgets it wherever it is remembered. */
  readonly free: (surface: Surface) => void;
  readonly copy: (frame: VideoFrame, surface: Surface) => Promise<void>;
};

/** A surface and the frame it was made for; sizes in pixels of the frame. */
export type FrameCopy = {
  readonly surface: Surface;
  readonly version: number;
  readonly width: number;
  readonly height: number;
  /** How much wider than high one of its pixels is meant to be seen. */
  readonly pixelAspect: number;
  readonly hasAlpha: boolean;
};

/** One for each source; nothing is taken before it is asked for. */
export class FrameCopies {
  readonly #room: FrameRoom;
  #newest: FrameCopy | null = null;
  #spare: FrameCopy | null = null;
  #pending: Promise<void> | null = null;
  #isClosed = false;

  constructor(room: FrameRoom) {
    this.#room = room;
  }

  /** The newest copy there is; it holds until the next copy but one. */
  get newest(): FrameCopy | null {
    return this.#newest;
  }

  /** Copies the frame unless that is done; null when nothing is to be waited for. Rejects when it can't be read. */
  want({ frame, version, width, height, isOpaque }: Look): Promise<void> | null {
    if (frame === null || this.#newest?.version === version) return null;
    // A slow copy is not overtaken: what is there is shown meanwhile.
    if (this.#pending !== null) return this.#pending;
    const size = frameSize(frame);
    const pixelAspect = pixelAspectOf(size, { width, height });
    const pending = this.#copy(frame, { ...size, pixelAspect, version, hasAlpha: !isOpaque }).finally(() => {
      this.#pending = null;
    });
    this.#pending = pending;
    return pending;
  }

  /** Frees both surfaces, now or when the copy that is under way is done. */
  close(): void {
    this.#isClosed = true;
    for (const held of [this.#newest, this.#spare]) if (held !== null) this.#room.free(held.surface);
    this.#newest = null;
    this.#spare = null;
  }

  async #copy(frame: VideoFrame, wanted: Omit<FrameCopy, 'surface'>): Promise<void> {
    const surface = this.#takeSurface(wanted);
    // The source may close its frame before a slow copy is done.
    const own = frame.clone();
    try {
      await this.#room.copy(own, surface);
      this.#keep({ ...wanted, surface });
    } catch (error) {
      this.#room.free(surface);
      throw error;
    } finally {
      own.close();
    }
  }

  /** The spare surface where it fits, else a new one. */
  #takeSurface({ width, height, hasAlpha }: Omit<FrameCopy, 'surface'>): Surface {
    const spare = this.#spare;
    this.#spare = null;
    if (spare === null) return this.#room.create(width, height, hasAlpha);
    if (spare.width === width && spare.height === height && spare.hasAlpha === hasAlpha) return spare.surface;
    this.#room.free(spare.surface);
    return this.#room.create(width, height, hasAlpha);
  }

  #keep(held: FrameCopy): void {
    if (this.#isClosed) {
      this.#room.free(held.surface);
      return;
    }
    this.#spare = this.#newest;
    this.#newest = held;
  }
}
