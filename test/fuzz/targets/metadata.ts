/** Metadata as it comes over the wire: its fields, and our own written from what was read. */
import { metadataFields, numberField, readMetadata, writeMetadata } from '../../../shared/flv/metadata.ts';
import { readAmf0, writeAmf0 } from '../../../shared/wire/amf0.ts';
import type { AmfFields } from '../../../shared/wire/amf0.ts';
import { insist, insistSame } from './support/insist.ts';
import { audioConfig, videoConfig } from '../../unit/rtmp/client/packets.ts';

/** A number of the metadata, or 0. */
function figure(fields: AmfFields, name: string): number {
  const value = numberField(fields, name) ?? 0;
  insist(Number.isFinite(value), 'a number is finite');
  return value;
}

export function fuzz(data: Uint8Array): void {
  const values = readAmf0(data);
  const fields = values.ok ? readMetadata(values.value) : null;
  if (fields === null) return;
  const [width, height, frameRate] = [figure(fields, 'width'), figure(fields, 'height'), figure(fields, 'framerate')];
  const [sampleRate, channels] = [figure(fields, 'audiosamplerate'), figure(fields, 'audiochannels')];
  const video = { ...videoConfig, width, height, frameRate };
  const audio = { ...audioConfig, sampleRate, channels };
  const written = readAmf0(writeMetadata(video, audio));
  insist(written.ok, 'our metadata reads');
  insistSame(readMetadata(written.value), metadataFields(video, audio), 'our metadata says what it was told');
}

export function seeds(): readonly Uint8Array[] {
  const inner = {
    kind: 'object',
    fields: new Map([
      ['width', 640],
      ['channels', 6],
    ]),
  } as const;
  const map = {
    kind: 'object',
    fields: new Map([
      ['1', inner],
      ['2', inner],
    ]),
  } as const;
  const fields = new Map([
    ...metadataFields(videoConfig, audioConfig),
    ['videoTrackIdInfoMap', map],
    ['audioTrackIdInfoMap', map],
  ] as const);
  return [
    writeMetadata(videoConfig, audioConfig),
    writeAmf0(['onMetaData', { kind: 'object', fields }]),
    writeAmf0(['onMetaData', { kind: 'ecma-array', fields: new Map([['width', '640']]) }]),
  ];
}
