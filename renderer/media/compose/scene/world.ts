/** What the sources of the Worker are told of the world around them. */
import type { Micros, Millis } from '../../../../shared/clock.ts';
import { filePath, pathMark, type FileOwner } from '../../../../shared/studio/document/files.ts';
import type { Size } from '../../../../shared/studio/scene/plan/cover.ts';
import type { TestPattern } from '../../worker-protocol.ts';
import type { LiveFacts, ProducerContext, ProducerState, SoundChunk, Surfaces } from '../sources/producer.ts';
import type { DrawSvg } from '../sources/still/svg.ts';

/** The slot that is being made. */
export type Slot = {
  readonly number: number;
  /** Stream time of its frame, µs. */
  readonly pts: Micros;
  /** When it is due, Worker µs. */
  readonly due: Micros;
};

export type WorldOptions = {
  readonly now: () => Micros;
  readonly mainOffset: () => Micros | null;
  /** Surfaces of the colour that the program has now. */
  readonly surfaces: Surfaces;
  readonly onSound: (sourceId: string, chunk: SoundChunk) => void;
  readonly onState: (sourceId: string, state: ProducerState) => void;
  readonly drawSvg?: DrawSvg;
};

/** The mutable facts, and the contexts made of them. */
export class World {
  readonly #options: WorldOptions;
  profileId = '';
  canvas: Size = { width: 1280, height: 720 };
  size: Size = { width: 1280, height: 720 };
  pattern: TestPattern = 'sync';
  slot: Slot = { number: 0, pts: 0, due: 0 };
  facts: LiveFacts = { kbps: null, onAirSince: null };

  constructor(options: WorldOptions) {
    this.#options = options;
  }

  /** What the producer of a source is given; its files are those of `owner`. */
  contextOf(sourceId: string, owner: FileOwner): ProducerContext {
    const { now, mainOffset, surfaces, onSound, onState, drawSvg } = this.#options;
    return {
      now,
      mainOffset,
      wallclock: (): Millis => Date.now(),
      surfaces,
      fileUrl: (index, path) => {
        const url = new URL(filePath({ ...owner, profileId: this.profileId, index }), location.origin);
        if (path !== undefined) url.searchParams.set('of', pathMark(path));
        return url.href;
      },
      canvas: () => this.canvas,
      slot: () => ({ ...this.size, pts: this.slot.pts, number: this.slot.number, pattern: this.pattern }),
      facts: () => this.facts,
      draw: () => Math.random(),
      ...(drawSvg === undefined ? {} : { drawSvg }),
      onSound: (chunk) => onSound(sourceId, chunk),
      onState: (state) => onState(sourceId, state),
    };
  }
}
