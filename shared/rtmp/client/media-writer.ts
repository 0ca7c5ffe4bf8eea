/** Orders what a publisher may send once live: metadata, then the headers of all tracks, then a key frame, then the rest. */
import type { Micros, Millis } from '../../clock.ts';
import { writeColourInfo } from '../../flv/tag-parts/colour-info.ts';
import { writeMetadata } from '../../flv/metadata.ts';
import { tagPrefix } from '../../flv/tag.ts';
import { withSingleSets } from '../../media/avc.ts';
import { audioCodecOf, videoCodecOf } from '../../media/codecs/codec.ts';
import type { AudioCodec, VideoCodec } from '../../media/codecs/codec.ts';
import type { AudioConfig, EncodedPacket, StreamConfig, VideoConfig } from '../../media/encoded-packet.ts';
import { compositionTime, floorMillis, toWireTimestamp } from '../../media/timestamps.ts';
import type { OutgoingHeader } from '../chunk/chunk-writer.ts';
import { chunkStream, maxMessageLength, messageType } from '../chunk/message.ts';

/** The longest tag header that we write: ModEx, multitrack, FourCC, track id and composition time. */
const maxPrefixLength = 16;
/** The longest access unit that fits one message behind its tag header, in bytes. */
const maxMediaLength = maxMessageLength - maxPrefixLength;
/** A track id is one byte (E-RTMP v2 "Multitrack"). */
const maxTrackId = 255;
/** Codecs whose frames say everything themselves. */
const headerless: ReadonlySet<AudioCodec | VideoCodec> = new Set(['ac3', 'eac3', 'mp3'] as const);

const noPrefix: readonly number[] = [];
const nothing = new Uint8Array(0);

/** Where messages go. */
export type MessageSink = {
  /** False, with nothing sent, when the message is too long. */
  readonly write: (header: OutgoingHeader, payload: Uint8Array) => boolean;
};

export type MediaWriterOptions = {
  /** µs that become RTMP time 0; by default the first packet's dts. */
  readonly epoch: Micros | null;
  /** Whether H.264 on track 0 ends with its own end of sequence; OBS sends none. */
  readonly legacyEnd?: boolean;
  /** Whether presentation times keep their microseconds (ModEx), for servers that signalled it; enhanced tracks only. */
  readonly nanoOffsets?: boolean;
};

type Codec = VideoCodec | AudioCodec;
type PartKind = 'header' | 'media' | 'end' | 'colour';

/** One tag prefix that is used again while the composition time stays the same. */
type PrefixSlot = { cts: Millis; bytes: readonly number[] | null };

/** A sequence header on its way, and the colours that go with it. */
type Header = { readonly codec: Codec; readonly bytes: Uint8Array; readonly colour: Uint8Array | null };

type Route = {
  readonly chunkStreamId: number;
  readonly type: number;
  readonly streamId: number;
  timestamp: number;
  prefix: readonly number[];
};

type Track = {
  readonly kind: 'video' | 'audio';
  readonly trackId: number;
  /** Message header, written over for each message. */
  readonly route: Route;
  readonly key: PrefixSlot;
  readonly inter: PrefixSlot;
  sent: Header | null;
  pending: Header | null;
  isEnhanced: boolean;
  hasKeyFrame: boolean;
  hasMedia: boolean;
};

export class MediaWriter {
  readonly #sink: MessageSink;
  readonly #streamId: number;
  readonly #options: MediaWriterOptions;
  readonly #tracks: { readonly video: (Track | undefined)[]; readonly audio: (Track | undefined)[] } = {
    video: [],
    audio: [],
  };
  /** RTMP time 0, in whole ms of the session epoch. */
  #base: Millis | null;
  /** The latest time written, not wrapped. */
  #latest: Millis = 0;
  #lastTimestamp = 0;
  #hasMetadata = false;
  /** All announced tracks have what must go before their media. */
  #isReady = false;
  #hasKeyFrame = false;

  /** `streamId`: as the server gave it. */
  constructor(sink: MessageSink, streamId: number, options: MediaWriterOptions) {
    this.#sink = sink;
    this.#streamId = streamId;
    this.#options = options;
    this.#base = options.epoch === null ? null : floorMillis(options.epoch);
  }

  /**
   * Sends onMetaData; the tracks in it must get a header before any media goes out. `others` are the tracks beside the
   * primary ones.
   */
  writeMetadata(video: VideoConfig | null, audio: AudioConfig | null, others: readonly StreamConfig[]): boolean {
    this.#hasMetadata = true;
    for (const config of [video, audio, ...others]) if (config !== null) this.#trackFor(config);
    this.#isReady = this.#haveAllHeaders();
    return this.writeData(writeMetadata(video, audio, others));
  }

  /**
   * Sends the sequence header unless the server already has these bytes. A changed video header, and changed colours,
   * wait for the next key frame of the track and go out right before it. False before the metadata, for a codec that
   * RTMP can't carry, without a description
   * where the codec needs one, or for H.264 beside the primary track with several different parameter sets.
   */
  writeConfig(config: StreamConfig): boolean {
    const header = headerOf(config);
    if (!this.#hasMetadata || header === null) return false;
    const track = this.#trackFor(config);
    track.pending = sameHeader(track.sent, header) ? null : header;
    const mustWait = config.track === 'video' && track.sent !== null;
    if (!mustWait) this.#flushHeader(track, this.#lastTimestamp);
    this.#isReady = this.#haveAllHeaders();
    return true;
  }

  /** Sends one access unit. False, with nothing written, while something must come first, or for an impossible size. */
  writePacket(packet: EncodedPacket): boolean {
    const track = this.#tracks[packet.track][packet.trackId ?? 0];
    if (track === undefined || !this.#mayWrite(track, packet)) return false;
    const dts = floorMillis(packet.dts);
    this.#base ??= dts;
    const time = Math.max(dts - this.#base, 0);
    const timestamp = toWireTimestamp(time);
    if (track.kind === 'video' && packet.isKeyFrame) {
      if (track.pending !== null) this.#flushHeader(track, timestamp);
      track.hasKeyFrame = true;
      this.#hasKeyFrame = true;
    }
    this.#write(track, timestamp, packet.bytes, this.#mediaPrefix(track, packet));
    if (time > this.#latest) this.#latest = time;
    this.#lastTimestamp = timestamp;
    track.hasMedia = true;
    return true;
  }

  /** Sends a tag body as it is; see `RtmpPublisher.writeTag`. */
  writeTag(kind: 'video' | 'audio', timestamp: Millis, body: Uint8Array): boolean {
    if (body.length === 0) return false;
    const { route } = this.#track(kind, 0);
    this.#lastTimestamp = toWireTimestamp(timestamp);
    route.timestamp = this.#lastTimestamp;
    route.prefix = noPrefix;
    return this.#sink.write(route, body);
  }

  /** Sends the body of a data message at the time of the last tag. */
  writeData(body: Uint8Array): boolean {
    const { stream: chunkStreamId } = chunkStream;
    const header = { chunkStreamId, type: messageType.data, streamId: this.#streamId, timestamp: this.#lastTimestamp };
    return this.#sink.write(header, body);
  }

  /** Sends SequenceEnd for each track of an enhanced form that sent media, not before its last frame's time. */
  writeEnds(): void {
    for (const track of [...this.#tracks.video, ...this.#tracks.audio]) {
      if (track?.hasMedia !== true) continue;
      const isAvc = track.sent?.codec === 'avc' && this.#options.legacyEnd === true;
      if (!track.isEnhanced && !isAvc) continue;
      this.#write(track, toWireTimestamp(this.#latest), nothing, this.#prefix(track, 'end'));
      track.hasMedia = false;
    }
  }

  #mayWrite(track: Track, { bytes, isKeyFrame }: EncodedPacket): boolean {
    if (bytes.length === 0 || bytes.length > maxMediaLength || !this.#isReady) return false;
    return (track.kind === 'video' && isKeyFrame) || this.#mayFollow(track);
  }

  /** Deltas follow a key frame of their track, audio one of any; without a video track, audio follows nothing. */
  #mayFollow(track: Track): boolean {
    if (track.kind === 'video') return track.hasKeyFrame;
    return this.#hasKeyFrame || this.#tracks.video.length === 0;
  }

  #haveAllHeaders(): boolean {
    return [...this.#tracks.video, ...this.#tracks.audio].every((track) => track === undefined || track.sent !== null);
  }

  #flushHeader(track: Track, timestamp: number): void {
    const header = track.pending;
    if (header === null) return;
    const before = track.sent;
    track.sent = header;
    track.pending = null;
    track.key.bytes = null;
    track.inter.bytes = null;
    const start = this.#prefix(track, 'header');
    track.isEnhanced = isEnhanced(track.kind, start);
    const isColourNew = !sameBytes(before?.colour ?? null, header.colour);
    if (isColourNew && track.isEnhanced)
      this.#write(track, timestamp, header.colour ?? writeColourInfo(null), this.#prefix(track, 'colour'));
    if (headerless.has(header.codec) || sameRecord(before, header)) return;
    this.#write(track, timestamp, header.bytes, start);
  }

  #mediaPrefix(track: Track, packet: EncodedPacket): readonly number[] {
    const { pts, dts, isKeyFrame } = packet;
    const cts = track.kind === 'video' ? compositionTime(pts, dts) : 0;
    if (this.#options.nanoOffsets === true && track.isEnhanced) {
      const nanos = Math.round((pts - floorMillis(pts) * 1000) * 1000);
      return this.#prefix(track, 'media', { isKeyFrame, cts, nanos });
    }
    const slot = isKeyFrame ? track.key : track.inter;
    if (slot.bytes === null || slot.cts !== cts) {
      slot.cts = cts;
      slot.bytes = this.#prefix(track, 'media', { isKeyFrame, cts, nanos: 0 });
    }
    return slot.bytes;
  }

  #prefix(track: Track, kind: PartKind, frame = { isKeyFrame: true, cts: 0, nanos: 0 }): readonly number[] {
    const codec = track.sent?.codec ?? (track.kind === 'video' ? 'avc' : 'aac');
    return tagPrefix({ track: track.kind, trackId: track.trackId, codec, kind, ...frame });
  }

  #write(track: Track, timestamp: number, payload: Uint8Array, prefix: readonly number[]): void {
    track.route.timestamp = timestamp;
    track.route.prefix = prefix;
    this.#sink.write(track.route, payload);
  }

  #trackFor(config: StreamConfig): Track {
    return this.#track(config.track, config.trackId ?? 0);
  }

  #track(kind: 'video' | 'audio', trackId: number): Track {
    const tracks = this.#tracks[kind];
    const known = tracks[trackId];
    if (known !== undefined) return known;
    const route = {
      chunkStreamId: chunkStream[kind],
      type: messageType[kind],
      streamId: this.#streamId,
      timestamp: 0,
      prefix: noPrefix,
    };
    const track: Track = {
      kind,
      trackId,
      route,
      key: { cts: 0, bytes: null },
      inter: { cts: 0, bytes: null },
      sent: null,
      pending: null,
      isEnhanced: false,
      hasKeyFrame: false,
      hasMedia: false,
    };
    tracks[trackId] = track;
    return track;
  }
}

/** What the sequence header of `config` says; null for what RTMP can't carry. */
function headerOf(config: StreamConfig): Header | null {
  const codec = config.track === 'video' ? videoCodecOf(config.codec) : audioCodecOf(config.codec);
  const bytes = codec === null ? null : recordOf(config, codec);
  if (codec === null || bytes === null) return null;
  const colour = config.track === 'video' && config.colour !== undefined ? writeColourInfo(config.colour) : null;
  return { codec, bytes, colour };
}

/** A copy of the configuration record as the track's form wants it, empty where the codec has none; null if it won't do. */
function recordOf({ trackId = 0, description }: StreamConfig, codec: Codec): Uint8Array | null {
  if (trackId < 0 || trackId > maxTrackId || (description.length === 0 && !headerless.has(codec))) return null;
  if (codec !== 'avc' || trackId === 0) return description.slice();
  // Only a second track of H.264 is of the enhanced form, whose readers take no more than one set of each kind.
  const single = withSingleSets(description);
  return single.ok ? single.value.slice() : null;
}

/** Whether a tag header is of the enhanced form: the first bit of video, sound format 9. */
function isEnhanced(kind: 'video' | 'audio', [first = 0]: readonly number[]): boolean {
  return kind === 'video' ? (first & 0x80) !== 0 : first >> 4 === 9;
}

function sameHeader(sent: Header | null, header: Header): boolean {
  return sameRecord(sent, header) && sameBytes(sent?.colour ?? null, header.colour);
}

/** True when the server has this codec with these bytes. */
function sameRecord(sent: Header | null, header: Header): boolean {
  return sent?.codec === header.codec && sameBytes(sent.bytes, header.bytes);
}

function sameBytes(one: Uint8Array | null, other: Uint8Array | null): boolean {
  if (one === null || other === null) return one === other;
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
