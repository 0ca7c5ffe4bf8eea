/** The onMetaData message: what publishers announce about the stream, in the order and with the fields OBS uses. */
import { audioCodecOf, videoCodecOf } from '../media/codecs/codec.ts';
import type { AudioConfig, StreamConfig, VideoConfig } from '../media/encoded-packet.ts';
import { fieldsOf, writeAmf0 } from '../wire/amf0.ts';
import type { AmfFields, AmfValue } from '../wire/amf0.ts';
import { fourCcOf, legacyVideo, soundFormat } from './tag-parts/tag-codes.ts';

const sampleBits = 16;
/** What the `encoder` field says. */
const encoderName = 'Uplink';

/**
 * The fields of onMetaData; all numbers are numbers, duration and fileSize are 0 because the stream is live. `others`
 * are the tracks above 0: they stand in maps by track id (Enhanced RTMP v2, "Enhancing onMetaData").
 */
export function metadataFields(
  video: VideoConfig | null,
  audio: AudioConfig | null,
  others: readonly StreamConfig[] = [],
): AmfFields {
  const fields = new Map<string, AmfValue>([
    ['duration', 0],
    ['fileSize', 0],
  ]);
  if (video !== null) setVideo(fields, video);
  if (audio !== null) {
    setCodec(fields, 'audiocodecid', audioCodecId(audio));
    fields.set('audiodatarate', audio.kbps);
    fields.set('audiosamplerate', audio.sampleRate);
    fields.set('audiosamplesize', sampleBits);
    fields.set('audiochannels', audio.channels);
    setSpeakers(fields, audio.channels);
  }
  fields.set('encoder', encoderName);
  setTracks(fields, 'videoTrackIdInfoMap', others.filter(isVideo).map(videoEntry));
  setTracks(fields, 'audioTrackIdInfoMap', others.filter(isAudio).map(audioEntry));
  return fields;
}

/** The body of the data message: "@setDataFrame", "onMetaData", ECMA array. */
export function writeMetadata(
  video: VideoConfig | null,
  audio: AudioConfig | null,
  others: readonly StreamConfig[] = [],
): Uint8Array {
  const fields = metadataFields(video, audio, others);
  return writeAmf0(['@setDataFrame', 'onMetaData', { kind: 'ecma-array', fields }]);
}

/**
 * The fields out of a data message's values, an object or an ECMA array, with or without "@setDataFrame"; null for any
 * other data message.
 */
export function readMetadata(values: readonly AmfValue[]): AmfFields | null {
  const start = values[0] === '@setDataFrame' ? 1 : 0;
  return values[start] === 'onMetaData' ? fieldsOf(values[start + 1]) : null;
}

/** A field as a finite number, also where a peer wrote it as text; null for anything else. */
export function numberField(fields: AmfFields, name: string): number | null {
  const value = fields.get(name);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

function setVideo(fields: Map<string, AmfValue>, video: VideoConfig): void {
  fields.set('width', video.width);
  fields.set('height', video.height);
  setCodec(fields, 'videocodecid', videoCodecId(video));
  fields.set('videodatarate', video.kbps);
  fields.set('framerate', video.frameRate);
}

/** A codec that nobody can name is not announced. */
function setCodec(fields: Map<string, AmfValue>, name: string, id: number | null): void {
  if (id !== null) fields.set(name, id);
}

/** AVC on track 0 has its number of old; everything else is named by its FourCC. */
function videoCodecId({ codec, trackId = 0 }: VideoConfig): number | null {
  const video = videoCodecOf(codec);
  if (video === null) return null;
  return video === 'avc' && trackId === 0 ? legacyVideo.avc : fourCcOf(video);
}

function audioCodecId({ codec, trackId = 0 }: AudioConfig): number | null {
  const audio = audioCodecOf(codec);
  if (audio === null) return null;
  if (audio === 'aac' && trackId === 0) return soundFormat.aac;
  return audio === 'mp3' && trackId === 0 ? soundFormat.mp3 : fourCcOf(audio);
}

type Entry = readonly [trackId: number, fields: Map<string, AmfValue>];

function videoEntry(video: VideoConfig): Entry {
  const fields = new Map<string, AmfValue>();
  setVideo(fields, video);
  return [video.trackId ?? 0, fields];
}

/** The names that the specification's example has for tracks, other than those at the top. */
function audioEntry(audio: AudioConfig): Entry {
  const fields = new Map<string, AmfValue>();
  setCodec(fields, 'audiocodecid', audioCodecId(audio));
  fields.set('audiodatarate', audio.kbps);
  fields.set('samplerate', audio.sampleRate);
  fields.set('channels', audio.channels);
  return [audio.trackId ?? 0, fields];
}

/** Track 0's values stand at the top, so it never has an entry. */
function setTracks(fields: Map<string, AmfValue>, name: string, entries: readonly Entry[]): void {
  const above = entries.filter(([trackId]) => trackId > 0);
  if (above.length === 0) return;
  const tracks = above.map(([trackId, track]) => [String(trackId), { kind: 'object', fields: track }] as const);
  fields.set(name, { kind: 'object', fields: new Map(tracks) });
}

function isVideo(config: StreamConfig): config is VideoConfig {
  return config.track === 'video';
}

function isAudio(config: StreamConfig): config is AudioConfig {
  return config.track === 'audio';
}

/** OBS names every layout and marks the one in use. */
function setSpeakers(fields: Map<string, AmfValue>, channels: number): void {
  fields.set('stereo', channels === 2);
  fields.set('2.1', channels === 3);
  fields.set('3.1', false);
  fields.set('4.0', channels === 4);
  fields.set('4.1', channels === 5);
  fields.set('5.1', channels === 6);
  fields.set('7.1', channels === 8);
}
