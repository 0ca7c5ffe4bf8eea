/** Orders what a publisher may send once live: metadata, then the headers of all tracks, then a key frame, then the rest. */
import type { Micros, Millis } from '../../clock.ts';
import { writeMetadata } from '../../flv/metadata.ts';
import {
  audioHeaderPrefix,
  audioMediaPrefix,
  videoHeaderPrefix,
  videoMediaPrefix,
  videoPrefixLength,
} from '../../flv/tag-body.ts';
import type { AudioConfig, EncodedPacket, StreamConfig, VideoConfig } from '../../media/encoded-packet.ts';
import { compositionTime, floorMillis, toWireTimestamp } from '../../media/timestamps.ts';
import type { OutgoingHeader } from '../chunk/chunk-writer.ts';
import { chunkStream, maxMessageLength, messageType } from '../chunk/message.ts';

/** The longest access unit that fits one message behind its tag header, in bytes. */
const maxMediaLength = maxMessageLength - videoPrefixLength;

/** Where messages go. */
export type MessageSink = {
  /** False, with nothing sent, when the message is too long. */
  readonly write: (header: OutgoingHeader, payload: Uint8Array) => boolean;
};

/** What a track still lacks before its media may go out. */
type Track = { expected: boolean; sent: Uint8Array | null; pending: Uint8Array | null };

export class MediaWriter {
  readonly #sink: MessageSink;
  readonly #streamId: number;
  readonly #tracks = { video: newTrack(), audio: newTrack() };
  /** RTMP time 0, in whole ms of the session epoch. */
  #base: Millis | null;
  #lastTimestamp = 0;
  #hasMetadata = false;
  #hasKeyFrame = false;

  /** `streamId`: as the server gave it. `epoch`: µs that become RTMP time 0; by default the first packet's dts. */
  constructor(sink: MessageSink, streamId: number, options: { readonly epoch: Micros | null }) {
    this.#sink = sink;
    this.#streamId = streamId;
    this.#base = options.epoch === null ? null : floorMillis(options.epoch);
  }

  /** Sends onMetaData; the tracks that are not null must get a header before any media goes out. */
  writeMetadata(video: VideoConfig | null, audio: AudioConfig | null): boolean {
    this.#hasMetadata = true;
    this.#tracks.video.expected = video !== null;
    this.#tracks.audio.expected = audio !== null;
    return this.writeData(writeMetadata(video, audio));
  }

  /**
   * Sends the sequence header unless the server already has these bytes. A changed video header waits for the next
   * key frame and goes out right before it. False before the metadata or without a description.
   */
  writeConfig(config: StreamConfig): boolean {
    if (!this.#hasMetadata || config.description.length === 0) return false;
    const track = this.#tracks[config.track];
    track.expected = true;
    track.pending = sameBytes(track.sent, config.description) ? null : config.description.slice();
    const mustWait = config.track === 'video' && track.sent !== null;
    if (!mustWait) this.#flushHeader(config.track, this.#lastTimestamp);
    return true;
  }

  /** Sends one access unit. False, with nothing written, while something must come first, or for an impossible size. */
  writePacket(packet: EncodedPacket): boolean {
    const isVideo = packet.track === 'video';
    const isVideoKey = isVideo && packet.isKeyFrame;
    if (packet.bytes.length === 0 || packet.bytes.length > maxMediaLength) return false;
    if (!this.#isReady(packet.track) || (!isVideoKey && !this.#mayFollow())) return false;
    this.#base ??= floorMillis(packet.dts);
    const timestamp = toWireTimestamp(Math.max(floorMillis(packet.dts) - this.#base, 0));
    if (isVideoKey) this.#flushHeader('video', timestamp);
    const cts = compositionTime(packet.pts, packet.dts);
    const prefix = isVideo ? videoMediaPrefix(packet.isKeyFrame, cts) : audioMediaPrefix;
    this.#sink.write({ ...this.#route(packet.track), timestamp, prefix }, packet.bytes);
    this.#lastTimestamp = timestamp;
    this.#hasKeyFrame ||= isVideoKey;
    return true;
  }

  /** Sends a tag body as it is; see `RtmpPublisher.writeTag`. */
  writeTag(track: 'video' | 'audio', timestamp: Millis, body: Uint8Array): boolean {
    if (body.length === 0) return false;
    this.#lastTimestamp = toWireTimestamp(timestamp);
    return this.#sink.write({ ...this.#route(track), timestamp: this.#lastTimestamp }, body);
  }

  /** Sends the body of a data message at the time of the last tag. */
  writeData(body: Uint8Array): boolean {
    const { stream: chunkStreamId } = chunkStream;
    const header = { chunkStreamId, type: messageType.data, streamId: this.#streamId, timestamp: this.#lastTimestamp };
    return this.#sink.write(header, body);
  }

  /** The track's own header went out, and so did those of all announced tracks. */
  #isReady(name: 'video' | 'audio'): boolean {
    const { video, audio } = this.#tracks;
    return this.#tracks[name].sent !== null && hasHeader(video) && hasHeader(audio);
  }

  /** Deltas and audio follow a key frame; without a video track, audio follows nothing. */
  #mayFollow(): boolean {
    return this.#hasKeyFrame || !this.#tracks.video.expected;
  }

  #flushHeader(name: 'video' | 'audio', timestamp: number): void {
    const track = this.#tracks[name];
    if (track.pending === null) return;
    const prefix = name === 'video' ? videoHeaderPrefix : audioHeaderPrefix;
    this.#sink.write({ ...this.#route(name), timestamp, prefix }, track.pending);
    track.sent = track.pending;
    track.pending = null;
  }

  #route(name: 'video' | 'audio'): { chunkStreamId: number; type: number; streamId: number } {
    return { chunkStreamId: chunkStream[name], type: messageType[name], streamId: this.#streamId };
  }
}

function newTrack(): Track {
  return { expected: false, sent: null, pending: null };
}

function hasHeader(track: Track): boolean {
  return !track.expected || track.sent !== null;
}

function sameBytes(sent: Uint8Array | null, bytes: Uint8Array): boolean {
  return sent !== null && sent.length === bytes.length && sent.every((byte, index) => byte === bytes[index]);
}
