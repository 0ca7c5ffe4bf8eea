/** Plays a holding picture and silence in the program's place, on the program's time; who sends it and when is the caller's. */
import type { Micros, Millis } from '../../clock.ts';
import type { AudioConfig, EncodedPacket, StreamConfig, VideoConfig } from '../../media/encoded-packet.ts';
import { slotTime } from '../pipeline/program-clock.ts';

/** One GOP of the holding picture, its first frame a key frame, and one silent access unit. Nobody writes to the bytes. */
export type Slate = {
  readonly video: {
    readonly config: VideoConfig;
    readonly frames: readonly { readonly isKeyFrame: boolean; readonly bytes: Uint8Array }[];
  };
  readonly audio: {
    readonly config: AudioConfig;
    readonly bytes: Uint8Array;
    /** Samples that it decodes to. */
    readonly samples: number;
  };
};

/** The last program times of the tracks, µs; a track without any has the other's. */
export type LastTimes = { readonly video: Micros; readonly audio: Micros };

/** Behind by more than this (the computer slept), the slate goes on from now: nothing is made up for. */
const maxLateMicros = 2_000_000;

/** How far a time may be off the grid that begins at 0 and still count as on it. */
const roundingMicros = 1;

/** Where the slate stands: times of a track count from its own origin, so that rounding never adds up. */
type Place = {
  /** Program time `pts` was due at `at` on the caller's clock. */
  readonly pts: Micros;
  readonly at: Millis;
  /** Number of the next video slot, of the first one of this loop, and the time of slot 0. */
  slot: number;
  loopSlot: number;
  readonly videoOrigin: Micros;
  /** Access units of sound so far, and the time of the first. */
  unit: number;
  audioOrigin: Micros;
  /** The latest time of both tracks, the program's included. */
  last: Micros;
};

/** Loops one slate from `begin` to `end`; the packets of all loops share their bytes. */
export class SlatePlayer {
  readonly #slate: Slate;
  #place: Place | null = null;

  constructor(slate: Slate) {
    this.#slate = slate;
  }

  /** True between `begin` and `end`. */
  get isPlaying(): boolean {
    return this.#place !== null;
  }

  /** What goes before the first packet, where the program was described otherwise. */
  configs(): readonly StreamConfig[] {
    return [this.#slate.video.config, this.#slate.audio.config];
  }

  /**
   * Goes on after the program: pictures on its grid of slots, sound right after its last access unit.
   *
   * @param after Last times of the program that were sent; one number stands for both tracks.
   * @param at When they were sent, ms on the clock of `due`: all slots since then come out with the first `due`, so
   *   that the stream keeps to real time.
   */
  begin(after: Micros | LastTimes, at: Millis): void {
    const { video, audio } = typeof after === 'number' ? { video: after, audio: after } : after;
    const { frameRate } = this.#slate.video.config;
    const nearest = Math.round((video * frameRate) / 1_000_000);
    const isOnGrid = Math.abs(slotTime(frameRate, nearest) - video) <= roundingMicros;
    const slot = (isOnGrid ? nearest : 0) + 1;
    const last = Math.max(video, audio);
    this.#place = {
      pts: last,
      at,
      slot,
      loopSlot: slot,
      videoOrigin: isOnGrid ? 0 : video,
      unit: 1,
      audioOrigin: audio,
      last,
    };
  }

  /** Everything that is due at `now`, in order of time; empty while not playing. */
  due(now: Millis): readonly EncodedPacket[] {
    const place = this.#place;
    if (place === null) return [];
    const until = place.pts + (now - place.at) * 1000;
    this.#skipSleep(place, until);
    const packets: EncodedPacket[] = [];
    for (;;) {
      const video = this.#videoTime(place);
      const audio = this.#audioTime(place);
      // Said this way round, a time that is no number ends it too.
      if (!(Math.min(video, audio) <= until)) return packets;
      packets.push(video <= audio ? this.#picture(place, video) : this.#silence(place, audio));
    }
  }

  /** When the next packet is due, ms on the clock of `due`; null while not playing. */
  nextDeadline(): Millis | null {
    const place = this.#place;
    if (place === null) return null;
    const next = Math.min(this.#videoTime(place), this.#audioTime(place));
    return place.at + (next - place.pts) / 1000;
  }

  /**
   * Ends the slate. Returns the first time on the grid after everything it gave out: the program's first key frame
   * belongs there, and the rest of the program as much later or earlier. 0 while not playing.
   */
  end(): Micros {
    const place = this.#place;
    this.#place = null;
    if (place === null) return 0;
    while (this.#videoTime(place) <= place.last) place.slot += 1;
    return this.#videoTime(place);
  }

  #skipSleep(place: Place, until: Micros): void {
    if (until - this.#videoTime(place) > maxLateMicros) {
      const { frameRate } = this.#slate.video.config;
      place.slot = Math.max(place.slot, Math.ceil(((until - place.videoOrigin) * frameRate) / 1_000_000));
      place.loopSlot = place.slot;
    }
    if (until - this.#audioTime(place) > maxLateMicros) {
      place.audioOrigin = Math.round(until);
      place.unit = 0;
    }
  }

  #picture(place: Place, pts: Micros): EncodedPacket {
    const { frames } = this.#slate.video;
    const index = (place.slot - place.loopSlot) % frames.length;
    place.slot += 1;
    place.last = Math.max(place.last, pts);
    const { isKeyFrame = false, bytes = emptyBytes } = frames[index] ?? {};
    return { track: 'video', pts, dts: pts, isKeyFrame, bytes };
  }

  #silence(place: Place, pts: Micros): EncodedPacket {
    place.unit += 1;
    place.last = Math.max(place.last, pts);
    return { track: 'audio', pts, dts: pts, isKeyFrame: true, bytes: this.#slate.audio.bytes };
  }

  #videoTime(place: Place): Micros {
    return place.videoOrigin + slotTime(this.#slate.video.config.frameRate, place.slot);
  }

  #audioTime(place: Place): Micros {
    const { samples, config } = this.#slate.audio;
    return place.audioOrigin + Math.round((place.unit * samples * 1_000_000) / config.sampleRate);
  }
}

const emptyBytes = new Uint8Array(0);
