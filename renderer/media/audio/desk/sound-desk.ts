/** The sound desk: a lane for each sound of the show, mixed on program time to the sent track, the others and the ears. */
import type { Micros } from '../../../../shared/clock.ts';
import { maxFillSamples, samplesIn, samplesToMicros } from '../../../../shared/live/pipeline/audio-aligner.ts';
import type { CreateDenoiser } from '../../../../shared/studio/audio/chain/noise-suppression.ts';
import type { SoundFinding, SoundLevels } from '../../../../shared/studio/audio/level/levels.ts';
import { quantumFrames, sampleRate, type Stereo } from '../../../../shared/studio/audio/stereo.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import { AlignedIntake, BeepIntake, type Intake, type ProgramTime } from './intake/intake.ts';
import { readDevice } from './intake/device-stream.ts';
import { LaneSet } from './lane-set.ts';
import { LevelDesk } from './level-desk.ts';
import { TrackBuses, type OnTrackBlock } from './track-buses.ts';
import { busLatency, type OnBlock } from './sound-bus.ts';

const pumpMillis = 20;

/** While nobody hears it, ms: waking up is what costs. */
const restMillis = 250;

/** The mix waits so long for a sound that is due, and then goes on without it: 0.95 s may be asked for by an offset. */
const longestWait = 1.5 * sampleRate;

/** So far before the start of program time mixing begins, in silence, so that every filter is filled when it starts. */
const preRoll = 8 * quantumFrames;

/** Where a sound comes from; streams are closed by the desk. */
export type SoundFeed =
  | { readonly kind: 'stream'; readonly readable: ReadableStream<AudioData> }
  | { readonly kind: 'test' }
  | { readonly kind: 'push' };

export type SoundDeskOptions = {
  readonly now: () => Micros;
  /** Main's clock minus the Worker's; null while unknown. */
  readonly mainOffset: () => Micros | null;
  /** Track 1, the one that is sent: blocks of 1024 frames by position since program time began. */
  readonly onBlock: OnBlock;
  /** Tracks 2 to 6, those that `setTracks` asks for. */
  readonly onTrackBlock?: OnTrackBlock;
  /** What is to be heard on this computer, while a strip asks for it. */
  readonly onMonitorBlock?: OnBlock;
  /** 20 times a second; the arrays are used again. */
  readonly onLevels: (levels: SoundLevels) => void;
  /** Whenever they change. */
  readonly onFindings: (findings: readonly SoundFinding[]) => void;
  /** True while the mix goes to nobody's ears and its levels to nobody's eyes: then none is made. */
  readonly isUnheard?: () => boolean;
  readonly createDenoiser: CreateDenoiser;
};

/** Runs from its creation on; `restart` begins a new program time. */
export class SoundDesk {
  readonly #options: SoundDeskOptions;
  readonly #time: ProgramTime;
  readonly #lanes: LaneSet;
  readonly #buses: TrackBuses;
  readonly #levels: LevelDesk;
  readonly #streams = new Map<string, () => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #epoch: Micros;
  #streamOffset = 0;
  /** Added to the place of what devices capture so that it meets the picture it belongs to. */
  #delay: Micros = 0;
  /** The next frame that leaves the buses. */
  #position = -preRoll;

  constructor(options: SoundDeskOptions) {
    this.#options = options;
    this.#epoch = options.now();
    this.#time = { now: options.now, epoch: () => this.#epoch, streamOffset: () => this.#streamOffset };
    this.#lanes = new LaneSet(options.createDenoiser);
    this.#buses = new TrackBuses(options);
    this.#levels = new LevelDesk(this.#lanes, this.#buses.sent, options);
    this.#follow(pumpMillis);
  }

  /** When program time began, Worker µs. */
  get epoch(): Micros {
    return this.#epoch;
  }

  /** Milliseconds of silence added or sound left out since the restart, of devices that were to be heard. */
  get fixedMillis(): number {
    return samplesToMicros(this.#levels.fixedSamples) / 1000;
  }

  /** Takes the strips, filters and master of a show; what stays sounds on. */
  setShow(show: Pick<Show, 'sources' | 'master'>): void {
    this.#lanes.setSources(show.sources);
    this.#buses.setMaster(show.master);
  }

  /** How much of each source the scenes on air let through, 0 … 1; those that are not named are silent, but for devices. */
  setAudible(gains: ReadonlyMap<string, number>): void {
    this.#lanes.setAudible(gains);
  }

  /** Listens here to one strip alone, before its fader; null: to those that are monitored. */
  setSolo(sourceId: string | null): void {
    this.#lanes.setSolo(sourceId);
  }

  /** Which of tracks 2 to 6 somebody takes; bits as in a strip's `tracks`. */
  setTracks(tracks: number): void {
    this.#buses.setTracks(tracks);
  }

  /** Gives a source its sound; a feed that it had before is closed. */
  attach(sourceId: string, feed: SoundFeed): void {
    this.detach(sourceId);
    this.#lanes.setIntake(sourceId, this.#open(sourceId, feed));
  }

  /** A source has no sound any more. */
  detach(sourceId: string): void {
    this.#streams.get(sourceId)?.();
    this.#streams.delete(sourceId);
    this.#lanes.setIntake(sourceId, null);
  }

  /** Sound of a film that is to be heard at `at` (Worker µs), at most 2 s ahead; copied. */
  push(
    sourceId: string,
    planes: Stereo,
    { at, rate = sampleRate }: { readonly at: Micros; readonly rate?: number },
  ): void {
    const intake = this.#lanes.intakeOf(sourceId);
    if (!(intake instanceof AlignedIntake)) return;
    intake.take(planes, { at, frames: Math.min(planes[0].length, planes[1].length), rate });
    this.#mix();
  }

  /** Begins program time at `epoch`; `startPts` is the stream time of that moment, `delay` shifts captured sound. */
  restart({
    epoch,
    startPts,
    delay,
  }: {
    readonly epoch: Micros;
    readonly startPts: Micros;
    readonly delay: Micros;
  }): void {
    this.#epoch = epoch;
    this.#streamOffset = samplesIn(startPts);
    this.#delay = delay;
    this.#lanes.restart();
    this.#levels.restart();
    this.#skipTo(0);
    this.#position = -preRoll;
    this.#follow(pumpMillis);
  }

  /** Brings the sound up to now, without what is still on its way, and hands on the block that is begun. */
  finish(): void {
    this.#pump();
    const end = samplesIn(this.#options.now() - this.#epoch);
    while (this.#position < end) this.#quantum();
    this.#buses.finish();
  }

  /** Ends everything. */
  close(): void {
    clearTimeout(this.#timer);
    for (const close of this.#streams.values()) close();
    this.#streams.clear();
    this.#lanes.close();
  }

  #open(sourceId: string, feed: SoundFeed): Intake {
    if (feed.kind === 'test') return new BeepIntake(this.#time);
    const intake = new AlignedIntake(this.#time, feed.kind === 'stream' ? 'device' : 'film');
    if (feed.kind === 'push') return intake;
    const { now, mainOffset } = this.#options;
    const stop = readDevice({
      readable: feed.readable,
      intake,
      now,
      mainOffset,
      delay: () => this.#delay,
      onChunk: () => this.#mix(),
    });
    this.#streams.set(sourceId, stop);
    return intake;
  }

  /** Pumps again and again, first after `wait` ms. */
  #follow(wait: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // Should a pump fail, the next one is not to fail with it.
      this.#follow(this.#options.isUnheard?.() === true ? restMillis : pumpMillis);
      this.#pump();
    }, wait);
  }

  #pump(): void {
    for (const lane of this.#lanes.inOrder) lane.intake?.advance();
    this.#mix();
  }

  /** Mixes as far as all sounds are there: one that is starved fills itself with silence, so nobody waits for long. */
  #mix(): void {
    const elapsed = samplesIn(this.#options.now() - this.#epoch);
    // Whoever listens again hears what comes from then on.
    const isUnheard = this.#options.isUnheard?.() === true;
    if (isUnheard || elapsed - this.#position > maxFillSamples + preRoll) this.#skipTo(elapsed);
    if (isUnheard) return;
    const ready = Math.min(elapsed, this.#lanes.readyUntil(busLatency));
    const end = Math.max(ready, elapsed - longestWait);
    while (this.#position + quantumFrames <= end) this.#quantum();
  }

  /** After a sleep of the whole machine the sound goes on from now. */
  #skipTo(position: number): void {
    this.#position = position;
    this.#buses.skipTo(position);
  }

  #quantum(): void {
    const { keySound } = this.#lanes;
    this.#buses.begin();
    for (const lane of this.#lanes.inOrder) {
      lane.render(this.#position, busLatency, keySound);
      this.#buses.add(lane);
    }
    this.#buses.end(this.#position);
    if (this.#position >= 0) this.#levels.count(quantumFrames);
    this.#position += quantumFrames;
  }
}
