/** Opus, FLAC, MP3 and AC-3 headers; the bytes come from libopus, FFmpeg and LAME. */
import { describe, expect, test } from 'vitest';
import { readFlacHeader, toFlacHeader } from '../../../../shared/media/codecs/flac.ts';
import {
  opusHeadFor,
  opusPacketSamples,
  readOpusBox,
  readOpusHead,
  writeOpusHead,
} from '../../../../shared/media/codecs/opus.ts';
import { readAc3Frame, readMp3Frame } from '../../../../shared/media/codecs/sync-frame.ts';
import { hex } from '../../wire/amf0-table.ts';

describe('Opus', () => {
  const magic = '4f70757348656164';

  test.each([
    [1, `${magic} 0101 3801 80bb0000 0000 00`, '0001 0138 0000bb80 0000 00'],
    [2, `${magic} 0102 3801 80bb0000 0000 00`, '0002 0138 0000bb80 0000 00'],
    [6, `${magic} 0106 3801 80bb0000 0000 01 0402000401020305`, '0006 0138 0000bb80 0000 01 0402000401020305'],
    [8, `${magic} 0108 3801 80bb0000 0000 01 05030006010203040507`, '0008 0138 0000bb80 0000 01 05030006010203040507'],
  ])('C49: %i channels: read, written, made anew and out of MP4', (channels, bytes, box) => {
    const read = readOpusHead(hex(bytes));
    if (!read.ok) throw new Error('unreadable');
    expect(read.value).toMatchObject({ channels, preSkip: 312, sampleRate: 48_000, gain: 0 });
    expect(writeOpusHead(read.value)).toEqual(hex(bytes));
    expect(opusHeadFor(48_000, channels)).toEqual(read);
    expect(readOpusBox(hex(box))).toEqual(read);
  });

  test('C49: a gain may be negative', () => {
    const bytes = hex(`${magic} 0102 0001 44ac0000 00ff 00`);
    const read = readOpusHead(bytes);
    expect(read).toMatchObject({ ok: true, value: { preSkip: 256, sampleRate: 44_100, gain: -256 } });
    expect(read.ok && writeOpusHead(read.value)).toEqual(bytes);
    expect(readOpusBox(hex('0002 0100 0000ac44 ff00 00'))).toEqual(read);
  });

  test.each([
    ['4f70757348656165 0102 3801 80bb0000 0000 00', 'opus-head-magic'],
    [`${magic} 1002 3801 80bb0000 0000 00`, 'opus-head-version'],
    [`${magic} 0100 3801 80bb0000 0000 00`, 'opus-channels'],
    [`${magic} 0103 3801 80bb0000 0000 00`, 'opus-channels'],
    [`${magic} 0102 3801 80bb0000 0000`, 'opus-head-short'],
    [`${magic} 0106 3801 80bb0000 0000 01 0402000401`, 'opus-head-short'],
    ['', 'opus-head-short'],
  ])('C49: refuses %s with %s', (bytes, why) => {
    expect(readOpusHead(hex(bytes))).toMatchObject({ ok: false, error: { facts: { why } } });
  });

  test('C49: refuses what has no Vorbis layout, and boxes of another version', () => {
    for (const channels of [0, 9]) expect(opusHeadFor(48_000, channels).ok).toBe(false);
    expect(readOpusBox(hex('0102 0138 0000bb80 0000 00')).ok).toBe(false);
    expect(readOpusBox(hex('0002 0138')).ok).toBe(false);
  });

  test.each([
    ['fc', 960, 'CELT fullband, 20 ms'],
    ['f8', 960, 'the same, mono'],
    ['e0', 120, '2.5 ms'],
    ['e8', 240, '5 ms'],
    ['7c', 960, 'hybrid, 20 ms'],
    ['70', 480, 'hybrid, 10 ms'],
    ['18', 2880, 'SILK, 60 ms'],
    ['08', 960, 'SILK, 20 ms'],
    ['fd', 1920, 'two frames'],
    ['ff06', 5760, 'six frames: 120 ms'],
    ['ff07', 0, 'longer than a packet may be'],
    ['', 0, 'nothing'],
  ])('C49: a packet beginning %s lasts %i samples: %s', (bytes, samples) => {
    expect(opusPacketSamples(hex(bytes))).toBe(samples);
  });
});

describe('FLAC', () => {
  const info = '120012000004a30005080ac442f0000022745d105ceb212ad5d36e4f5608def3d8b7';
  const header = hex(`664c6143 80000022 ${info}`);

  test.each([
    ['fLaC and the last block', `664c6143 80000022 ${info}`],
    ['fLaC and further blocks', `664c6143 00000022 ${info} 8400002e`],
    ['the content of dfLa', `00000000 80000022 ${info}`],
    ['a block', `80000022 ${info}`],
    ['STREAMINFO alone', info],
  ])('reads %s and makes the header of it', (_name, bytes) => {
    expect(toFlacHeader(hex(bytes))).toEqual({ ok: true, value: header });
    expect(readFlacHeader(hex(bytes))).toEqual({
      ok: true,
      value: { sampleRate: 44_100, channels: 2, bitsPerSample: 16, blockSize: 4608 },
    });
  });

  test.each(['', '664c6143', `664c6143 84000022 ${info}`, `664c6143 80000022 ${info.slice(2)}`])(
    'refuses %s',
    (bytes) => {
      expect(toFlacHeader(hex(bytes)).ok).toBe(false);
      expect(readFlacHeader(hex(bytes)).ok).toBe(false);
    },
  );
});

describe('frames that describe themselves', () => {
  test.each([
    ['fffb9064', 44_100, 2, 1152],
    ['fff340c4', 22_050, 1, 576],
    ['ffe39464', 12_000, 2, 576],
  ])('MP3 %s', (bytes, sampleRate, channels, samples) => {
    expect(readMp3Frame(hex(bytes))).toEqual({ ok: true, value: { sampleRate, channels, samples } });
  });

  test.each(['', 'fffb90', 'fffd9064', 'fffbf064', 'fffb9c64', 'ffeb9064', '49443304'])('no MP3: %s', (bytes) => {
    expect(readMp3Frame(hex(bytes)).ok).toBe(false);
  });

  test.each([
    ['AC-3 5.1', '0b77b50b1e40ebf8', 48_000, 6, 1536],
    ['AC-3 mono', '0b771ef84c402f84', 44_100, 1, 1536],
    ['AC-3 stereo', '0b7700001e404000', 48_000, 2, 1536],
    ['AC-3 stereo with surround and bass', '0b77000000404c00', 48_000, 3, 1536],
    ['AC-3 3/0', '0b77000000406800', 48_000, 3, 1536],
    ['AC-3 2/1 and bass', '0b77000000409400', 48_000, 4, 1536],
    ['E-AC-3 stereo', '0b77023fb487c000', 32_000, 2, 1536],
    ['E-AC-3 at half the rate, 6 blocks', '0b77023fc4870000', 24_000, 2, 1536],
    ['E-AC-3, one block', '0b77023f04870000', 48_000, 2, 256],
  ])('%s', (_name, bytes, sampleRate, channels, samples) => {
    expect(readAc3Frame(hex(bytes))).toMatchObject({ ok: true, value: { sampleRate, samples } });
    expect(readAc3Frame(hex(bytes))).toMatchObject({ ok: true, value: { channels } });
  });

  test.each(['', '0b77b50b1e', '0c77b50b1e40ebf8', '0b77b50bde40ebf8', '0b77b50b1e88ebf8'])('no AC-3: %s', (bytes) => {
    expect(readAc3Frame(hex(bytes)).ok).toBe(false);
  });
});
