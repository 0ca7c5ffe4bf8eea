/** onMetaData: the fields and their order. */
import { expect, test } from 'vitest';
import { metadataFields, numberField, readMetadata, writeMetadata } from '../../../shared/flv/metadata.ts';
import { amfObject, readAmf0 } from '../../../shared/wire/amf0.ts';
import type { AmfValue } from '../../../shared/wire/amf0.ts';
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

test.each([
  ['hvc1.1.6.L93.B0', 1_752_589_105],
  ['av01.0.04M.08', 1_635_135_537],
  ['vp09.00.31.08', 1_987_063_865],
  ['vp8', 1_987_063_864],
  ['vvc1', 1_987_470_129],
  ['avc1.42C00D', 7],
])('C42: %s is codec %i', (codec, id) => {
  expect(metadataFields({ ...videoConfig, codec }, null).get('videocodecid')).toBe(id);
});

test.each([
  ['opus', 1_332_770_163],
  ['flac', 1_716_281_667],
  ['ac-3', 1_633_889_587],
  ['ec-3', 1_700_998_451],
  ['mp3', 2],
  ['mp4a.40.2', 10],
])('C42: %s is codec %i', (codec, id) => {
  expect(metadataFields(null, { ...audioConfig, codec }).get('audiocodecid')).toBe(id);
});

test('C42: a codec without a number is not announced', () => {
  const fields = metadataFields({ ...videoConfig, codec: 'theora' }, { ...audioConfig, codec: 'speex' });
  expect([fields.has('videocodecid'), fields.has('audiocodecid'), fields.get('width')]).toEqual([false, false, 322]);
});

test('C42: tracks above 0 stand in maps, every one by its FourCC', () => {
  const others = [
    { ...videoConfig, trackId: 1, width: 160 },
    { ...videoConfig, trackId: 5, codec: 'av01.0.04M.08' },
    { ...audioConfig, trackId: 1 },
    { ...audioConfig, trackId: 2, codec: 'mp3' },
    { ...audioConfig, trackId: 0, codec: 'opus' },
  ];
  const fields = metadataFields(videoConfig, audioConfig, others);
  expect([...fields.keys()].slice(-3)).toEqual(['encoder', 'videoTrackIdInfoMap', 'audioTrackIdInfoMap']);
  expect(fields.get('videoTrackIdInfoMap')).toEqual(
    amfObject({
      '1': amfObject({ width: 160, height: 182, videocodecid: 1_635_148_593, videodatarate: 900, framerate: 30 }),
      '5': amfObject({ width: 322, height: 182, videocodecid: 1_635_135_537, videodatarate: 900, framerate: 30 }),
    }),
  );
  const sound = { audiodatarate: 128, samplerate: 48_000, channels: 2 };
  expect(fields.get('audioTrackIdInfoMap')).toEqual(
    amfObject({
      '1': amfObject({ audiocodecid: 1_836_069_985, ...sound }),
      '2': amfObject({ audiocodecid: 778_924_083, ...sound }),
    }),
  );
  const read = readAmf0(writeMetadata(videoConfig, audioConfig, others));
  expect(read.ok && readMetadata(read.value)).toEqual(fields);
});

test('P8: fields out of objects and ECMA arrays, numbers also as text', () => {
  const fields = new Map<string, AmfValue>([
    ['width', '1280'],
    ['height', 720],
    ['framerate', ' '],
    ['audiodatarate', 'fast'],
    ['stereo', true],
    ['level', Number.NaN],
  ]);
  for (const kind of ['object', 'ecma-array'] as const) {
    const read = readMetadata(['onMetaData', { kind, fields }]) ?? new Map<string, AmfValue>();
    expect([...fields.keys(), 'none'].map((name) => numberField(read, name))).toEqual([
      1280,
      720,
      null,
      null,
      null,
      null,
      null,
    ]);
  }
});
