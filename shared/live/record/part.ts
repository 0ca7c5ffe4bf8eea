/** One file as it grows: packets in, fragments of a second out, with times since its own beginning. */
import type { Micros } from '../../clock.ts';
import type { AudioConfig, EncodedPacket, StreamConfig, VideoConfig } from '../../media/encoded-packet.ts';
import type { ConfiguredPacket } from './interleaver.ts';
import {
  audioTimescale,
  firstSoundId,
  trackHead,
  videoTimescale,
  writeFragment,
  type Run,
  type Sample,
} from './mp4/fragment.ts';

/** The streams in a file; its sounds by the number of their tracks, none when there was none, or none that MP4 carries. */
export type PartTracks = { readonly video: VideoConfig; readonly sounds: readonly AudioConfig[] };

/** The number of a stream's track among those of its kind. */
export function trackNumber({ trackId = 0 }: Pick<StreamConfig, 'trackId'>): number {
  return trackId;
}

/** A fragment: bytes to append, and what they hold. */
export type Piece = {
  readonly pieces: readonly Uint8Array[];
  readonly bytes: number;
  /** Pictures in it. */
  readonly frames: number;
  /** Session time up to which the file reaches with it. */
  readonly until: Micros;
};

/** What a kill costs at most, beside what waits for the disk. */
const fragmentMicros: Micros = 1_000_000;
const fragmentBytes = 8 * 1024 * 1024;
/** Samples of an AAC access unit and of the usual Opus packet. */
const usualSoundTicks = { aac: 1024, opus: 960 } as const;

/** True when one file can hold both: a change of bitrate alone makes no difference. */
export function sameFormat(one: StreamConfig, other: StreamConfig): boolean {
  if (one.codec !== other.codec || !sameBytes(one.description, other.description)) return false;
  if (one.track === 'video') return other.track === 'video' && one.width === other.width && one.height === other.height;
  return other.track === 'audio' && one.sampleRate === other.sampleRate && one.channels === other.channels;
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one === other || (one.length === other.length && one.every((byte, index) => byte === other[index]));
}

/** A sample whose duration is not known yet. */
type OpenSample = Omit<Sample, 'duration'>;

/** One track's state. Ticks are counted from its first packet, so that rounding never makes steady times jitter. */
type PartTrack = {
  readonly id: number;
  readonly timescale: number;
  first: { readonly micros: Micros; readonly ticks: number } | null;
  pending: OpenSample[];
  /** The usual distance of two samples. */
  step: number;
  last: Micros;
};

export class FilePart {
  readonly zero: Micros;
  readonly tracks: PartTracks;
  readonly #video: PartTrack;
  readonly #sounds: ReadonlyMap<number, PartTrack>;
  #sequence = 0;
  #pendingBytes = 0;
  #pendingSince: Micros;
  #written = 0;
  #end: Micros;

  private constructor(zero: Micros, tracks: PartTracks) {
    this.zero = zero;
    this.tracks = tracks;
    this.#pendingSince = zero;
    this.#end = zero;
    const { video, sounds } = tracks;
    this.#video = newTrack(1, videoTimescale, Math.round(videoTimescale / Math.max(1, video.frameRate)));
    this.#sounds = new Map(sounds.map((sound) => [trackNumber(sound), soundTrack(sound)]));
  }

  /** A file that begins at `zero` of the session; null when MP4 can't carry the pictures. Sound that it can't is left out. */
  static create(zero: Micros, { video, sounds }: PartTracks): FilePart | null {
    if (trackHead(video) === null) return null;
    const carried = sounds.filter((sound) => trackHead(sound) !== null);
    return new FilePart(zero, {
      video,
      sounds: carried.toSorted((one, other) => trackNumber(one) - trackNumber(other)),
    });
  }

  /** Bytes so far, with those that wait for their fragment. */
  get bytes(): number {
    return this.#written + this.#pendingBytes;
  }

  /** Session time at which the newest packet ends, about. */
  get end(): Micros {
    return this.#end;
  }

  /** Decoding time of the newest picture. */
  get lastPicture(): Micros {
    return this.#video.last;
  }

  /** True for a packet that belongs into this file: the same format, not before its beginning, times going up. */
  accepts({ packet, config }: ConfiguredPacket): boolean {
    const track = this.#trackOf(packet);
    const mine = this.#configOf(packet);
    if (track === undefined || mine === undefined || !sameFormat(mine, config)) return false;
    return packet.dts >= this.zero && packet.pts >= packet.dts && packet.dts > track.last;
  }

  /** True for sound in a format that this file has not, but another could have. */
  isOtherFormat({ packet, config }: ConfiguredPacket): boolean {
    const mine = this.#configOf(packet);
    return (mine === undefined || !sameFormat(mine, config)) && trackHead(config) !== null;
  }

  /** Adds an accepted packet; gives the fragment before it when that is long enough. */
  add(packet: EncodedPacket): Piece | null {
    const isFull = packet.dts - this.#pendingSince >= fragmentMicros || this.#pendingBytes >= fragmentBytes;
    const piece = isFull ? this.#cut(packet) : null;
    const track = this.#trackOf(packet);
    if (track === undefined) return piece;
    const ticks = ticksOf(track, packet.dts, this.zero);
    const offset = Math.round(((packet.pts - packet.dts) * track.timescale) / 1e6);
    const before = track.pending.at(-1);
    if (before !== undefined) track.step = Math.min(ticks - before.ticks, track.timescale);
    track.pending.push({ ticks, offset, isKeyFrame: packet.isKeyFrame, bytes: packet.bytes });
    track.last = packet.dts;
    this.#pendingBytes += packet.bytes.length;
    this.#end = Math.max(this.#end, packet.pts + (track.step * 1e6) / track.timescale);
    return piece;
  }

  /** The last fragment; null when nothing is left. */
  finish(): Piece | null {
    return this.#cut(null);
  }

  #trackOf(packet: EncodedPacket): PartTrack | undefined {
    return packet.track === 'video' ? this.#video : this.#sounds.get(trackNumber(packet));
  }

  #configOf(packet: EncodedPacket): StreamConfig | undefined {
    const { video, sounds } = this.tracks;
    if (packet.track === 'video') return video;
    return sounds.find((sound) => trackNumber(sound) === trackNumber(packet));
  }

  #cut(next: EncodedPacket | null): Piece | null {
    const runs: Run[] = [];
    let frames = 0;
    const following = next === null ? undefined : this.#trackOf(next);
    for (const track of [this.#video, ...this.#sounds.values()]) {
      if (track.pending.length === 0) continue;
      if (track === this.#video) frames = track.pending.length;
      const until = track === following ? (next?.dts ?? null) : null;
      runs.push({ trackId: track.id, samples: closed(track, until, this.zero) });
      track.pending = [];
    }
    this.#pendingSince = next?.dts ?? this.#pendingSince;
    this.#pendingBytes = 0;
    if (runs.length === 0) return null;
    this.#sequence += 1;
    const pieces = writeFragment(this.#sequence, runs);
    const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
    this.#written += bytes;
    return { pieces, bytes, frames, until: this.#end };
  }
}

function soundTrack(sound: AudioConfig): PartTrack {
  const ticks = usualSoundTicks[sound.codec === 'opus' ? 'opus' : 'aac'];
  return newTrack(firstSoundId + trackNumber(sound), audioTimescale(sound), ticks);
}

function newTrack(id: number, timescale: number, step: number): PartTrack {
  return { id, timescale, first: null, pending: [], step, last: -1 };
}

function ticksOf(track: PartTrack, micros: Micros, zero: Micros): number {
  track.first ??= { micros, ticks: Math.round(((micros - zero) * track.timescale) / 1e6) };
  return track.first.ticks + Math.round(((micros - track.first.micros) * track.timescale) / 1e6);
}

/** The pending samples with durations; the last one's lasts up to `following`, or as long as usual. */
function closed(track: PartTrack, following: Micros | null, zero: Micros): readonly Sample[] {
  const { pending, step } = track;
  return pending.map((sample, index) => {
    const next = pending[index + 1]?.ticks ?? (following === null ? null : ticksOf(track, following, zero));
    const { ticks, offset, isKeyFrame, bytes } = sample;
    return { ticks, offset, isKeyFrame, bytes, duration: next === null ? step : next - ticks };
  });
}
