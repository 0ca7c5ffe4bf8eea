/** Turns FLV tag bodies into stream configurations and access units, track by track; decoding and playing out are others'. */
import type { Micros, Millis } from '../clock.ts';
import type { StudioError } from '../errors.ts';
import { studioError } from '../errors.ts';
import type { EncodedPacket, StreamConfig } from '../media/encoded-packet.ts';
import type { AmfFields } from '../wire/amf0.ts';
import { readTag } from './tag.ts';
import type { TagPart } from './tag.ts';
import { readTrackConfig } from './track-config.ts';

/** The longest configuration record that is kept, in bytes; real ones have some tens. */
const maxHeaderLength = 65_536;

/** What a tag came to. */
export type DemuxedItem =
  /** The decoder of this track must be made, or made anew. For video, the next packet of the track is a key frame. */
  | { readonly kind: 'config'; readonly config: StreamConfig }
  /** `bytes` is a view of the tag body. Times are as in the tags: they may step back. */
  | { readonly kind: 'packet'; readonly packet: EncodedPacket }
  /** The track pauses or is over: play out what is left. It may go on without a new configuration. */
  | { readonly kind: 'end'; readonly track: 'video' | 'audio'; readonly trackId: number }
  /** Something of this track can't be used; told once until it is something else. */
  | {
      readonly kind: 'problem';
      readonly track: 'video' | 'audio';
      readonly trackId: number;
      readonly error: StudioError;
    };

/** `header`: the record in force, null before the first and for codecs that have none. */
type TrackState = {
  codec: TagPart['codec'] | null;
  header: Uint8Array | null;
  isConfigured: boolean;
  awaitsKeyFrame: boolean;
  channels: number;
  problem: string;
};

export type DemuxerOptions = {
  /** `wait` (the default): video begins with a key frame. `any`: with whatever comes first. */
  readonly firstVideo?: 'wait' | 'any';
};

export class TagDemuxer {
  readonly #options: DemuxerOptions;
  readonly #tracks = new Map<string, TrackState>();
  #metadata: AmfFields = new Map();
  #skipped = 0;

  constructor(options: DemuxerOptions = {}) {
    this.#options = options;
  }

  /** Access units left out so far: video before its key frame, and media before its header. */
  get skippedPackets(): number {
    return this.#skipped;
  }

  /** Takes the fields of onMetaData: a hint for rates, and for sizes that no record tells. Changes nothing by itself. */
  metadata(values: AmfFields): void {
    this.#metadata = values;
  }

  /**
   * Takes one tag body, which must not change afterwards. `timestamp`: ms, unwrapped (`TrackTimes`). A repeated header
   * does nothing; one with other bytes, or media of another codec, is a new configuration.
   */
  push(track: 'video' | 'audio', timestamp: Millis, body: Uint8Array): readonly DemuxedItem[] {
    const parts = readTag(track, body);
    if (!parts.ok) return this.#problem(this.#state(track, 0), { track, trackId: 0 }, parts.error);
    const [only] = parts.value;
    if (only !== undefined && parts.value.length === 1) return this.#onPart(only, timestamp);
    return parts.value.flatMap((part) => this.#onPart(part, timestamp));
  }

  #onPart(part: TagPart, timestamp: Millis): readonly DemuxedItem[] {
    const state = this.#state(part.track, part.trackId);
    switch (part.kind) {
      case 'header':
        return this.#onHeader(state, part);
      case 'media':
        return this.#onMedia(state, part, timestamp);
      case 'end':
        state.awaitsKeyFrame = this.#waits();
        return state.isConfigured ? [{ kind: 'end', track: part.track, trackId: part.trackId }] : [];
      case 'channels':
        // Order, then count (E-RTMP v2 "Enhanced Audio").
        state.channels = part.data[1] ?? 0;
        return [];
      case 'colour':
      case 'command':
        return [];
    }
  }

  #onHeader(state: TrackState, part: TagPart): readonly DemuxedItem[] {
    const { codec, data } = part;
    if (state.codec === codec && state.header !== null && sameBytes(state.header, data)) return [];
    if (data.length > maxHeaderLength)
      return this.#problem(state, part, studioError('input-invalid', { why: 'header-long' }));
    state.codec = codec;
    state.header = data.slice();
    state.isConfigured = false;
    return this.#configure(state, part, null);
  }

  #onMedia(state: TrackState, part: TagPart, timestamp: Millis): readonly DemuxedItem[] {
    if (part.data.length === 0) return [];
    if (state.codec !== part.codec) {
      state.codec = part.codec;
      state.header = null;
      state.isConfigured = false;
    }
    const items = state.isConfigured || !part.isKeyFrame ? [] : this.#configure(state, part, part.data);
    if (!state.isConfigured || (state.awaitsKeyFrame && !part.isKeyFrame)) {
      this.#skipped += 1;
      return items;
    }
    state.awaitsKeyFrame = false;
    return [...items, { kind: 'packet', packet: packetOf(part, timestamp) }];
  }

  /** Announces the track as soon as header and frame tell enough. */
  #configure(state: TrackState, part: TagPart, frame: Uint8Array | null): readonly DemuxedItem[] {
    const { track, trackId, codec } = part;
    const { header, channels } = state;
    const found = readTrackConfig({ track, trackId, codec, header, frame, channels }, this.#metadata);
    if (found === null) return [];
    if (!found.ok) return this.#problem(state, part, found.error);
    state.isConfigured = true;
    state.awaitsKeyFrame = this.#waits();
    state.problem = '';
    return [{ kind: 'config', config: found.value }];
  }

  #problem(
    state: TrackState,
    { track, trackId }: Pick<TagPart, 'track' | 'trackId'>,
    error: StudioError,
  ): readonly DemuxedItem[] {
    const problem = JSON.stringify(error.facts);
    if (state.problem === problem) return [];
    state.problem = problem;
    return [{ kind: 'problem', track, trackId, error }];
  }

  #waits(): boolean {
    return this.#options.firstVideo !== 'any';
  }

  #state(track: 'video' | 'audio', trackId: number): TrackState {
    const name = `${track} ${trackId}`;
    const known = this.#tracks.get(name);
    if (known !== undefined) return known;
    const fresh = {
      codec: null,
      header: null,
      isConfigured: false,
      awaitsKeyFrame: this.#waits(),
      channels: 0,
      problem: '',
    };
    this.#tracks.set(name, fresh);
    return fresh;
  }
}

/** The access unit of a part. A negative composition time moves the decoding time, which is never behind presentation. */
function packetOf(part: TagPart, timestamp: Millis): EncodedPacket {
  const time: Micros = timestamp * 1000;
  const pts = Math.max(time + part.cts * 1000 + part.nanos / 1000, 0);
  const dts = part.track === 'audio' ? pts : Math.min(time, pts);
  return {
    track: part.track,
    ...(part.trackId === 0 ? {} : { trackId: part.trackId }),
    pts,
    dts,
    isKeyFrame: part.isKeyFrame,
    bytes: part.data,
  };
}

function sameBytes(first: Uint8Array, second: Uint8Array): boolean {
  return first.length === second.length && first.every((byte, index) => byte === second[index]);
}
