/** A stretch of a Matroska recording as a growing MP4 file of ours, so that parts can be cut out of it. */
import { randomUUID } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import {
  EncodedPacketSink,
  FilePathSource,
  Input,
  MATROSKA,
  type EncodedPacket as ReadPacket,
  type InputAudioTrack,
  type InputVideoTrack,
} from 'mediabunny';
import type { Micros } from '../../../shared/clock.ts';
import { FilePart, type Piece } from '../../../shared/live/record/part.ts';
import { trackHead, writeGrowingHead } from '../../../shared/live/record/mp4/fragment.ts';
import { writeAv1Configuration } from '../../../shared/media/codecs/av1.ts';
import { videoCodecOf } from '../../../shared/media/codecs/codec.ts';
import { vpConfigurationOf, writeVpConfiguration } from '../../../shared/media/codecs/vpx.ts';
import type { AudioConfig, EncodedPacket, VideoConfig } from '../../../shared/media/encoded-packet.ts';
import { GrowingFile } from './growing-file.ts';

/** Packets copied before others get their turn. */
const slice = 64;

/** What of the file is needed, in µs since it began. */
export type Stretch = { readonly from: Micros; readonly to: Micros };

/**
 * Copies the key frame before `stretch.from` and all up to `stretch.to` of the Matroska file `path` into a new file in
 * `folder`, at the times that they have there; its absolute path. Throws what went wrong, and leaves nothing then.
 */
export async function copyStretch(path: string, folder: string, stretch: Stretch): Promise<string> {
  const input = new Input({ formats: [MATROSKA], source: new FilePathSource(path) });
  try {
    const video = await input.getPrimaryVideoTrack();
    const pictures = video === null ? null : await picturesOf(video, stretch);
    if (pictures === null) throw new Error('its pictures can’t be read');
    const sounds: NamedSound[] = [];
    for (const [trackId, track] of (await input.getAudioTracks()).entries()) {
      // oxlint-disable-next-line no-await-in-loop -- a file is read in one place at a time
      const sound = await soundOf(track, trackId, stretch);
      if (sound !== null) sounds.push(sound);
    }
    return await write(folder, pictures, sounds);
  } finally {
    input.dispose();
  }
}

type Source<Config> = { readonly config: Config; readonly packets: Packets };
type NamedSound = Source<AudioConfig> & { readonly name: string };

async function write(folder: string, pictures: Source<VideoConfig>, sounds: readonly NamedSound[]): Promise<string> {
  const part = FilePart.create(0, { video: pictures.config, sounds: sounds.map(({ config }) => config) });
  if (part === null) throw new Error('its pictures can’t be read');
  const carried = sounds.filter(({ config }) => part.tracks.sounds.includes(config));
  const heads = [trackHead(pictures.config), ...carried.map(({ config, name }) => trackHead(config, name))];
  // Nobody is meant to see it: it is gone when the export is over.
  const file = await GrowingFile.create(folder, `.uplink-${randomUUID()}`, 'mp4');
  try {
    await file.append([
      writeGrowingHead(
        heads.filter((head) => head !== null),
        0,
      ),
    ]);
    for await (const piece of piecesOf(part, [pictures, ...carried])) await file.append(piece.pieces);
    await file.close();
    return file.path;
  } catch (thrown) {
    await file.close();
    await unlink(file.path).catch(() => undefined);
    throw thrown;
  }
}

/** The fragments of `part`. */
async function* piecesOf(
  part: FilePart,
  sources: readonly { readonly packets: Packets }[],
): AsyncGenerator<Piece, void> {
  let count = 0;
  for await (const packet of inOrder(sources.map(({ packets }) => packets))) {
    const piece = part.add(packet);
    if (piece !== null) yield piece;
    // The stream goes first.
    if (++count % slice === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const rest = part.finish();
  if (rest !== null) yield rest;
}

type Packets = AsyncGenerator<EncodedPacket, void>;

/** All tracks in the order of time. */
async function* inOrder(tracks: readonly Packets[]): Packets {
  const heads: (EncodedPacket | null)[] = [];
  // oxlint-disable-next-line no-await-in-loop -- a file is read in one place at a time
  for (const track of tracks) heads.push((await track.next()).value ?? null);
  for (;;) {
    const times = heads.map((head) => head?.dts ?? Infinity);
    const at = times.indexOf(Math.min(...times));
    const head = heads[at] ?? null;
    if (head === null) return;
    yield head;
    // oxlint-disable-next-line no-await-in-loop -- in the order of time
    heads[at] = (await tracks[at]?.next())?.value ?? null;
  }
}

async function picturesOf(track: InputVideoTrack, stretch: Stretch): Promise<Source<VideoConfig> | null> {
  const sink = new EncodedPacketSink(track);
  const first = (await sink.getKeyPacket(stretch.from / 1e6)) ?? (await sink.getFirstKeyPacket());
  const read = await track.getDecoderConfig();
  if (first === null || read === null) return null;
  const times = await decodingTimes(sink, first, stretch.to);
  const { codec } = read;
  const [width, height] = [read.codedWidth ?? 0, read.codedHeight ?? 0];
  const description = descriptionOf(codec, bytesOf(read.description), first.data);
  const config = { track: 'video', codec, description, width, height, frameRate: rateOf(times), kbps: 0 } as const;
  return { config, packets: timed(sink.packets(first), times) };
}

/**
 * Decoding times of the pictures from `first` up to the key frame behind `to`. Matroska keeps only the times at which they
 * are shown: in order, these are the decoding times too, earlier by as much as no picture is decoded too late.
 */
async function decodingTimes(sink: EncodedPacketSink, first: ReadPacket, to: Micros): Promise<readonly Micros[]> {
  const shown: Micros[] = [];
  for await (const packet of sink.packets(first, undefined, { metadataOnly: true })) {
    if (packet.type === 'key' && packet.microsecondTimestamp > to) break;
    shown.push(packet.microsecondTimestamp);
  }
  const sorted = shown.toSorted((one, other) => one - other);
  const delay = sorted.reduce((most, time, index) => Math.max(most, time - (shown[index] ?? time)), 0);
  return sorted.map((time) => Math.max(0, time - delay));
}

/** Pictures a second, at least 1. */
function rateOf(times: readonly Micros[]): number {
  const micros = (times.at(-1) ?? 0) - (times[0] ?? 0);
  return micros <= 0 ? 30 : Math.max(1, ((times.length - 1) * 1e6) / micros);
}

async function* timed(packets: AsyncGenerator<ReadPacket>, times: readonly Micros[]): Packets {
  let count = 0;
  for await (const packet of packets) {
    const dts = times[count++];
    if (dts === undefined) return;
    const pts = Math.max(dts, packet.microsecondTimestamp);
    yield { track: 'video', pts, dts, isKeyFrame: packet.type === 'key', bytes: packet.data };
  }
}

async function soundOf(track: InputAudioTrack, trackId: number, stretch: Stretch): Promise<NamedSound | null> {
  const sink = new EncodedPacketSink(track);
  const first = (await sink.getPacket(stretch.from / 1e6)) ?? (await sink.getFirstPacket());
  const read = await track.getDecoderConfig();
  if (first === null || read === null) return null;
  const { codec, sampleRate } = read;
  const description = bytesOf(read.description);
  const channels = read.numberOfChannels;
  const config = { track: 'audio', trackId, codec, description, sampleRate, channels, kbps: 0 } as const;
  return { config, name: (await track.getName()) ?? '', packets: toned(sink.packets(first), trackId, stretch.to) };
}

async function* toned(packets: AsyncGenerator<ReadPacket>, trackId: number, to: Micros): Packets {
  let last = -1;
  for await (const { microsecondTimestamp, data } of packets) {
    if (microsecondTimestamp > to) return;
    const dts = Math.max(last + 1, microsecondTimestamp);
    last = dts;
    yield { track: 'audio', trackId, pts: dts, dts, isKeyFrame: true, bytes: data };
  }
}

/** The configuration record; players of Matroska need none for AV1 and VP9, so it is made again. */
function descriptionOf(codec: string, given: Uint8Array, keyFrame: Uint8Array): Uint8Array {
  if (given.length > 0) return given;
  if (videoCodecOf(codec) === 'av1') {
    const record = writeAv1Configuration(keyFrame);
    return record.ok ? record.value : given;
  }
  const configuration = vpConfigurationOf(codec);
  return configuration.ok ? writeVpConfiguration(configuration.value) : given;
}

function bytesOf(source: AllowSharedBufferSource | undefined): Uint8Array {
  if (source === undefined) return new Uint8Array(0);
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}
