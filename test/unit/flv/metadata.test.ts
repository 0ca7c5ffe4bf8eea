/** onMetaData: the fields and their order. */
import { expect, test } from 'vitest';
import { metadataFields, readMetadata, writeMetadata } from '../../../shared/flv/metadata.ts';
import { readAmf0 } from '../../../shared/wire/amf0.ts';
import { audioConfig, videoConfig } from '../rtmp/client/packets.ts';

test('C42: names what OBS names, numbers as numbers, duration 0', () => {
  expect([...metadataFields(videoConfig, audioConfig)]).toEqual([
    ['duration', 0],
    ['fileSize', 0],
    ['width', 322],
    ['height', 182],
    ['videocodecid', 7],
    ['videodatarate', 900],
    ['framerate', 30],
    ['audiocodecid', 10],
    ['audiodatarate', 128],
    ['audiosamplerate', 48_000],
    ['audiosamplesize', 16],
    ['audiochannels', 2],
    ['stereo', true],
    ['2.1', false],
    ['3.1', false],
    ['4.0', false],
    ['4.1', false],
    ['5.1', false],
    ['7.1', false],
    ['encoder', 'Uplink'],
  ]);
});

test('C42: leaves out the track that is not there', () => {
  expect([...metadataFields(null, audioConfig).keys()].filter((name) => name.startsWith('video'))).toEqual([]);
  expect([...metadataFields(videoConfig, null).keys()].filter((name) => name.startsWith('audio'))).toEqual([]);
});

test('C42: reads its own message back, with or without @setDataFrame', () => {
  const read = readAmf0(writeMetadata(videoConfig, audioConfig));
  if (!read.ok) throw new Error('unreadable');
  expect(readMetadata(read.value)).toEqual(metadataFields(videoConfig, audioConfig));
  expect(readMetadata(read.value.slice(1))).toEqual(metadataFields(videoConfig, audioConfig));
  expect(readMetadata(['onCuePoint', null])).toBeNull();
});
