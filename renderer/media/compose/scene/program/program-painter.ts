/** Makes the program's picture of a slot: a source untouched, a composed scene, or two scenes in transition. */
import type { Micros } from '../../../../../shared/clock.ts';
import type { Size } from '../../../../../shared/studio/scene/plan/cover.ts';
import type { TransitionStep } from '../../../../../shared/studio/scene/transition/transition-course.ts';
import type { Surface } from '../../pixels/memory/surface.ts';
import type { OpenSource } from '../hub/open-source.ts';
import type { PaintTarget } from '../paint/paint-target.ts';
import { wantedCopies, type Painter, type Paintable } from '../paint/painter.ts';
import type { Pictures, ResolvedScene } from '../paint/pictures.ts';
import type { Rooms } from '../paint/rooms.ts';
import { untouchedSource, type Program } from '../paint/untouched.ts';
import { layersOf, mixByMask, mixPictures, type Mixing } from './mixing.ts';
import type { TransitionMedia } from './transition-media.ts';

/** Sources that are read back slowly are waited for this long; then the picture before is shown. */
const copyMillis = 8;

/** The picture of a slot; it holds until the next one is painted. */
export type Painted =
  | { readonly kind: 'frame'; readonly frame: VideoFrame; readonly open: OpenSource }
  | { readonly kind: 'surface'; readonly surface: Surface; readonly version: number };

export type ProgramPainterOptions = {
  readonly rooms: Rooms;
  readonly painter: Painter;
  readonly pictures: Pictures;
  readonly program: () => Program;
  readonly holding: () => Paintable;
};

/** What is on air in a slot. */
export type Stage = {
  readonly programId: string;
  /** While a transition runs. */
  readonly leavingId: string | null;
  readonly step: TransitionStep | null;
};

/** Both scenes of a transition. */
type Pair = { readonly from: ResolvedScene; readonly to: ResolvedScene };

/** One size and colour; another one gets another painter. */
export class ProgramPainter {
  readonly #options: ProgramPainterOptions;
  readonly #size: Size;
  #current: PaintTarget;
  #leaving: PaintTarget | null = null;
  #mixed: PaintTarget | null = null;
  #media: TransitionMedia | null = null;
  /** Numbers pictures over all surfaces; the same number for the same pixels. */
  #version = 0;
  #last: { readonly surface: Surface; readonly version: number } | null = null;

  constructor(options: ProgramPainterOptions) {
    this.#options = options;
    this.#size = options.program().size;
    this.#current = options.rooms.target(this.#size);
  }

  /**
   * A transition begins: the picture on air is from now on the one that leaves. False where there is no memory for it; then
   * the new scene is shown at once.
   */
  begin(media: TransitionMedia | null): boolean {
    this.end();
    this.#media = media;
    const targets = this.#targets();
    if (targets === null) return false;
    this.#leaving = this.#current;
    [this.#current, this.#mixed] = targets;
    return true;
  }

  /** It is over. */
  end(): void {
    const { rooms } = this.#options;
    this.#media?.close(rooms.compositor);
    for (const target of [this.#leaving, this.#mixed]) if (target !== null) rooms.free(target.surface);
    this.#media = null;
    this.#leaving = null;
    this.#mixed = null;
    this.#last = null;
  }

  /** The holding picture, because somebody asked for it. */
  hold(): Painted {
    const { surface, version } = this.#options.holding();
    return this.#numbered(surface, version);
  }

  async paint({ programId, leavingId, step }: Stage, now: Micros): Promise<Painted> {
    const { pictures, painter, program } = this.#options;
    const to = pictures.resolve(programId, now);
    if (step !== null && leavingId !== null && this.#leaving !== null && this.#mixed !== null) {
      return this.#transit({ from: pictures.resolve(leavingId, now), to }, step, now);
    }
    const untouched = untouchedSource(to, program());
    if (untouched !== null) {
      const { frame, surface, version } = untouched.look;
      if (frame !== null) return { kind: 'frame', frame, open: untouched.open };
      if (surface !== null) return this.#numbered(surface, version);
    }
    await settled(wantedCopies(to));
    painter.paint(to, this.#current, now);
    return this.#numbered(this.#current.surface, this.#current.version);
  }

  /** Frees everything. */
  close(): void {
    this.end();
    this.#options.rooms.free(this.#current.surface);
  }

  /** Both that a transition needs, or none. */
  #targets(): readonly [PaintTarget, PaintTarget] | null {
    const { rooms } = this.#options;
    const taken: PaintTarget[] = [];
    const take = (): PaintTarget => {
      const target = rooms.target(this.#size);
      taken.push(target);
      return target;
    };
    try {
      return [take(), take()];
    } catch (error) {
      for (const { surface } of taken) rooms.free(surface);
      if (error instanceof RangeError) return null;
      throw error;
    }
  }

  async #transit(pair: Pair, step: TransitionStep, now: Micros): Promise<Painted> {
    const { painter } = this.#options;
    const copies = this.#media?.turn(now) ?? [];
    const needsFrom = step.kind !== 'film' || step.under === 'from';
    const needsTo = step.kind !== 'film' || step.under === 'to';
    await settled([
      ...copies,
      ...(needsFrom ? wantedCopies(pair.from) : []),
      ...(needsTo ? wantedCopies(pair.to) : []),
    ]);
    const leaving = this.#leaving;
    const mixed = this.#mixed;
    if (leaving === null || mixed === null) return this.#numbered(this.#current.surface, this.#current.version);
    if (needsFrom) painter.paint(pair.from, leaving, now);
    if (needsTo) painter.paint(pair.to, this.#current, now);
    this.#mix({ from: leaving, to: this.#current, target: mixed.surface }, { step, mixed, now });
    return this.#numbered(mixed.surface, mixed.version);
  }

  #mix(
    mixing: Mixing,
    { step, mixed, now }: { readonly step: TransitionStep; readonly mixed: PaintTarget; readonly now: Micros },
  ): void {
    const { rooms, painter } = this.#options;
    const { kernels } = rooms.pixels;
    const over = this.#media?.layer(painter, mixing.target, now) ?? null;
    if (step.kind === 'mix') mixPictures(kernels, mixing, step.share);
    else if (step.kind === 'luma' && over !== null && this.#media !== null) {
      const { compositor } = rooms;
      mixByMask(kernels, mixing, this.#media.mask(over, step, { compositor, target: mixing.target }));
    } else {
      const layers = layersOf(step, mixing) ?? layersOf({ kind: 'film', under: 'to' }, mixing) ?? [];
      rooms.compose(step.kind === 'film' && over !== null ? [...layers, over] : layers, mixed);
    }
    mixed.version += 1;
  }

  #numbered(surface: Surface, version: number): Painted {
    if (this.#last?.surface !== surface || this.#last.version !== version) {
      this.#last = { surface, version };
      this.#version += 1;
    }
    return { kind: 'surface', surface, version: this.#version };
  }
}

/** Waits for copies, not for long; one that failed leaves the picture before in place. */
export async function settled(copies: readonly Promise<void>[]): Promise<void> {
  if (copies.length === 0) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, copyMillis);
  });
  await Promise.race([Promise.allSettled(copies), late]);
  clearTimeout(timer);
}
