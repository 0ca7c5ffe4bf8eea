/** The onMetaData message: what publishers announce about the stream, in the order and with the fields OBS uses. */
import type { AudioConfig, VideoConfig } from '../media/encoded-packet.ts';
import { fieldsOf, writeAmf0 } from '../wire/amf0.ts';
import type { AmfFields, AmfValue } from '../wire/amf0.ts';

const avcCodecId = 7;
const aacCodecId = 10;
const aacSampleBits = 16;
/** What the `encoder` field says. */
const encoderName = 'Uplink';

/** The fields of onMetaData; all numbers are numbers, duration and fileSize are 0 because the stream is live. */
export function metadataFields(video: VideoConfig | null, audio: AudioConfig | null): AmfFields {
  const fields = new Map<string, AmfValue>([
    ['duration', 0],
    ['fileSize', 0],
  ]);
  if (video !== null) {
    fields.set('width', video.width);
    fields.set('height', video.height);
    fields.set('videocodecid', avcCodecId);
    fields.set('videodatarate', video.kbps);
    fields.set('framerate', video.frameRate);
  }
  if (audio !== null) {
    fields.set('audiocodecid', aacCodecId);
    fields.set('audiodatarate', audio.kbps);
    fields.set('audiosamplerate', audio.sampleRate);
    fields.set('audiosamplesize', aacSampleBits);
    fields.set('audiochannels', audio.channels);
    setSpeakers(fields, audio.channels);
  }
  fields.set('encoder', encoderName);
  return fields;
}

/** The body of the data message: "@setDataFrame", "onMetaData", ECMA array. */
export function writeMetadata(video: VideoConfig | null, audio: AudioConfig | null): Uint8Array {
  return writeAmf0(['@setDataFrame', 'onMetaData', { kind: 'ecma-array', fields: metadataFields(video, audio) }]);
}

/** The fields out of a data message's values, with or without "@setDataFrame"; null for any other data message. */
export function readMetadata(values: readonly AmfValue[]): AmfFields | null {
  const start = values[0] === '@setDataFrame' ? 1 : 0;
  return values[start] === 'onMetaData' ? fieldsOf(values[start + 1]) : null;
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
