/** The filters of one source or one item, one after the other; a picture that did not change is not filtered again. */
import type { Micros } from '../../../../../shared/clock.ts';
import type { VideoFilter } from '../../../../../shared/studio/document/filters.ts';
import { makesTransparent } from '../../../../../shared/studio/scene/plan/scene-plan.ts';
import { createFilter } from '../../pixels/filters/create-filter.ts';
import type { SurfaceFilter } from '../../pixels/filters/filter.ts';
import { isOpaque, type Surface } from '../../pixels/memory/surface.ts';
import type { Pixels } from '../../pixels/pixels.ts';
import type { Paintable } from '../paint/painter.ts';
import { needsFile, pathOf, type FilterFile } from './filter-files.ts';

export type FilterChainParts = {
  readonly pixels: Pixels;
  readonly openFile: (filter: VideoFilter) => FilterFile;
  /** It is not needed here any more. */
  readonly releaseFile: (file: FilterFile) => void;
  /** A surface that was given away is about to be freed. */
  readonly forget: (surface: Surface) => void;
};

/** One filter. `made` goes on with the settings and the file it was made with until another can be made. */
type Stage = {
  filter: VideoFilter;
  file: FilterFile;
  /** What `made` lives on while the file of another path is awaited. */
  oldFile: FilterFile | null;
  made: { readonly filter: SurfaceFilter | null; readonly of: VideoFilter; readonly version: number } | null;
};

type Done = {
  readonly input: Surface;
  readonly inputVersion: number;
  readonly now: Micros;
  readonly output: Paintable;
};

/** Follows its list of filters: what stays in it is kept. */
export class FilterChain {
  readonly #parts: FilterChainParts;
  #stages: readonly Stage[] = [];
  #cuts = false;
  /** The list is another one since the picture was made. */
  #isOther = false;
  #done: Done | null = null;
  #version = 0;

  constructor(filters: readonly VideoFilter[], parts: FilterChainParts) {
    this.#parts = parts;
    this.update(filters);
  }

  /** The list as it is now. A changed filter stays as it was until it can be made anew. */
  update(filters: readonly VideoFilter[]): void {
    const before = new Map(this.#stages.map((stage) => [stage.filter.id, stage]));
    this.#stages = filters.map((filter) => {
      const known = before.get(filter.id);
      if (known?.filter.kind !== filter.kind) return this.#open(filter);
      before.delete(filter.id);
      this.#change(known, filter);
      return known;
    });
    for (const stage of before.values()) this.#closeStage(stage);
    this.#cuts = filters.some(makesTransparent);
    this.#isOther = true;
  }

  /** The filtered picture; it holds until the next call. */
  apply(picture: Paintable, now: Micros): Paintable {
    const isRemade = this.#make(now) || this.#isOther;
    this.#isOther = false;
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
    for (const stage of this.#stages) this.#closeStage(stage);
    this.#stages = [];
    this.#done = null;
  }

  get #isMoving(): boolean {
    return this.#stages.some(({ made }) => made?.filter?.isMoving === true);
  }

  #open(filter: VideoFilter): Stage {
    return { filter, file: this.#parts.openFile(filter), oldFile: null, made: null };
  }

  #change(stage: Stage, filter: VideoFilter): void {
    const isOtherFile = pathOf(stage.filter) !== pathOf(filter);
    stage.filter = filter;
    if (!isOtherFile) return;
    // One that was awaited in vain holds nothing that is made.
    if (stage.oldFile === null) stage.oldFile = stage.file;
    else this.#parts.releaseFile(stage.file);
    stage.file = this.#parts.openFile(filter);
  }

  #closeStage({ made, file, oldFile }: Stage): void {
    made?.filter?.close();
    this.#parts.releaseFile(file);
    if (oldFile !== null) this.#parts.releaseFile(oldFile);
  }

  /** Makes the filters whose settings are others or whose files have come; true when one of them is new. */
  #make(now: Micros): boolean {
    let isRemade = false;
    for (const stage of this.#stages) {
      const { filter, file, oldFile, made } = stage;
      const files = file.look(now);
      if (made !== null && oldFile === null && made.version === file.version && isAlike(made.of, filter)) continue;
      if (made !== null && needsFile(filter) && !file.isReady) continue;
      made?.filter?.close();
      if (oldFile !== null) this.#parts.releaseFile(oldFile);
      stage.oldFile = null;
      stage.made = { filter: createFilter(this.#parts.pixels, filter, files), of: filter, version: file.version };
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
      pixelAspect: picture.pixelAspect,
      isOpaque: isOpaque(surface) || (picture.isOpaque && !this.#cuts),
    };
  }
}

/** The show has other copies of what did not change after an import or a restart of the page. */
function isAlike(one: VideoFilter, other: VideoFilter): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
