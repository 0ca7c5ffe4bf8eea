/** What a decoder must know of one track, out of its configuration record or first frame; onMetaData only fills gaps. */
import { fail, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import { readAudioSpecificConfig } from '../media/aac.ts';
import { readAvcConfiguration } from '../media/avc.ts';
import { findAv1Sequence, readAv1Configuration, writeAv1Configuration } from '../media/codecs/av1.ts';
import { codecStringOf } from '../media/codecs/codec-string.ts';
import type { AudioCodec, VideoCodec } from '../media/codecs/codec.ts';
import { readFlacHeader } from '../media/codecs/flac.ts';
import { readHevcConfiguration, readHevcSequence } from '../media/codecs/hevc.ts';
import { opusHeadFor, readOpusHead, writeOpusHead } from '../media/codecs/opus.ts';
import { readAc3Frame, readMp3Frame } from '../media/codecs/sync-frame.ts';
import { readVp8Frame, readVp9Frame, vpConfigurationOf, writeVpConfiguration } from '../media/codecs/vpx.ts';
import type { StreamConfig } from '../media/encoded-packet.ts';
import { readPictureSize } from '../media/sps.ts';
import { fieldsOf } from '../wire/amf0.ts';
import type { AmfFields, AmfValue } from '../wire/amf0.ts';

/** Opus decoders run at this clock whatever the original's rate was. */
const opusRate = 48_000;
/** Bit of an Opus packet's first byte: stereo (RFC 6716 3.1). */
const opusStereo = 4;
/** No size or rate that onMetaData may claim is beyond this. */
const maxHint = 1_000_000;

/** Which track, and what is known of it: the record in force, and the frame at hand (a key frame of video). */
export type TrackSight = {
  readonly track: 'video' | 'audio';
  readonly trackId: number;
  readonly codec: VideoCodec | AudioCodec;
  /** Null for none; the configuration keeps it. */
  readonly header: Uint8Array | null;
  readonly frame: Uint8Array | null;
  /** What a speaker layout (E-RTMP v2 "Enhanced Audio") said; 0 where there was none. */
  readonly channels: number;
};

/** What an inspection found; null where more must come first: a header, or for some codecs a key frame. */
type Found<T> = Reply<T> | null;
type Picture = { readonly width: number; readonly height: number; readonly description: Uint8Array };
type Sound = { readonly sampleRate: number; readonly channels: number; readonly description: Uint8Array };

const none = new Uint8Array(0);
const noHints: AmfFields = new Map();

/**
 * The configuration of a track, or null while header or frame are missing; `input-invalid` with a `why` fact when they
 * are malformed. `metadata`: the fields of onMetaData, for frame rate and bit rate (0 where it says nothing), and for
 * what neither header nor frame tell.
 */
export function readTrackConfig(sight: TrackSight, metadata: AmfFields): Found<StreamConfig> {
  const hints = hintsFor(sight, metadata);
  return sight.track === 'video' ? videoConfig(sight, hints) : audioConfig(sight, hints);
}

function videoConfig(sight: TrackSight, hints: AmfFields): Found<StreamConfig> {
  const found = readPicture(sight, hints);
  if (found === null || !found.ok) return found;
  const { width, height, description } = found.value;
  const codec = codecStringOf(sight.codec, description);
  if (!codec.ok) return codec;
  if (width === 0 || height === 0) return fail('input-invalid', { why: 'picture-size', codec: sight.codec });
  const rates = { frameRate: hint(hints, 'framerate'), kbps: hint(hints, 'videodatarate') };
  return ok({ track: 'video', ...idOf(sight), codec: codec.value, description, width, height, ...rates });
}

function audioConfig(sight: TrackSight, hints: AmfFields): Found<StreamConfig> {
  const found = readSound(sight, hints);
  if (found === null || !found.ok) return found;
  const codec = codecStringOf(sight.codec, found.value.description);
  if (!codec.ok) return codec;
  return ok({ track: 'audio', ...idOf(sight), codec: codec.value, ...found.value, kbps: hint(hints, 'audiodatarate') });
}

function idOf({ trackId }: TrackSight): { readonly trackId?: number } {
  return trackId === 0 ? {} : { trackId };
}

function readPicture(sight: TrackSight, hints: AmfFields): Found<Picture> {
  const { codec, header, frame } = sight;
  if (codec === 'av1') return av1Picture(header, frame);
  if (codec === 'vp9' || codec === 'vp8') return frame === null ? null : vpPicture(codec, header, frame);
  return header === null ? null : recordPicture(sight, header, hints);
}

/** Codecs whose record holds everything. VVC's is not looked into: onMetaData must tell the size. */
function recordPicture({ codec }: TrackSight, description: Uint8Array, hints: AmfFields): Reply<Picture> {
  if (codec === 'vvc') return ok({ width: hint(hints, 'width'), height: hint(hints, 'height'), description });
  const size = codec === 'hevc' ? hevcSize(description) : avcSize(description);
  return size.ok ? ok({ width: size.value.width, height: size.value.height, description }) : size;
}

function avcSize(record: Uint8Array): ReturnType<typeof readPictureSize> {
  const read = readAvcConfiguration(record);
  return read.ok ? readPictureSize(read.value.sps[0] ?? none) : read;
}

function hevcSize(record: Uint8Array): ReturnType<typeof readPictureSize> {
  const read = readHevcConfiguration(record);
  return read.ok ? readHevcSequence(read.value.sps[0] ?? none) : read;
}

/** Some encoders send an empty record, or one without a sequence header; then the first key frame has it. */
function av1Picture(header: Uint8Array | null, frame: Uint8Array | null): Found<Picture> {
  const record = header === null || header.length === 0 ? null : readAv1Configuration(header);
  if (record !== null && !record.ok) return record;
  const fromRecord = record?.value.sequence ?? null;
  if (header !== null && fromRecord !== null)
    return ok({ width: fromRecord.width, height: fromRecord.height, description: header });
  if (frame === null) return null;
  const sequence = findAv1Sequence(frame);
  const description = writeAv1Configuration(frame);
  if (!sequence.ok) return sequence;
  return description.ok
    ? ok({ width: sequence.value.width, height: sequence.value.height, description: description.value })
    : description;
}

function vpPicture(codec: 'vp9' | 'vp8', header: Uint8Array | null, frame: Uint8Array): Reply<Picture> {
  const read = codec === 'vp9' ? readVp9Frame(frame) : readVp8Frame(frame);
  if (!read.ok) return read;
  const { picture, profile } = read.value;
  if (picture === null) return fail('input-invalid', { why: `${codec}-key-frame` });
  const { width, height, bitDepth } = picture;
  if (header !== null && header.length > 0) return ok({ width, height, description: header });
  // The level is not in a frame; 1.0 asks least of a decoder.
  const made = vpConfigurationOf(codec === 'vp8' ? 'vp8' : `vp09.0${profile}.10.${bitDepth === 8 ? '08' : bitDepth}`);
  return made.ok ? ok({ width, height, description: writeVpConfiguration(made.value) }) : made;
}

function readSound(sight: TrackSight, hints: AmfFields): Found<Sound> {
  const { codec, header, frame } = sight;
  if (codec === 'opus') return opusSound(sight, hints);
  if (codec === 'mp3') return frame === null ? null : withoutRecord(readMp3Frame(frame));
  if (codec === 'ac3' || codec === 'eac3') return frame === null ? null : withoutRecord(readAc3Frame(frame));
  return header === null ? null : recordSound(codec, header);
}

function recordSound(codec: TrackSight['codec'], description: Uint8Array): Reply<Sound> {
  const read = codec === 'flac' ? readFlacHeader(description) : readAudioSpecificConfig(description);
  if (!read.ok) return read;
  return ok({ sampleRate: read.value.sampleRate, channels: read.value.channels, description });
}

function withoutRecord(read: Reply<{ readonly sampleRate: number; readonly channels: number }>): Reply<Sound> {
  if (!read.ok) return read;
  return ok({ sampleRate: read.value.sampleRate, channels: read.value.channels, description: none });
}

/** The header may be empty or missing: then a speaker layout, metadata or the first packet tells the channels. */
function opusSound({ header, frame, channels: told }: TrackSight, hints: AmfFields): Found<Sound> {
  if (header !== null && header.length > 0) {
    const head = readOpusHead(header);
    return head.ok ? ok({ sampleRate: opusRate, channels: head.value.channels, description: header }) : head;
  }
  if (frame === null) return null;
  const packetChannels = ((frame[0] ?? 0) & opusStereo) === 0 ? 1 : 2;
  const channels = told || hint(hints, 'audiochannels') || packetChannels;
  const head = opusHeadFor(opusRate, channels);
  return head.ok ? ok({ sampleRate: opusRate, channels, description: writeOpusHead(head.value) }) : head;
}

/** Track 0's fields stand at the top, the others' in maps by track id (E-RTMP v2 "Enhancing onMetaData"). */
function hintsFor({ track, trackId }: TrackSight, metadata: AmfFields): AmfFields {
  if (trackId === 0) return metadata;
  const tracks = fieldsOf(metadata.get(`${track}TrackIdInfoMap`));
  return tracks.size === 0 ? noHints : fieldsOf(tracks.get(String(trackId)));
}

/** A positive number that is not absurd, else 0. Some senders write numbers as strings. */
function hint(fields: AmfFields, name: string): number {
  const value: AmfValue = fields.get(name);
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && number > 0 && number <= maxHint ? number : 0;
}
