/** The file of one transition: a stinger's film over the scenes, or the image by which a luma wipe goes. */
import type { Micros } from '../../../../../shared/clock.ts';
import type { Source } from '../../../../../shared/studio/document/source.ts';
import { lumaTable } from '../../../../../shared/studio/scene/transition/luma-table.ts';
import type { TransitionStep } from '../../../../../shared/studio/scene/transition/transition-course.ts';
import {
  transitionSound,
  type TransitionNeed,
} from '../../../../../shared/studio/scene/transition/transition-files.ts';
import type { Compositor, Layer } from '../../pixels/compositor/compositor.ts';
import type { Pointer } from '../../pixels/memory/heap.ts';
import { createSurface, freeSurface, type Plane, type Surface } from '../../pixels/memory/surface.ts';
import type { Pixels } from '../../pixels/pixels.ts';
import type { OpenSource } from '../hub/open-source.ts';
import { wantedOf, type Painter } from '../paint/painter.ts';
import type { TransitionFile } from './director.ts';

/** The source that stands for a transition's file. */
export function transitionSource(need: TransitionNeed): Source {
  return { ...transitionSound, input: inputOf(need) };
}

function inputOf({ kind, path }: TransitionNeed): Source['input'] {
  return kind === 'stinger'
    ? { kind: 'media', paths: [path], loop: false, shuffle: false, restart: true }
    : { kind: 'image', path };
}

/** The mask of a luma wipe: the image's luma, and what it comes to in this slot. */
type MaskRoom = { readonly image: Surface; readonly luma: Pointer; readonly chroma: Pointer; readonly table: Pointer };

const tableBytes = 256;

/** Open while its transition runs; its film stands at its first picture until the first `turn` that finds one. */
export class TransitionMedia implements TransitionFile {
  readonly #open: OpenSource;
  readonly #pixels: Pixels;
  #mask: MaskRoom | null = null;
  readonly #now: () => Micros;
  #hasPicture = false;

  constructor(open: OpenSource, pixels: Pixels, now: () => Micros) {
    this.#open = open;
    this.#pixels = pixels;
    this.#now = now;
  }

  readonly isReady = (): boolean => {
    this.#hasPicture ||= this.#open.look(this.#now()) !== null;
    return this.#hasPicture;
  };
  readonly hasEnded = (): boolean => this.#open.producer.state.state === 'ended';
  readonly lengthMillis = (): number | null => {
    const length = this.#open.producer.position?.lengthMillis ?? 0;
    return length > 0 ? length : null;
  };

  /** Looks at it for one slot; returns copies that are to be waited for. */
  turn(now: Micros): readonly Promise<void>[] {
    if (!this.isReady()) return [];
    this.#open.show(true, now);
    this.#open.turn(now);
    const look = this.#open.look(now);
    if (look === null) return [];
    return wantedOf({ kind: 'source', open: this.#open, look });
  }

  /** Its picture over the whole target; null while there is none. */
  layer(painter: Painter, target: Surface, now: Micros): Layer | null {
    const look = this.#open.look(now);
    const picture = look === null ? null : painter.paintable({ kind: 'source', open: this.#open, look }, now);
    if (picture === null) return null;
    const { surface, version, width, height, isOpaque } = picture;
    return {
      surface,
      version,
      matrix: [target.width / width, 0, 0, target.height / height, 0, 0],
      sourceRect: { x: 0, y: 0, width, height },
      opacity: 1,
      blend: 'normal',
      isOpaque,
    };
  }

  /** Where the new picture already shows, as a mask of the target's size and one of half of it. */
  mask(
    layer: Layer,
    step: Extract<TransitionStep, { kind: 'luma' }>,
    { compositor, target }: { readonly compositor: Compositor; readonly target: Surface },
  ): { readonly luma: Plane; readonly chroma: Plane } {
    const { heap, kernels } = this.#pixels;
    const room = this.#mask ?? this.#takeMask(target);
    compositor.compose([layer], room.image, 'changed');
    heap.bytes.set(lumaTable(step.share, step.softness, step.inverted), room.table);
    const { width, height } = target;
    const luma = { at: room.luma, stride: width };
    const chroma = { at: room.chroma, stride: width / 2 };
    kernels.look(luma, { at: room.image.y, stride: width }, room.table, { width, height });
    kernels.halve(chroma, luma, { width: width / 2, height: height / 2 });
    return { luma, chroma };
  }

  /** The compositor must not remember the mask's image after this. */
  close(compositor: Compositor): void {
    this.#open.close();
    if (this.#mask === null) return;
    const { heap } = this.#pixels;
    compositor.forget(this.#mask.image);
    freeSurface(heap, this.#mask.image);
    for (const pointer of [this.#mask.luma, this.#mask.chroma, this.#mask.table]) heap.free(pointer);
    this.#mask = null;
  }

  #takeMask({ width, height }: Surface): MaskRoom {
    const { heap } = this.#pixels;
    const mask = {
      image: createSurface(heap, width, height, false),
      luma: heap.allocate(width * height),
      chroma: heap.allocate((width * height) / 4),
      table: heap.allocate(tableBytes),
    };
    this.#mask = mask;
    return mask;
  }
}
