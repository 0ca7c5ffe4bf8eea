/** The filters of one source or one item, one after the other; a picture that did not change is not filtered again. */
import type { Micros } from '../../../../../shared/clock.ts';
import type { VideoFilter } from '../../../../../shared/studio/document/filters.ts';
import { makesTransparent } from '../../../../../shared/studio/scene/plan/scene-plan.ts';
import { createFilter } from '../../pixels/filters/create-filter.ts';
import type { SurfaceFilter } from '../../pixels/filters/filter.ts';
import { isOpaque, type Surface } from '../../pixels/memory/surface.ts';
import type { Pixels } from '../../pixels/pixels.ts';
import type { Paintable } from '../paint/painter.ts';
import { FilterFile, type FilterFileParts } from './filter-files.ts';

export type FilterChainParts = Omit<FilterFileParts, 'context'> & {
  readonly pixels: Pixels;
  /** What a filter's files are got with. */
  readonly contextOf: (filterId: string) => FilterFileParts['context'];
  /** A surface that was given away is about to be freed. */
  readonly forget: (surface: Surface) => void;
};

/** One filter, and the files it was made with. */
type Stage = {
  readonly filter: VideoFilter;
  readonly file: FilterFile;
  made: { readonly filter: SurfaceFilter | null; readonly version: number } | null;
};

type Done = {
  readonly input: Surface;
  readonly inputVersion: number;
  readonly now: Micros;
  readonly output: Paintable;
};

/** Made for one list of filters; another list gets another chain. */
export class FilterChain {
  readonly #parts: FilterChainParts;
  readonly #stages: readonly Stage[];
  readonly #cuts: boolean;
  #done: Done | null = null;
  #version = 0;

  constructor(filters: readonly VideoFilter[], parts: FilterChainParts) {
    this.#parts = parts;
    this.#cuts = filters.some(makesTransparent);
    this.#stages = filters.map((filter) => ({
      filter,
      file: new FilterFile(filter, { ...parts, context: parts.contextOf(filter.id) }),
      made: null,
    }));
  }

  /** The filtered picture; it holds until the next call. */
  apply(picture: Paintable, now: Micros): Paintable {
    const isRemade = this.#make(now);
    const done = this.#done;
    const isSame = done?.input === picture.surface && done.inputVersion === picture.version;
    if (done !== null && isSame && !isRemade && (now === done.now || !this.#isMoving)) return done.output;
    const surface = this.#run(picture.surface, now / 1_000_000);
    if (done !== null && done.output.surface !== surface) this.#parts.forget(done.output.surface);
    this.#version += 1;
    const output = surface === picture.surface ? picture : this.#describe(picture, surface);
    this.#done = { input: picture.surface, inputVersion: picture.version, now, output };
    return output;
  }

  close(): void {
    if (this.#done !== null && this.#done.output.surface !== this.#done.input) {
      this.#parts.forget(this.#done.output.surface);
    }
    for (const { file, made } of this.#stages) {
      made?.filter?.close();
      file.close();
    }
    this.#done = null;
  }

  get #isMoving(): boolean {
    return this.#stages.some(({ made }) => made?.filter?.isMoving === true);
  }

  /** Makes the filters whose files have come; true when one of them is new. */
  #make(now: Micros): boolean {
    let isRemade = false;
    for (const stage of this.#stages) {
      const files = stage.file.look(now);
      if (stage.made?.version === stage.file.version) continue;
      stage.made?.filter?.close();
      stage.made = { filter: createFilter(this.#parts.pixels, stage.filter, files), version: stage.file.version };
      isRemade = true;
    }
    return isRemade;
  }

  #run(source: Surface, seconds: number): Surface {
    let surface = source;
    for (const { made } of this.#stages) surface = made?.filter?.apply(surface, seconds) ?? surface;
    return surface;
  }

  /** A picture of odd size keeps it unless it was cut. */
  #describe(picture: Paintable, surface: Surface): Paintable {
    const isCut = surface.width !== picture.surface.width || surface.height !== picture.surface.height;
    return {
      surface,
      version: this.#version,
      width: isCut ? surface.width : picture.width,
      height: isCut ? surface.height : picture.height,
      isOpaque: isOpaque(surface) || (picture.isOpaque && !this.#cuts),
    };
  }
}
