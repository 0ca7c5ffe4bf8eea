/** The small pictures in the window: what each of them shows, when it is drawn, and that none of them holds up the program. */
import type { Micros } from '../../../../../shared/clock.ts';
import { fitCanvas, type Size } from '../../../../../shared/studio/scene/plan/cover.ts';
import { multiviewTiles } from '../../../../../shared/studio/scene/multiview.ts';
import type { Root } from '../../../../../shared/studio/scene/reach.ts';
import { drawnAt, dueViews, type ViewTime } from '../../../../../shared/studio/scene/view-times.ts';
import type { ViewOf as AnyView } from '../messages.ts';
import type { Layer } from '../../pixels/compositor/compositor.ts';
import { wantedCopies, wantedOf, type Paintable } from '../paint/painter.ts';
import type { PaintRoom } from '../paint/paint-room.ts';
import { seenSize } from '../paint/pixel-shape.ts';
import type { Pictures, Shown } from '../paint/pictures.ts';
import { settled, type Painted } from '../program/program-painter.ts';
import { CanvasView, type Corner } from './canvas-view.ts';

/** What the engine itself makes; the received copy has a view of its own. */
export type ViewOf = Exclude<AnyView, { kind: 'received' }>;

/** All views of one slot together may take this long, ms; the rest waits. */
const budgetMillis = 8;

/** Scenes in a multiview are drawn this often. */
const tileFps = 4;

export type ViewDeskOptions = {
  readonly now: () => Micros;
  readonly pictures: Pictures;
  /** Which scenes are where; null before the first show. */
  readonly staged: () => { readonly programId: string; readonly previewId: string } | null;
  readonly sceneIds: () => readonly string[];
  readonly canvas: () => Size;
  /** What is looked at has changed. */
  readonly onRoots: () => void;
};

/** What one place on a canvas shows. */
type Subject =
  | { readonly kind: 'program' | 'preview' }
  | { readonly kind: 'scene'; readonly sceneId: string }
  | { readonly kind: 'source'; readonly sourceId: string };

type Entry = {
  readonly viewId: number;
  readonly subject: Subject;
  readonly corner: Corner;
  readonly view: CanvasView;
  time: ViewTime;
};

type Attached = {
  readonly of: ViewOf;
  readonly fps: number;
  readonly context: OffscreenCanvasRenderingContext2D;
};

/** What a place on a canvas is to show. */
type Wanted = {
  readonly subject: Subject;
  readonly corner: Corner;
  readonly fps: number;
  readonly context: OffscreenCanvasRenderingContext2D;
};

/** Holds the canvases that the page handed over. */
export class ViewDesk {
  readonly #options: ViewDeskOptions;
  readonly #attached = new Map<number, Attached>();
  #entries: readonly Entry[] = [];
  #lastId = 0;
  #isActive = true;
  #room: PaintRoom | null = null;

  constructor(options: ViewDeskOptions) {
    this.#options = options;
  }

  /** Shows something on a canvas, `fps` times a second at most. */
  attach(id: number, canvas: OffscreenCanvas, what: { readonly of: ViewOf; readonly fps: number }): void {
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) return;
    this.#attached.set(id, { ...what, context });
    if (what.of.kind === 'multiview') context.clearRect(0, 0, canvas.width, canvas.height);
    this.#build(id);
  }

  detach(id: number): void {
    this.#attached.delete(id);
    this.#replace(id, []);
  }

  get isActive(): boolean {
    return this.#isActive;
  }

  /** True while somebody may look at one of them. */
  get isWatched(): boolean {
    return this.#isActive && this.#entries.length > 0;
  }

  /** False while the window is hidden. */
  setActive(isActive: boolean): void {
    this.#isActive = isActive;
    this.#options.onRoots();
  }

  /** Another show: multiviews may have other tiles; a tile that stayed goes on with what it has. */
  showChanged(): void {
    for (const [id, { of }] of this.#attached) if (of.kind === 'multiview') this.#build(id);
  }

  /** Gives back what was painted on: the room is about to close. */
  releaseAll(): void {
    for (const { view } of this.#entries) view.release();
  }

  setRoom(room: PaintRoom): void {
    this.#room = room;
  }

  /** What is looked at. */
  get roots(): readonly Root[] {
    if (!this.#isActive) return [];
    const staged = this.#options.staged();
    return this.#entries.flatMap(({ subject }): readonly Root[] => {
      if (subject.kind === 'scene' || subject.kind === 'source') return [subject];
      if (staged === null) return [];
      return [{ kind: 'scene', sceneId: subject.kind === 'program' ? staged.programId : staged.previewId }];
    });
  }

  /** True when something is to be drawn at `now`; `program` when that is the program itself. */
  isDue(now: Micros, what: 'program' | 'anything'): boolean {
    const due = this.#due(now);
    return what === 'anything' ? due.length > 0 : due.some(({ subject }) => subject.kind === 'program');
  }

  /** Draws what is due, with the program as it was just painted; null when it was not. */
  async draw(program: Painted | null, now: Micros): Promise<void> {
    const room = this.#room;
    if (room === null) return;
    const until = this.#options.now() + budgetMillis * 1000;
    for (const entry of this.#due(now)) {
      if (this.#options.now() > until) return;
      // One after the other: each may wait for a frame to be read.
      // oxlint-disable-next-line no-await-in-loop
      await this.#drawEntry(entry, room, { program, now });
      entry.time = drawnAt(entry.time, now);
    }
  }

  #due(now: Micros): readonly Entry[] {
    if (!this.#isActive) return [];
    const ids = dueViews(
      this.#entries.map(({ time }) => time),
      now,
    );
    return ids.flatMap((id) => this.#entries.filter(({ time }) => time.id === id));
  }

  async #drawEntry(
    { subject, view }: Entry,
    room: PaintRoom,
    { program, now }: { readonly program: Painted | null; readonly now: Micros },
  ): Promise<void> {
    const { pictures } = this.#options;
    if (subject.kind === 'program') return program === null ? undefined : drawProgram(view, room, { program, now });
    if (subject.kind === 'source') {
      const shown = pictures.resolveSource(subject.sourceId, now);
      return shown === null ? view.blank(room) : drawShown(view, room, { shown, now });
    }
    const sceneId = subject.kind === 'scene' ? subject.sceneId : this.#options.staged()?.previewId;
    if (sceneId === undefined) return undefined;
    const scene = pictures.resolve(sceneId, now);
    await settled(wantedCopies(scene));
    view.paint(room, (target) => room.painter.paint(scene, target, now));
  }

  /** Makes the places of a canvas that it has not; those it has and needs stay. */
  #build(id: number): void {
    const attached = this.#attached.get(id);
    if (attached === undefined) return;
    const before = this.#entries.filter(({ viewId }) => viewId === id);
    const entries = this.#placesOf(attached).map(
      (wanted) => before.find((entry) => isSamePlace(entry, wanted)) ?? this.#entry(id, wanted),
    );
    if (entries.length === before.length && entries.every((entry, index) => entry === before[index])) return;
    for (const { corner } of before.filter((entry) => !entries.includes(entry))) {
      attached.context.clearRect(corner.x, corner.y, corner.width, corner.height);
    }
    this.#replace(id, entries);
  }

  #placesOf({ of, fps, context }: Attached): readonly Wanted[] {
    const subject = subjectOf(of);
    const { width, height } = context.canvas;
    if (subject !== null) return [{ subject, corner: { x: 0, y: 0, width, height }, fps, context }];
    const sceneIds = this.#options.sceneIds();
    const tiles = multiviewTiles(context.canvas, this.#options.canvas(), sceneIds.length);
    return tiles.flatMap(({ what, index, ...corner }): readonly Wanted[] => {
      const sceneId = sceneIds[index];
      if (what !== 'scene') return [{ subject: { kind: what }, corner, fps, context }];
      return sceneId === undefined ? [] : [{ subject: { kind: what, sceneId }, corner, fps: tileFps, context }];
    });
  }

  #entry(viewId: number, { subject, corner, fps, context }: Wanted): Entry {
    this.#lastId += 1;
    const rank = subject.kind === 'program' || subject.kind === 'preview' ? 'first' : 'spare';
    return {
      viewId,
      subject,
      corner,
      view: new CanvasView(context, corner),
      time: { id: this.#lastId, fps, next: 0, rank },
    };
  }

  #replace(viewId: number, entries: readonly Entry[]): void {
    for (const entry of this.#entries) if (entry.viewId === viewId && !entries.includes(entry)) entry.view.release();
    this.#entries = [...this.#entries.filter((entry) => entry.viewId !== viewId), ...entries];
    this.#options.onRoots();
  }
}

function isSamePlace(entry: Entry, { subject, corner, fps }: Wanted): boolean {
  const { x, y, width, height } = entry.corner;
  const isSameCorner = x === corner.x && y === corner.y && width === corner.width && height === corner.height;
  return isSameCorner && entry.time.fps === fps && isSameSubject(entry.subject, subject);
}

function isSameSubject(one: Subject, other: Subject): boolean {
  if (one.kind === 'scene') return other.kind === 'scene' && one.sceneId === other.sceneId;
  if (one.kind === 'source') return other.kind === 'source' && one.sourceId === other.sourceId;
  return one.kind === other.kind;
}

/** Null for the one that shows many things. */
function subjectOf(of: ViewOf): Subject | null {
  if (of.kind === 'scene' || of.kind === 'source') return of;
  return of.kind === 'multiview' ? null : { kind: of.kind };
}

/** The program as it goes to the encoder, made smaller. */
async function drawProgram(
  view: CanvasView,
  room: PaintRoom,
  { program, now }: { readonly program: Painted; readonly now: Micros },
): Promise<void> {
  if (program.kind === 'surface') {
    const { surface, version } = program;
    view.paint(room, (target) => {
      const { width, height } = surface;
      const layer = wholeLayer({ surface, version, width, height, pixelAspect: 1, isOpaque: true }, target.surface);
      room.rooms.compose([layer], target);
    });
    return undefined;
  }
  const look = program.open.look(now);
  return look === null
    ? undefined
    : drawShown(view, room, { shown: { kind: 'source', open: program.open, look }, now });
}

async function drawShown(
  view: CanvasView,
  room: PaintRoom,
  { shown, now }: { readonly shown: Shown; readonly now: Micros },
): Promise<void> {
  await settled(wantedOf(shown));
  const picture = room.painter.paintable(shown, now);
  if (picture === null) return;
  view.paint(room, (target) => {
    const layer = wholeLayer(picture, target.surface);
    if (room.rooms.compositor.compose([layer], target.surface, 'changed').length > 0) target.version += 1;
  });
}

/** The whole picture in the middle of the target. */
function wholeLayer(picture: Paintable, target: Size): Layer {
  const { surface, version, width, height, pixelAspect, isOpaque } = picture;
  const { scale, dx, dy } = fitCanvas(seenSize(picture), target);
  return {
    surface,
    version,
    matrix: [scale * pixelAspect, 0, 0, scale, dx, dy],
    sourceRect: { x: 0, y: 0, width, height },
    opacity: 1,
    blend: 'normal',
    isOpaque,
  };
}
