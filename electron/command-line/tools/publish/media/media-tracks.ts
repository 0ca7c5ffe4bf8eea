/** The tracks of an MP4 or Matroska file as stream configurations and packets; mediabunny takes the file apart. */
import {
  EncodedPacketSink,
  FilePathSource,
  Input,
  MATROSKA,
  MP4,
  QTFF,
  WEBM,
  type InputAudioTrack,
  type InputTrack,
  type InputVideoTrack,
} from 'mediabunny';
import type { Micros } from '../../../../../shared/clock.ts';
import { fail, ok, type Reply } from '../../../../../shared/errors.ts';
import { audioCodecOf, videoCodecOf } from '../../../../../shared/media/codecs/codec.ts';
import type { AudioConfig, StreamConfig, VideoConfig } from '../../../../../shared/media/encoded-packet.ts';
import type { TrackCodec } from '../enhanced-wish.ts';
import { describe } from './descriptions.ts';
import { lookahead, reorderDelay, withDecodeTimes } from './decode-times.ts';

/** Packets looked at for the frame rate, the bitrate and the order of decoding: ten seconds at 30 fps. */
const probedPackets = 300;

/** One packet of a track on the file's own scale, which may begin below 0. */
export type TrackPacket = {
  readonly pts: Micros;
  readonly dts: Micros;
  readonly isKeyFrame: boolean;
  readonly bytes: Uint8Array;
};

export type MediaTrack = {
  readonly config: StreamConfig;
  readonly name: TrackCodec;
  /** All packets in order of decoding, from the start at each call. */
  readonly packets: () => AsyncGenerator<TrackPacket>;
};

export type MediaFile = {
  /** Video first, then sound; track ids count from 0 among their kind. */
  readonly tracks: readonly MediaTrack[];
  /** What was left out, in words. */
  readonly notes: readonly string[];
  readonly close: () => void;
};

/** Opens `path`; `file-unreadable` when it is no such file, or holds nothing that RTMP can carry. */
export async function openMedia(path: string): Promise<Reply<MediaFile>> {
  const input = new Input({ formats: [MP4, QTFF, MATROSKA, WEBM], source: new FilePathSource(path) });
  const close = (): void => input.dispose();
  try {
    if (!(await input.canRead())) return give(close, path, 'it is no FLV, MP4 or Matroska file');
    const notes: string[] = [];
    const tracks = [...(await videoTracks(input, notes)), ...(await audioTracks(input, notes))];
    if (tracks.length === 0) return give(close, path, notes[0] ?? 'it has no picture and no sound');
    return ok({ tracks, notes, close });
  } catch (thrown) {
    return give(close, path, thrown instanceof Error ? thrown.message : 'it is damaged');
  }
}

function give(close: () => void, file: string, why: string): ReturnType<typeof fail> {
  close();
  return fail('file-unreadable', { file, why });
}

async function videoTracks(input: Input, notes: string[]): Promise<readonly MediaTrack[]> {
  const primary = await input.getPrimaryVideoTrack();
  if (primary === null) return [];
  const others = (await input.getVideoTracks()).length - 1;
  if (others > 0) notes.push(`left out ${others} more video ${others === 1 ? 'track' : 'tracks'}`);
  const track = await videoTrack(primary, notes);
  return track === null ? [] : [track];
}

async function videoTrack(track: InputVideoTrack, notes: string[]): Promise<MediaTrack | null> {
  const decoder = await track.getDecoderConfig();
  const codec = decoder === null ? null : videoCodecOf(decoder.codec);
  if (decoder === null || codec === null) return leaveOut(track, notes);
  const first = await new EncodedPacketSink(track).getFirstPacket();
  const description = first === null ? null : describe({ codec, name: decoder.codec }, decoder.description, first.data);
  if (description === null) return leaveOut(track, notes);
  const stats = await track.computePacketStats(probedPackets);
  const times = await presentationTimes(track);
  const delay = reorderDelay(times, times.length < probedPackets ? times.length : probedPackets - lookahead);
  const config: VideoConfig = {
    track: 'video',
    trackId: 0,
    codec: decoder.codec,
    description,
    width: await track.getCodedWidth(),
    height: await track.getCodedHeight(),
    frameRate: Math.round(stats.averagePacketRate * 1000) / 1000,
    kbps: Math.round(stats.averageBitrate / 1000),
  };
  return { config, name: { track: 'video', trackId: 0, codec }, packets: () => orderedPackets(track, delay) };
}

async function audioTracks(input: Input, notes: string[]): Promise<readonly MediaTrack[]> {
  const all = await input.getAudioTracks();
  const found = await Promise.all(all.map((track) => audioTrack(track, notes)));
  // Ids count what is sent: the first one of them is the primary track.
  return found.filter((make) => make !== null).map((make, trackId) => make(trackId));
}

async function audioTrack(track: InputAudioTrack, notes: string[]): Promise<((trackId: number) => MediaTrack) | null> {
  const decoder = await track.getDecoderConfig();
  const codec = decoder === null ? null : audioCodecOf(decoder.codec);
  if (decoder === null || codec === null) return leaveOut(track, notes);
  const description = describe({ codec, name: decoder.codec }, decoder.description, new Uint8Array(0));
  if (description === null) return leaveOut(track, notes);
  const stats = await track.computePacketStats(probedPackets);
  const config: AudioConfig = {
    track: 'audio',
    codec: decoder.codec,
    description,
    sampleRate: await track.getSampleRate(),
    channels: await track.getNumberOfChannels(),
    kbps: Math.round(stats.averageBitrate / 1000),
  };
  const packets = (): AsyncGenerator<TrackPacket> => orderedPackets(track, 0);
  return (trackId) => ({
    config: Object.assign({ trackId }, config),
    name: { track: 'audio', trackId, codec },
    packets,
  });
}

async function leaveOut(track: InputTrack, notes: string[]): Promise<null> {
  const codec = (await track.getCodec()) ?? 'of an unknown codec';
  notes.push(`left out ${track.type} track ${track.number} (${codec}): RTMP can't carry it`);
  return null;
}

async function presentationTimes(track: InputTrack): Promise<readonly Micros[]> {
  const times: Micros[] = [];
  for await (const packet of new EncodedPacketSink(track).packets(undefined, undefined, { metadataOnly: true })) {
    times.push(micros(packet.timestamp));
    if (times.length === probedPackets) break;
  }
  return times;
}

type ShownPacket = Omit<TrackPacket, 'dts'>;

async function* shownPackets(track: InputTrack): AsyncGenerator<ShownPacket> {
  for await (const packet of new EncodedPacketSink(track).packets()) {
    yield { pts: micros(packet.timestamp), isKeyFrame: packet.type === 'key', bytes: packet.data };
  }
}

async function* orderedPackets(track: InputTrack, delay: Micros): AsyncGenerator<TrackPacket> {
  for await (const { packet, dts } of withDecodeTimes(shownPackets(track), delay)) yield { ...packet, dts };
}

function micros(seconds: number): Micros {
  return Math.round(seconds * 1e6);
}
