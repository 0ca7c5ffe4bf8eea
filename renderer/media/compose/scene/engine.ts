/** The studio in the Worker: keeps the show's sources open, paints what is on air, and draws the window's small pictures. */
import type { Micros } from '../../../../shared/clock.ts';
import { filterKey, type FileOwner } from '../../../../shared/studio/document/files.ts';
import type { Transition } from '../../../../shared/studio/document/scene.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import type { Input } from '../../../../shared/studio/document/source.ts';
import type { Size } from '../../../../shared/studio/scene/plan/cover.ts';
import { audibleGains } from '../../../../shared/studio/scene/plan/audible.ts';
import { neededSources, type Root } from '../../../../shared/studio/scene/reach.ts';
import { indexShow, withPlaces, type Place, type ShowIndex } from '../../../../shared/studio/scene/show-index.ts';
import type { SourceReport } from '../../../../shared/studio/scene/source-status.ts';
import type { TransitionStep } from '../../../../shared/studio/scene/transition/transition-course.ts';
import {
  needOf,
  neededTransitions,
  transitionSound,
} from '../../../../shared/studio/scene/transition/transition-files.ts';
import type { Move } from '../../../../shared/studio/scene/staging.ts';
import type { MediaOrder, MediaPosition, Producer, ProducerContext, SourceFeed } from '../sources/producer.ts';
import { FilterDesk } from './filters/filter-desk.ts';
import { faultOfFilters } from './hub/source-fault.ts';
import { SourceHub } from './hub/source-hub.ts';
import { Pictures } from './paint/pictures.ts';
import { PixelRoom, type PixelRoomOptions } from './paint/pixel-room.ts';
import { Director, type OnAirReport } from './program/director.ts';
import { FrameMaker } from './program/frame-maker.ts';
import { LeadWatch } from './program/lead-watch.ts';
import { ProgramPainter, type Painted } from './program/program-painter.ts';
import type { TransitionMedia } from './program/transition-media.ts';
import { TransitionShelf } from './program/transition-shelf.ts';
import { ViewDesk } from './views/view-desk.ts';
import { World, type Slot, type WorldOptions } from './world.ts';

export type EngineOptions = Omit<WorldOptions, 'surfaces'> &
  Omit<PixelRoomOptions, 'createFilters'> & {
    readonly createProducer: (input: Input, context: ProducerContext) => Producer | null;
    readonly onReport: (report: SourceReport) => void;
    readonly onAir: (report: OnAirReport) => void;
    /** How loud the scenes on air let each source be, whenever that may have changed. */
    readonly onAudible: (gains: ReadonlyMap<string, number>) => void;
    /** The picture goes on; somebody must hear of it. */
    readonly onFault: (error: unknown) => void;
  };

/** What a slot gives; the frame is closed when the call returns. */
export type SlotPicture = { readonly frame: VideoFrame; readonly captured: Micros };

/** What nobody needed for this long is freed. */
const unusedMicros: Micros = 5_000_000;

/** A transition's progress is told this often. */
const progressMicros: Micros = 100_000;

/** Lives as long as the Worker; before the first show the program is the holding picture. */
export class SceneEngine {
  readonly #options: EngineOptions;
  readonly world: World;
  readonly views: ViewDesk;
  readonly #pixels: PixelRoom;
  readonly #hub: SourceHub;
  readonly #shelf: TransitionShelf;
  readonly #pictures: Pictures;
  readonly #director: Director;
  #painter: ProgramPainter;
  #frames: FrameMaker;
  #show: Show | null = null;
  /** The show with what is being dragged in its place. */
  #index: ShowIndex | null = null;
  #step: TransitionStep | null = null;
  #isHolding = false;
  /** Orders that came while a slot was painted: what is painted with must not change under it. */
  #isPainting = false;
  #waiting: (() => void)[] = [];
  readonly #lead: LeadWatch;
  #told: { readonly text: string; readonly at: Micros } = { text: '', at: Number.NEGATIVE_INFINITY };

  constructor(options: EngineOptions) {
    this.#options = options;
    const size = { width: 1280, height: 720 };
    this.#pixels = new PixelRoom({ ...options, createFilters: this.#createFilters }, size, size);
    this.world = new World({ ...options, surfaces: this.#pixels.surfaces });
    this.#hub = new SourceHub({
      create: ({ id, input }) => this.#create(input, id, { kind: 'source', id }),
      room: this.#pixels.frames,
      onReport: options.onReport,
      onFault: options.onFault,
    });
    this.#shelf = new TransitionShelf({
      create: (input, owner) => this.#create(input, transitionSound.id, owner),
      room: () => this.#pixels,
      now: options.now,
      onFault: options.onFault,
    });
    this.#lead = new LeadWatch((sourceId) => this.#hub.get(sourceId));
    this.#pictures = new Pictures({ get: (sourceId) => this.#hub.get(sourceId) });
    this.#director = new Director({
      onBegin: (move) => this.#beginTransition(move),
      onEnd: () => this.#endTransition(),
    });
    this.#painter = this.#createPainter();
    this.#frames = new FrameMaker(this.#pixels.pixels);
    this.views = new ViewDesk({
      now: options.now,
      pictures: this.#pictures,
      staged: () => this.#director.staged,
      sceneIds: () => this.#index?.show.scenes.map(({ id }) => id) ?? [],
      canvas: () => this.world.canvas,
      onRoots: () => this.#meetNeeds(),
    });
    this.views.setRoom(this.#pixels.room);
  }

  get hasShow(): boolean {
    return this.#index !== null;
  }

  /** Pictures that the source on air has given. */
  get captured(): number {
    return this.#lead.captured;
  }

  /** Typical µs from the capture of a picture to the slot that shows it. */
  get sourceDelay(): Micros {
    return this.#lead.delay;
  }

  /** Age of the newest picture on air that must not stand still, ms; 0 where nothing must move. */
  get sourceAgeMillis(): number | null {
    return this.#lead.ageMillis(this.world.slot.due);
  }

  setShow(profileId: string, show: Show): void {
    this.#change(() => {
      const now = this.#options.now();
      this.world.profileId = profileId;
      if (this.world.canvas.width !== show.canvas.width || this.world.canvas.height !== show.canvas.height) {
        this.world.canvas = show.canvas;
        this.#renewRoom();
      }
      const index = indexShow(show);
      this.#show = show;
      this.#hub.setShow(index, now);
      this.#setIndex(index);
      this.#director.setShow(show, now);
      this.views.showChanged();
      this.#meetNeeds();
    });
  }

  /** Items that are being dragged; the next show counts again, or a call without places. */
  place(sceneId: string, places: readonly Place[]): void {
    this.#change(() => {
      if (this.#show !== null) this.#setIndex(indexShow(withPlaces(this.#show, sceneId, places)));
    });
  }

  feed(sourceId: string, feed: SourceFeed | null): void {
    this.#change(() => this.#hub.feed(sourceId, feed, this.#options.now()));
  }

  control(sourceId: string, order: MediaOrder): void {
    this.#change(() => this.#hub.control(sourceId, order));
  }

  /** Where a film stands; null for a source that is not open, or no film. */
  positionOf(sourceId: string): MediaPosition | null {
    return this.#hub.get(sourceId)?.producer.position ?? null;
  }

  /** `asked` null: the transition of the scene or of the show. */
  take(sceneId: string, asked: Transition | null): void {
    this.#change(() => {
      this.#director.take(sceneId, asked, this.#options.now());
      this.#meetNeeds();
    });
  }

  /** The holding picture instead of the program. */
  setHolding(isHolding: boolean): void {
    this.#isHolding = isHolding;
  }

  /** Size of the program. */
  setSize(size: Size): void {
    this.#change(() => {
      if (this.world.size.width === size.width && this.world.size.height === size.height) return;
      this.world.size = { width: size.width, height: size.height };
      this.#renewRoom();
    });
  }

  /** Failure rehearsal: the sources give nothing for a while. */
  breakOff(): void {
    this.#hub.breakOff(this.#options.now());
  }

  /** Begins a slot of program time; call once for each, whether its picture is wanted or not. */
  turn(slot: Slot): void {
    this.world.slot = slot;
    this.#hub.turn(slot.due);
    this.#step = this.#director.step(slot.due);
    this.#lead.count(slot.due);
    this.#tell(slot.due);
  }

  /** Makes the slot's picture if it is wanted, hands it over, and then draws the views that are due. */
  async run(slot: Slot, take: ((picture: SlotPicture) => void) | null): Promise<void> {
    this.#isPainting = true;
    try {
      const wantsProgram = take !== null || this.views.isDue(slot.due, 'program');
      const painted = wantsProgram ? await this.#paint(slot.due) : null;
      if (painted !== null && take !== null) this.#handOver(painted, slot, take);
      if (!this.views.isDue(slot.due, 'anything')) return;
      await this.views.draw(painted, slot.due);
    } finally {
      this.#isPainting = false;
      this.#pixels.dropUnused(slot.due - unusedMicros);
      for (const work of this.#waiting.splice(0)) this.#carryOut(work);
    }
  }

  async #paint(now: Micros): Promise<Painted> {
    if (this.#isHolding || !this.hasShow) return this.#painter.hold();
    const { leavingId, staged } = this.#director;
    return this.#painter.paint({ programId: staged?.programId ?? '', leavingId, step: this.#step }, now);
  }

  #handOver(painted: Painted, slot: Slot, take: (picture: SlotPicture) => void): void {
    const frame = this.#frames.make(painted, slot.pts);
    try {
      take({ frame, captured: this.#isHolding ? slot.due : this.#lead.capturedAt(slot.due) });
    } finally {
      frame.close();
    }
  }

  #tell(now: Micros): void {
    const report = this.#director.report(now);
    if (report === null) return;
    const { leavingId } = this.#director;
    if (leavingId !== null) this.#tellAudible(report.transition ?? 0);
    if (now - this.#told.at < progressMicros && leavingId !== null) return;
    const text = JSON.stringify(report);
    if (text === this.#told.text) return;
    this.#told = { text, at: now };
    this.#options.onAir(report);
  }

  #tellAudible(progress: number): void {
    const { staged, leavingId } = this.#director;
    if (this.#index === null || staged === null) return;
    const { programId } = staged;
    this.#options.onAudible(audibleGains(this.#index, { programId, leavingId, progress }));
  }

  #setIndex(index: ShowIndex): void {
    this.#index = index;
    this.#pictures.setShow(index);
    this.#findLead();
  }

  #findLead(): void {
    this.#lead.follow(this.#index, this.#director.staged?.programId ?? '');
  }

  #meetNeeds(): void {
    const index = this.#index;
    const staged = this.#director.staged;
    if (index === null || staged === null) return;
    const { leavingId } = this.#director;
    const shown = [sceneRoot(staged.programId), ...(leavingId === null ? [] : [sceneRoot(leavingId)])];
    const needs = neededSources(index, shown, [sceneRoot(staged.previewId), ...this.views.roots]);
    this.#hub.setNeeds(needs, this.#options.now());
    this.#findLead();
    this.#tellAudible(leavingId === null ? 1 : 0);
    // While one runs, the next is not decoded beside it.
    if (leavingId === null) this.#shelf.keep(neededTransitions(index.show, staged.previewId));
  }

  #beginTransition(move: Move): TransitionMedia | null {
    const need = this.#show === null ? null : needOf(this.#show, move);
    const media = need === null ? null : this.#shelf.take(need);
    if (!this.#painter.begin(media)) this.#options.onFault(new RangeError('no memory for a transition'));
    return media;
  }

  #endTransition(): void {
    this.#painter.end();
    this.#meetNeeds();
  }

  #create(input: Input, id: string, owner: FileOwner): Producer | null {
    return this.#options.createProducer(input, this.world.contextOf(id, owner));
  }

  readonly #createFilters: PixelRoomOptions['createFilters'] = (pixels, compositor) => {
    const { createProducer, onFault } = this.#options;
    return new FilterDesk({
      pixels,
      createProducer,
      onFault: (error, owner) => onFault(faultOfFilters(this.#index, owner, error)),
      contextOf: (place) => this.world.contextOf(filterKey(place), { kind: 'filter', ...place }),
      forget: (surface) => compositor.forget(surface),
    });
  };

  #createPainter(): ProgramPainter {
    const { rooms, painter } = this.#pixels.room;
    const { colour } = this.#pixels.pixels;
    const { size, canvas } = this.#pixels.room;
    return new ProgramPainter({
      rooms,
      painter,
      pictures: this.#pictures,
      program: () => ({ canvas, size, colour }),
      holding: () => this.#pixels.room.holding,
    });
  }

  /** Another size, canvas or colour. */
  #renewRoom(): void {
    const { size, canvas } = this.world;
    this.#director.finish();
    this.#painter.close();
    this.#frames.close();
    this.views.releaseAll();
    const isOtherColour = this.#pixels.isOtherColour(size);
    if (isOtherColour) {
      this.#hub.dropStills();
      this.#shelf.clear();
    }
    this.views.setRoom(this.#pixels.renew(size, canvas));
    this.#painter = this.#createPainter();
    this.#frames = new FrameMaker(this.#pixels.pixels);
    if (isOtherColour) this.#meetNeeds();
  }

  #change(work: () => void): void {
    if (this.#isPainting) this.#waiting.push(work);
    else this.#carryOut(work);
  }

  #carryOut(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.onFault(error);
    }
  }
}

function sceneRoot(sceneId: string): Root {
  return { kind: 'scene', sceneId };
}
