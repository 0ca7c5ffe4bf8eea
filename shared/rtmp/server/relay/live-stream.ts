/** One stream by name: takes a publisher's messages, gives them to players and a recorder, and outlives a short loss. */
import type { Millis } from '../../../clock.ts';
import { readTag, tagTrait, tagTraits } from '../../../flv/tag.ts';
import type { TagPart } from '../../../flv/tag.ts';
import { audioFourCcs, videoFourCcs } from '../../../media/codecs/codec.ts';
import type { AudioCodec, VideoCodec } from '../../../media/codecs/codec.ts';
import { writeAmf0 } from '../../../wire/amf0.ts';
import { messageType } from '../../chunk/message.ts';
import { coversCodec, extendedCapability } from '../../message/capabilities.ts';
import type { PeerCapabilities } from '../../message/capabilities.ts';
import { Timeline } from '../timeline.ts';
import { HeaderCache } from './header-cache.ts';
import { lane, laneOfTrack } from './lanes.ts';
import { SharedForm } from './shared-form.ts';
import type { SharedMeans } from './shared-form.ts';
import { Viewer } from './viewer.ts';
import type { ViewerEnd, ViewerPort, ViewerStats } from './viewer.ts';

/** Sound waits this long for the next picture, so that a player's socket is written once for both. */
const videoPause: Millis = 1000;

/** Sound is little; what is more than this is none, or late, and goes out at once. */
const mostHeldBytes = 64 * 1024;
/** What a message is worth keeping for: headers, colour and channel descriptions. */
const describing = tagTrait.header | tagTrait.colour | tagTrait.channels;
const keyMedia = tagTrait.key | tagTrait.media;
const metadataName = writeAmf0(['onMetaData']);

/** Takes a copy of a stream, to record it. It may throw: it is then let go, and players notice nothing. */
export type StreamSink = {
  /** The AMF0 body of a data message; onMetaData comes at the start and again when it changes. */
  readonly onMetadata: (body: Uint8Array) => void;
  /** An FLV tag body, owned by the sink. `timestamp`: ms on the stream's own line, which goes on over reconnects. */
  readonly onTag: (track: 'video' | 'audio', timestamp: Millis, body: Uint8Array) => void;
  readonly onEnd: (reason: string) => void;
};

/** The figures of one stream. */
export type StreamStats = {
  /** app/name */
  readonly path: string;
  readonly since: Millis;
  readonly isPublished: boolean;
  readonly bytes: number;
  readonly kbps: number;
  readonly videoFrames: number;
  readonly audioFrames: number;
  /** Messages whose time stepped back and was held. */
  readonly clamped: number;
  /** Bytes kept for players to come. */
  readonly gopBytes: number;
  /** What the recorder threw, if it did. */
  readonly recorderFailure: string | null;
  readonly viewers: readonly ViewerStats[];
};

/** FourCCs that a player must know; `plain` for a player without multitrack. */
type Needs = { readonly plain: Set<string>; readonly all: Set<string> };

export class LiveStream {
  readonly path: string;
  readonly #means: SharedMeans;
  readonly #since: Millis;
  readonly #timeline = new Timeline();
  readonly #headers = new HeaderCache();
  readonly #full: SharedForm;
  /** Without multitrack messages; only once there was one. */
  #plain: SharedForm | null = null;
  #needs: Needs = { plain: new Set(), all: new Set() };
  /** Whether the codec is known: bit 1 for legacy messages, bit 2 for those of Enhanced RTMP. */
  #studied = { video: 0, audio: 0 };
  #sink: StreamSink | null = null;
  #sinkFailure: string | null = null;
  #batchHasVideo = false;
  #videoAt: Millis = Number.NEGATIVE_INFINITY;
  #heardAt: Millis;
  #heldSince: Millis | null = null;
  #bytes = 0;
  #bytesBefore = 0;
  #kbps = 0;
  #videoFrames = 0;
  #audioFrames = 0;

  constructor(path: string, means: SharedMeans, now: Millis) {
    this.path = path;
    this.#means = means;
    this.#since = now;
    this.#heardAt = now;
    this.#full = new SharedForm(means);
  }

  /** When the publisher last sent something. */
  get heardAt(): Millis {
    return this.#heardAt;
  }

  /** Since when sound waits for a picture; null when nothing waits. */
  get heldSince(): Millis | null {
    return this.#heldSince;
  }

  get viewerCount(): number {
    return this.#full.viewers.size + (this.#plain?.viewers.size ?? 0);
  }

  record(sink: StreamSink): void {
    this.#sink = sink;
  }

  /** A publisher begins: the first, or one in the place of another. */
  begin(now: Millis): void {
    this.#timeline.restart(now - this.#heardAt);
    this.#heardAt = now;
    this.#headers.clear();
    this.#studied = { video: 0, audio: 0 };
    this.#needs = { plain: new Set(), all: new Set() };
    for (const form of this.#forms()) form.forget(now);
  }

  /** The publisher is lost: players to come wait for the next one's key frame. */
  pause(now: Millis): void {
    this.flush(now);
    for (const form of this.#forms()) form.forgetGop(now);
  }

  /** One media message of the publisher; `timestamp` in ms, unwrapped. */
  take(track: 'video' | 'audio', timestamp: Millis, body: Uint8Array): void {
    const traits = tagTraits(track, body);
    if ((traits & (describing | tagTrait.multitrack)) !== 0 || !this.#isStudied(track, traits)) {
      this.#takeClosely(track, timestamp, body);
      return;
    }
    const isVideo = track === 'video';
    const at = isVideo ? lane.video : lane.audio;
    const isKey = isVideo && (traits & keyMedia) === keyMedia;
    const time = this.#timeline.place(at, timestamp);
    const access = isKey ? 'key' : 'none';
    this.#full.append(at, time, body, access);
    this.#plain?.append(at, time, body, access);
    this.#count(track, traits, body);
    if (this.#sink !== null) this.#copy((sink) => sink.onTag(track, time, body.slice()));
  }

  /** One data message, AMF0. */
  takeData(body: Uint8Array): void {
    const time = this.#timeline.placeQuietly(lane.data, this.#timeline.newest);
    for (const form of this.#forms()) form.append(lane.data, time, body, 'none');
    this.#bytes += body.length;
    if (metadataName.every((byte, index) => byte === body[index])) {
      const part = { track: 'video', trackId: -1, kind: 'header' } as const;
      this.#keepHeader([part], { lane: lane.data, type: messageType.data, body: body.slice(), isMultitrack: false });
    }
    this.#copy((sink) => sink.onMetadata(body.slice()));
  }

  /** What one read brought is complete: pictures go out at once, sound waits a little for the next picture. */
  settle(now: Millis): void {
    this.#heardAt = now;
    const hasVideo = this.#batchHasVideo;
    if (hasVideo) this.#videoAt = now;
    if (this.#plain === null && this.#full.isUnwatched) {
      this.#batchHasVideo = false;
      return;
    }
    const isLittle = this.#full.heldBytes < mostHeldBytes;
    const mayWait = isLittle && !hasVideo && now - this.#videoAt < videoPause && this.viewerCount > 0;
    if (!mayWait) this.flush(now);
    else this.#heldSince ??= now;
  }

  flush(now: Millis): void {
    this.#heldSince = null;
    this.#batchHasVideo = false;
    this.#full.flush(now);
    this.#plain?.flush(now);
  }

  /** The FourCC of a codec that a player with these capabilities lacks; null when it can have the stream. */
  lacking(capabilities: PeerCapabilities): string | null {
    return this.#lacking(capabilities, this.#formFor(capabilities));
  }

  /** Takes a player in. */
  admit(port: ViewerPort, now: Millis): Viewer {
    const viewer = new Viewer(port, now);
    this.#formFor(port.capabilities).admit(viewer, now);
    return viewer;
  }

  /** A player left. */
  remove(viewer: Viewer): void {
    for (const form of this.#forms()) form.remove(viewer);
  }

  /** The stream is over for everybody. */
  end(reason: string, now: Millis): void {
    this.flush(now);
    for (const form of this.#forms()) {
      form.forget(now);
      for (const viewer of form.viewers) this.#dismiss(viewer, 'unpublished');
    }
    this.#copy((sink) => sink.onEnd(reason));
    this.#sink = null;
  }

  /** Once a second or so, `millis` after the last time: rates, slow players. */
  tick(now: Millis, millis: Millis): void {
    this.#kbps = Math.round(((this.#bytes - this.#bytesBefore) * 8) / millis);
    this.#bytesBefore = this.#bytes;
    for (const form of this.#forms()) {
      form.tick(now, this.#kbps / 8);
      for (const viewer of form.viewers) {
        viewer.measure(millis);
        if (viewer.isStalled(now, this.#means.limits)) this.#dismiss(viewer, 'stalled');
      }
    }
  }

  stats(isPublished: boolean): StreamStats {
    const forms = this.#forms();
    return {
      path: this.path,
      since: this.#since,
      isPublished,
      bytes: this.#bytes,
      kbps: this.#kbps,
      videoFrames: this.#videoFrames,
      audioFrames: this.#audioFrames,
      clamped: this.#timeline.clamped,
      gopBytes: forms.reduce((sum, form) => sum + form.gopBytes, 0),
      recorderFailure: this.#sinkFailure,
      viewers: forms.flatMap((form) => [...form.viewers].map((viewer) => viewer.stats())),
    };
  }

  #forms(): readonly SharedForm[] {
    return this.#plain === null ? [this.#full] : [this.#full, this.#plain];
  }

  /** A message that must be read: a header, one of several tracks, or the first of its codec. */
  #takeClosely(track: 'video' | 'audio', timestamp: Millis, body: Uint8Array): void {
    const traits = tagTraits(track, body);
    const isMultitrack = (traits & tagTrait.multitrack) !== 0;
    const isDescribing = (traits & describing) !== 0;
    const parts = this.#study(track, traits, body);
    const at = isMultitrack ? laneOfTrack(track, parts[0]?.trackId ?? 0) : lane[track];
    const isKey = at === lane.video && (traits & keyMedia) === keyMedia;
    const time = isDescribing ? this.#timeline.placeQuietly(at, timestamp) : this.#timeline.place(at, timestamp);
    const access = isKey ? 'key' : 'none';
    this.#full.append(at, time, body, access);
    if (!isMultitrack) this.#plain?.append(at, time, body, access);
    this.#count(track, traits, body);
    if (isDescribing && parts.length > 0) {
      this.#keepHeader(parts, { lane: at, type: messageType[track], body: body.slice(), isMultitrack });
    }
    this.#copy((sink) => sink.onTag(track, time, body.slice()));
  }

  #count(track: 'video' | 'audio', traits: number, body: Uint8Array): void {
    this.#bytes += body.length;
    if (track === 'video') this.#batchHasVideo = true;
    if ((traits & tagTrait.media) === 0) return;
    if (track === 'video') this.#videoFrames += 1;
    else this.#audioFrames += 1;
  }

  #isStudied(track: 'video' | 'audio', traits: number): boolean {
    const form = (traits & tagTrait.enhanced) === 0 ? 1 : 2;
    return ((track === 'video' ? this.#studied.video : this.#studied.audio) & form) !== 0;
  }

  #keepHeader(
    parts: readonly Pick<TagPart, 'track' | 'trackId' | 'kind'>[],
    message: Parameters<HeaderCache['keep']>[1],
  ): void {
    if (!this.#headers.keep(parts, message)) return;
    const { messages } = this.#headers;
    this.#full.setHeaders(messages);
    this.#plain?.setHeaders(messages.filter((header) => !header.isMultitrack));
  }

  /** Reads a message whose codec is not known yet; players who cannot follow must leave. */
  #study(track: 'video' | 'audio', traits: number, body: Uint8Array): readonly TagPart[] {
    const isMultitrack = (traits & tagTrait.multitrack) !== 0;
    if (isMultitrack && this.#plain === null) this.#splitForms();
    if (!isMultitrack) this.#studied[track] |= (traits & tagTrait.enhanced) === 0 ? 1 : 2;
    const parts = readTag(track, body);
    if (!parts.ok) return [];
    const before = this.#needs.all.size + this.#needs.plain.size;
    for (const { codec, isEnhanced, kind } of parts.value) {
      if (!isEnhanced || kind === 'command') continue;
      const fourCc = fourCcOf(track, codec);
      this.#needs.all.add(fourCc);
      if (!isMultitrack) this.#needs.plain.add(fourCc);
    }
    if (this.#needs.all.size + this.#needs.plain.size > before) this.#dismissUnable();
    return parts.value;
  }

  #formFor(capabilities: PeerCapabilities): SharedForm {
    if (this.#plain === null) return this.#full;
    const takesAll = (capabilities.extended & extendedCapability.multitrack) !== 0;
    return takesAll && this.#lacking(capabilities, this.#full) === null ? this.#full : this.#plain;
  }

  /** The first multitrack message: players without multitrack go on with a form that leaves such messages out. */
  #splitForms(): void {
    // What was gathered so far belongs to everybody, and only the full form has it.
    this.#full.flush(this.#heardAt);
    const plain = this.#full.fork();
    this.#plain = plain;
    for (const viewer of this.#full.viewers) {
      if (this.#formFor(viewer.port.capabilities) === this.#full) continue;
      this.#full.remove(viewer);
      plain.adopt(viewer);
    }
  }

  #lacking(capabilities: PeerCapabilities, form: SharedForm): string | null {
    const needs = form === this.#plain || this.#plain === null ? this.#needs.plain : this.#needs.all;
    for (const fourCc of needs) {
      const isVideo = Object.values(videoFourCcs).includes(fourCc);
      if (!coversCodec(isVideo ? capabilities.video : capabilities.audio, fourCc)) return fourCc;
    }
    return null;
  }

  #dismissUnable(): void {
    for (const form of this.#forms()) {
      for (const viewer of form.viewers) {
        if (this.#lacking(viewer.port.capabilities, form) !== null) this.#dismiss(viewer, 'unsupported');
      }
    }
  }

  #dismiss(viewer: Viewer, why: ViewerEnd): void {
    this.remove(viewer);
    viewer.port.onEnd(why);
  }

  /** A recorder that fails is let go. */
  #copy(give: (sink: StreamSink) => void): void {
    if (this.#sink === null) return;
    try {
      give(this.#sink);
    } catch (error) {
      this.#sink = null;
      this.#sinkFailure = error instanceof Error ? error.message : 'the recorder failed';
    }
  }
}

function fourCcOf(track: 'video' | 'audio', codec: VideoCodec | AudioCodec): string {
  const table: Readonly<Record<string, string>> = track === 'video' ? videoFourCcs : audioFourCcs;
  return table[codec] ?? '';
}
