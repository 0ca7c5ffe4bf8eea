/** Keeps the show's picture sources open as long as somebody looks at them, and tells how each of them is. */
import type { Micros } from '../../../../../shared/clock.ts';
import type { Source } from '../../../../../shared/studio/document/source.ts';
import { hasPicture } from '../../../../../shared/studio/document/source.ts';
import { restingTooLong, type Need } from '../../../../../shared/studio/scene/reach.ts';
import type { ShowIndex } from '../../../../../shared/studio/scene/show-index.ts';
import { isNews, livesOnFeed, type SourceReport } from '../../../../../shared/studio/scene/source-status.ts';
import type { MediaOrder, Producer, SourceFeed } from '../../sources/producer.ts';
import type { FrameRoom } from './frame-copies.ts';
import { OpenSource } from './open-source.ts';
import { SourceFault } from './source-fault.ts';

export type SourceHubOptions = {
  /** Null for a source without a picture of its own. */
  readonly create: (source: Source) => Producer | null;
  readonly room: FrameRoom;
  readonly onReport: (report: SourceReport) => void;
  readonly onFault: (error: unknown) => void;
};

/** A failure rehearsal takes the sources away for this long. */
const breakMicros: Micros = 10_000_000;

type Told = { readonly report: SourceReport; readonly at: Micros };

/** Scenes are sources for the engine itself: they are never opened here. */
export class SourceHub {
  readonly #options: SourceHubOptions;
  readonly #open = new Map<string, OpenSource>();
  /** Streams that came before the show that names their source, or before anybody needed it. */
  readonly #feeds = new Map<string, SourceFeed>();
  readonly #told = new Map<string, Told>();
  #index: ShowIndex | null = null;
  #needs: ReadonlyMap<string, Need> = new Map();
  #brokenUntil: Micros = Number.NEGATIVE_INFINITY;

  constructor(options: SourceHubOptions) {
    this.#options = options;
  }

  /** Null for sources that are not open. */
  get(sourceId: string): OpenSource | null {
    return this.#open.get(sourceId) ?? null;
  }

  get open(): readonly OpenSource[] {
    return [...this.#open.values()];
  }

  /** Takes the sources of a show: those that are gone are closed, those that are changed take it or are opened anew. */
  setShow(index: ShowIndex, now: Micros): void {
    this.#index = index;
    for (const [id, open] of this.#open) {
      const next = index.sources.get(id);
      if (next === undefined || !open.take(next)) this.#close(id);
    }
    for (const id of this.#feeds.keys()) if (!index.sources.has(id)) this.#dropFeed(id);
    for (const id of this.#told.keys()) if (!index.sources.has(id)) this.#told.delete(id);
    this.#meetNeeds(now);
  }

  setNeeds(needs: ReadonlyMap<string, Need>, now: Micros): void {
    this.#needs = needs;
    this.#meetNeeds(now);
  }

  /** A stream for a source, or its end. */
  feed(sourceId: string, feed: SourceFeed | null, now: Micros): void {
    const open = this.#open.get(sourceId);
    if (open !== undefined) open.feed(feed, now);
    else {
      this.#dropFeed(sourceId);
      if (feed !== null) this.#feeds.set(sourceId, feed);
    }
  }

  control(sourceId: string, order: MediaOrder): void {
    this.#open.get(sourceId)?.producer.control?.(order);
  }

  /** Failure rehearsal: nothing that flows comes any more for a while. */
  breakOff(now: Micros): void {
    this.#brokenUntil = now + breakMicros;
    for (const source of this.#open.values()) source.breakUntil(this.#brokenUntil);
  }

  /** Looks at every open source for one slot of program time, and tells what is news of it. */
  turn(now: Micros): void {
    for (const source of this.#open.values()) {
      source.turn(now);
      this.#tell(source, now);
    }
  }

  /** The program gets another colour: what was drawn in the old one is closed until `setNeeds`; streams go on. */
  dropStills(): void {
    for (const [id, open] of this.#open) {
      open.recolour();
      if (!livesOnFeed(open.source.input.kind)) this.#close(id);
    }
  }

  close(): void {
    for (const id of this.#open.keys()) this.#close(id);
    for (const id of this.#feeds.keys()) this.#dropFeed(id);
  }

  #meetNeeds(now: Micros): void {
    for (const [id, need] of this.#needs) this.#meet(id, need, now);
    for (const [id, open] of this.#open) {
      const isNeeded = this.#needs.has(id);
      if (!isNeeded && open.restingSince === null) open.show(false, now);
      open.restingSince = isNeeded ? null : (open.restingSince ?? now);
    }
    const resting = [...this.#open].map(([sourceId, { source, restingSince }]) => ({
      sourceId,
      mustStay: livesOnFeed(source.input.kind),
      since: restingSince,
    }));
    for (const id of restingTooLong(resting)) this.#close(id);
  }

  #meet(id: string, need: Need, now: Micros): void {
    const source = this.#index?.sources.get(id);
    if (source === undefined || source.input.kind === 'scene' || !hasPicture(source.input.kind)) return;
    const open = this.#open.get(id) ?? this.#openSource(source, now);
    open?.show(need === 'shown', now);
  }

  #openSource(source: Source, now: Micros): OpenSource | null {
    const { create, room, onFault } = this.#options;
    try {
      const producer = create(source);
      if (producer === null) return null;
      const open = new OpenSource({ source, producer, room, now, onFault });
      open.breakUntil(this.#brokenUntil);
      this.#open.set(source.id, open);
      const feed = this.#feeds.get(source.id);
      this.#feeds.delete(source.id);
      if (feed !== undefined) open.feed(feed, now);
      return open;
    } catch (error) {
      onFault(new SourceFault(source.name, error));
      return null;
    }
  }

  #close(id: string): void {
    this.#open.get(id)?.close();
    this.#open.delete(id);
    // Opened again, it is told of again: whoever listens may have forgotten it.
    this.#told.delete(id);
  }

  /** Nobody will read it: its device must not wait for that. */
  #dropFeed(id: string): void {
    const feed = this.#feeds.get(id);
    this.#feeds.delete(id);
    if (feed === undefined) return;
    if (feed.kind === 'camera') feed.readable.cancel().catch(() => undefined);
    else feed.port.close();
  }

  #tell(open: OpenSource, now: Micros): void {
    const report = open.report(now);
    const last = this.#told.get(report.sourceId) ?? null;
    if (!isNews(report, last?.report ?? null, last === null ? 0 : (now - last.at) / 1000)) return;
    this.#told.set(report.sourceId, { report, at: now });
    this.#options.onReport(report);
  }
}
