/** An MP4 or Matroska file as tags: its tracks merged by decoding time, read ahead a little, headers first. */
import type { Micros } from '../../../../../shared/clock.ts';
import { studioError, type StudioError } from '../../../../../shared/errors.ts';
import { writeMetadata } from '../../../../../shared/flv/metadata.ts';
import { tagPrefix } from '../../../../../shared/flv/tag.ts';
import { toFlvTemporalUnit } from '../../../../../shared/media/codecs/obu.ts';
import type { AudioConfig, VideoConfig } from '../../../../../shared/media/encoded-packet.ts';
import type { EnhancedWish } from '../../../../../shared/rtmp/client/publish-commands.ts';
import { compositionTime, floorMillis } from '../../../../../shared/media/timestamps.ts';
import { enhancedWishFor, type TrackCodec } from '../enhanced-wish.ts';
import type { MediaFile, MediaTrack, TrackPacket } from './media-tracks.ts';
import type { SourceStep, SourceTag, TagSource } from '../tag-source.ts';

/** Tags read ahead, and bytes of them. */
const maxAhead = 64;
const maxAheadBytes = 8 * 1024 * 1024;

/** Below this many tags ahead, reading goes on. */
const fewAhead = 32;

export class MediaSource implements TagSource {
  readonly metadata: Uint8Array;
  readonly enhanced: EnhancedWish | null;
  onReady: () => void = ignore;
  readonly #file: MediaFile;
  readonly #path: string;
  #queue: SourceTag[] = [];
  #queued = 0;
  #hasEnded = false;
  #hasPackets = false;
  #error: StudioError | null = null;
  #isWaiting = false;
  #resume: (() => void) | null = null;
  /** Counts rounds, so that the reader of an old one stops. */
  #round = 0;

  constructor(path: string, file: MediaFile) {
    this.#path = path;
    this.#file = file;
    const configs = file.tracks.map(({ config }) => config);
    const video = configs.find((config): config is VideoConfig => config.track === 'video') ?? null;
    const audio = configs.find((config): config is AudioConfig => config.track === 'audio') ?? null;
    const others = configs.filter(({ trackId = 0 }) => trackId > 0);
    this.metadata = writeMetadata(video, audio, others);
    this.enhanced = enhancedWishFor(file.tracks.map(({ name }) => name));
    void this.#read(this.#round);
  }

  get error(): StudioError | null {
    return this.#error;
  }

  next(): SourceStep {
    const tag = this.#queue.shift();
    if (tag !== undefined) {
      this.#queued -= tag.body.length;
      if (this.#queue.length <= fewAhead) this.#goOn();
      return tag;
    }
    if (this.#error !== null) return 'failed';
    if (this.#hasEnded) return 'end';
    this.#isWaiting = true;
    this.#goOn();
    return 'wait';
  }

  rewind(): void {
    this.#round += 1;
    this.#queue = [];
    this.#queued = 0;
    this.#hasEnded = false;
    void this.#read(this.#round);
  }

  close(): void {
    this.#round += 1;
    this.#goOn();
    this.#file.close();
  }

  #goOn(): void {
    this.#resume?.();
    this.#resume = null;
  }

  async #read(round: number): Promise<void> {
    try {
      const { tracks } = this.#file;
      for await (const { track, packet, start } of merged(tracks)) {
        if (round !== this.#round) return;
        if (this.#queue.length === 0 && start.isFirst && round === 0) {
          for (const each of tracks) this.#pushHeader(each, packet.dts - start.base);
        }
        this.#push(mediaTag(track, packet, start.base));
        this.#hasPackets = true;
        await this.#room();
      }
      this.#hasEnded = round === this.#round;
      if (this.#hasEnded && !this.#hasPackets) this.#error = this.#damage('it holds no sound or picture');
    } catch (thrown) {
      if (round !== this.#round) return;
      this.#error = this.#damage(thrown instanceof Error ? thrown.message : 'it is damaged');
    }
    this.#wake();
  }

  #damage(why: string): StudioError {
    return studioError('file-unreadable', { file: this.#path, why });
  }

  #pushHeader(track: MediaTrack, at: Micros): void {
    const tag = headerTag(track, at);
    if (tag !== null) this.#push(tag);
  }

  #push(tag: SourceTag): void {
    this.#queue.push(tag);
    this.#queued += tag.body.length;
    if (this.#queue.length >= fewAhead) this.#wake();
  }

  #wake(): void {
    if (!this.#isWaiting) return;
    this.#isWaiting = false;
    this.onReady();
  }

  async #room(): Promise<void> {
    if (this.#queue.length < maxAhead && this.#queued < maxAheadBytes) return;
    this.#wake();
    await new Promise<void>((resolve) => {
      this.#resume = resolve;
    });
  }
}

type Start = {
  /** The earliest decoding time of the file, which becomes 0. */
  readonly base: Micros;
  readonly isFirst: boolean;
};

type Merged = { readonly track: MediaTrack; readonly packet: TrackPacket; readonly start: Start };

/** All packets by decoding time; where two are equal, the video goes first. */
async function* merged(tracks: readonly MediaTrack[]): AsyncGenerator<Merged> {
  const heads = await Promise.all(
    tracks.map(async (track) => {
      const packets = track.packets();
      return { track, packets, head: await packets.next() };
    }),
  );
  const firsts = heads.flatMap(({ head }) => (head.done === true ? [] : [head.value.dts]));
  const base = Math.min(...firsts);
  for (let isFirst = true; ; isFirst = false) {
    let next: (typeof heads)[number] | null = null;
    let dts = Infinity;
    for (const each of heads) {
      if (each.head.done === true || each.head.value.dts >= dts) continue;
      next = each;
      dts = each.head.value.dts;
    }
    if (next === null || next.head.done === true) return;
    yield { track: next.track, packet: next.head.value, start: { base, isFirst } };
    // Only the next packet of this track tells which track comes next.
    // oxlint-disable-next-line no-await-in-loop
    next.head = await next.packets.next();
  }
}

function headerTag({ config, name }: MediaTrack, at: Micros): SourceTag | null {
  if (config.description.length === 0) return null;
  const prefix = tagPrefix({
    ...name,
    kind: 'header',
    isKeyFrame: true,
    cts: 0,
    nanos: 0,
  });
  return { track: config.track, timestamp: floorMillis(at), body: joined(prefix, config.description) };
}

function mediaTag({ config, name }: MediaTrack, packet: TrackPacket, base: Micros): SourceTag {
  const dts = packet.dts - base;
  const isVideo = config.track === 'video';
  const prefix = tagPrefix({
    ...name,
    kind: 'media',
    isKeyFrame: !isVideo || packet.isKeyFrame,
    cts: isVideo ? compositionTime(packet.pts - base, dts) : 0,
    nanos: 0,
  });
  return {
    track: config.track,
    timestamp: floorMillis(dts),
    body: joined(prefix, payloadOf(name.codec, packet.bytes)),
  };
}

/** FLV carries AV1 without the units that only a bitstream needs. */
function payloadOf(codec: TrackCodec['codec'], bytes: Uint8Array): Uint8Array {
  const unit = codec === 'av1' ? toFlvTemporalUnit(bytes) : null;
  return unit?.ok === true ? unit.value : bytes;
}

function joined(prefix: readonly number[], bytes: Uint8Array): Uint8Array {
  const body = new Uint8Array(prefix.length + bytes.length);
  body.set(prefix);
  body.set(bytes, prefix.length);
  return body;
}

function ignore(): void {
  // Nobody waits yet.
}
