/** Where lanes go: track 1 is sent, tracks 2 to 6 are recorded if asked for, and the monitor is for the ears here. */
import type { Master } from '../../../../shared/studio/document/show.ts';
import { GainRamp } from '../../../../shared/studio/audio/level/gain-ramp.ts';
import { quantumFrames, type Stereo } from '../../../../shared/studio/audio/stereo.ts';
import { SentMix } from './sent-mix.ts';
import { SoundBus, type OnBlock } from './sound-bus.ts';
import type { SoundLane } from './sound-lane.ts';

/** `track` is 2 to 6. */
export type OnTrackBlock = (track: number, position: number, block: Stereo) => void;

export type TrackBusesOptions = {
  readonly onBlock: OnBlock;
  readonly onTrackBlock?: OnTrackBlock;
  readonly onMonitorBlock?: OnBlock;
};

/** Recorded tracks are kept below this, dBTP: nobody sees their meters. */
const trackCeilingDb = -1;

const lastTrack = 6;

/** Quanta of silence after which nothing more is sent to the ears: what a limiter still holds is out by then. */
const restAfter = 4;

/** A recorded track: its number and its bit in a strip's `tracks`. */
type Track = { readonly bit: number; readonly bus: SoundBus };

export class TrackBuses {
  readonly sent: SentMix;
  readonly #first: SoundBus;
  readonly #tracks: readonly Track[];
  readonly #monitor: SoundBus | null;
  readonly #gains = new Float32Array(quantumFrames);
  /** Muting everything means every track. */
  readonly #open = new GainRamp(1);
  #wanted: readonly Track[] = [];
  #position = 0;
  /** Quanta since somebody listened in. */
  #unheard = restAfter;

  constructor({ onBlock, onTrackBlock, onMonitorBlock }: TrackBusesOptions) {
    this.#first = new SoundBus(onBlock);
    this.sent = new SentMix(this.#first);
    this.#tracks = onTrackBlock === undefined ? [] : tracksFor(onTrackBlock);
    this.#monitor = onMonitorBlock === undefined ? null : limitedBus(onMonitorBlock);
  }

  setMaster(master: Master): void {
    this.sent.setMaster(master);
    this.#open.setTarget(master.muted ? 0 : 1);
  }

  /** Tracks 2 to 6 that are to be made, as bits. */
  setTracks(tracks: number): void {
    const wanted = this.#tracks.filter(({ bit }) => (tracks & bit) !== 0);
    for (const track of wanted) if (!this.#wanted.includes(track)) track.bus.skipTo(Math.max(0, this.#position));
    this.#wanted = wanted;
  }

  /** Empties the sums for the next quantum. */
  begin(): void {
    this.#first.clear();
    for (const { bus } of this.#wanted) bus.clear();
    this.#monitor?.clear();
    this.#unheard += 1;
  }

  /** Adds the quantum of a lane wherever it goes. */
  add(lane: SoundLane): void {
    if (!lane.isOffAir) {
      lane.writeAir(this.#gains);
      if ((lane.tracks & 1) !== 0) this.#first.add(lane.block, this.#gains);
      for (const { bit, bus } of this.#wanted) {
        if ((lane.tracks & bit) !== 0) bus.add(lane.block, this.#gains);
      }
    }
    if (this.#monitor === null || lane.isUnheard) return;
    lane.writeEars(this.#gains);
    this.#monitor.add(lane.block, this.#gains);
    if (lane.isAlone) {
      lane.writeAlone(this.#gains);
      this.#monitor.add(lane.beforeFader, this.#gains);
    }
    if (this.#unheard > restAfter) this.#monitor.skipTo(Math.max(0, this.#position));
    this.#unheard = 0;
  }

  /** Finishes the quantum at `position`; what lies before 0 only fills the limiters. */
  end(position: number): void {
    if (!this.#open.isOpen) this.#close();
    this.sent.limit();
    for (const { bus } of this.#wanted) bus.limit();
    const isHeard = this.#unheard <= restAfter;
    if (isHeard) this.#monitor?.limit();
    this.#position = position + quantumFrames;
    if (position < 0) return;
    this.sent.handOn();
    for (const { bus } of this.#wanted) bus.handOn();
    if (isHeard) this.#monitor?.handOn();
  }

  /** Goes on at `position` with empty blocks. */
  skipTo(position: number): void {
    this.#position = position;
    this.#first.skipTo(position);
    for (const { bus } of this.#wanted) bus.skipTo(position);
    this.#monitor?.skipTo(position);
  }

  /** Hands on what is begun. */
  finish(): void {
    this.#first.finish();
    for (const { bus } of this.#wanted) bus.finish();
  }

  #close(): void {
    this.#open.write(this.#gains);
    this.#first.scale(this.#gains);
    for (const { bus } of this.#wanted) bus.scale(this.#gains);
  }
}

function limitedBus(onBlock: OnBlock): SoundBus {
  const bus = new SoundBus(onBlock);
  bus.setCeiling(trackCeilingDb);
  return bus;
}

function tracksFor(onTrackBlock: OnTrackBlock): readonly Track[] {
  return Array.from({ length: lastTrack - 1 }, (_, index) => {
    const track = index + 2;
    return { bit: 2 ** (track - 1), bus: limitedBus((position, block) => onTrackBlock(track, position, block)) };
  });
}
