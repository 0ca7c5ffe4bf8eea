/** Records and headers of codecs: damaged ones are read or refused, never a crash, and what is read writes back. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { withSingleSets } from '../../../shared/media/avc.ts';
import {
  av1RecordOfDescriptors,
  readAv1Configuration,
  writeAv1Configuration,
} from '../../../shared/media/codecs/av1.ts';
import { codecStringOf } from '../../../shared/media/codecs/codec-string.ts';
import { readFlacHeader, toFlacHeader } from '../../../shared/media/codecs/flac.ts';
import {
  isIrap,
  readHevcConfiguration,
  readHevcSequence,
  writeHevcConfiguration,
} from '../../../shared/media/codecs/hevc.ts';
import { isAv1KeyFrame, splitObus, toFlvTemporalUnit } from '../../../shared/media/codecs/obu.ts';
import {
  opusHeadFor,
  opusPacketSamples,
  readOpusBox,
  readOpusHead,
  writeOpusHead,
} from '../../../shared/media/codecs/opus.ts';
import { readAc3Frame, readMp3Frame } from '../../../shared/media/codecs/sync-frame.ts';
import {
  readVp8Frame,
  readVp9Frame,
  readVpConfiguration,
  vpConfigurationOf,
  vp9CodecString,
  writeVpConfiguration,
} from '../../../shared/media/codecs/vpx.ts';
import { concat } from '../../unit/rtmp/chunk/chunk-walk.ts';
import * as records from '../../unit/media/codecs/video-records.ts';
import { hex } from '../../unit/wire/amf0-table.ts';

const opusHead = hex('4f70757348656164 0106 3801 80bb0000 0000 01 0402000401020305');
const flac = hex('664c6143 80000022 120012000004a30005080ac442f0000022745d105ceb212ad5d36e4f5608def3d8b7');
const frames = ['fffb9064', '0b77b50b1e40ebf8', '0b77023fb487c000', '0006013800 00bb80 0000 01 0402000401020305'].map(
  hex,
);

/** A real record with some bytes changed and the end cut off, or anything. */
const damaged = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...Object.values(records), opusHead, flac, ...frames),
      fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { maxLength: 5 }),
      fc.nat(140),
    )
    .map(([record, changes, length]) => {
      const bytes = record.slice(0, length);
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      return bytes;
    }),
  fc.uint8Array({ maxLength: 200 }),
);

test('S21: no record or header crashes its reader', () => {
  const readers = [
    readAv1Configuration,
    writeAv1Configuration,
    splitObus,
    toFlvTemporalUnit,
    readHevcConfiguration,
    readHevcSequence,
    readVpConfiguration,
    readVp9Frame,
    readVp8Frame,
    readOpusHead,
    readOpusBox,
    readFlacHeader,
    toFlacHeader,
    readMp3Frame,
    readAc3Frame,
    withSingleSets,
  ] as const;
  fc.assert(
    fc.property(damaged, (bytes) => {
      for (const read of readers) expect(typeof read(bytes).ok).toBe('boolean');
      for (const codec of ['avc', 'hevc', 'av1', 'vp9', 'aac'] as const)
        expect(typeof codecStringOf(codec, bytes).ok).toBe('boolean');
      expect([isIrap(bytes), isAv1KeyFrame(bytes)].every((is) => typeof is === 'boolean')).toBe(true);
      expect(av1RecordOfDescriptors(bytes).length).toBeLessThanOrEqual(bytes.length);
      expect(opusPacketSamples(bytes) % 120).toBe(0);
    }),
    { numRuns: 3000 },
  );
});

test('C47, C49: what is read of a record writes back to the same', () => {
  fc.assert(
    fc.property(damaged, (bytes) => {
      const hevc = readHevcConfiguration(bytes);
      const written = hevc.ok ? writeHevcConfiguration(hevc.value) : hevc;
      if (hevc.ok && written.ok) {
        const { vps, sps, pps } = hevc.value;
        expect(readHevcConfiguration(written.value)).toMatchObject({
          ok: true,
          value: { vps, sps, pps, lengthSize: 4 },
        });
      }
      const opus = readOpusHead(bytes);
      if (opus.ok) expect(readOpusHead(writeOpusHead(opus.value))).toEqual(opus);
      const vp9 = readVpConfiguration(bytes);
      if (vp9.ok) expect(readVpConfiguration(writeVpConfiguration(vp9.value))).toEqual(vp9);
      const header = toFlacHeader(bytes);
      if (header.ok) expect(toFlacHeader(header.value)).toEqual(header);
    }),
    { numRuns: 2000 },
  );
});

test('C48: a temporal unit is fit for FLV after one pass, and loses no frame', () => {
  const unit = fc.tuple(fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8, 15), fc.uint8Array({ maxLength: 200 }));
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 8 }), fc.boolean(), (units, isLastBare) => {
      const parts = units.map(([type, payload], index) => {
        const size = payload.length < 128 ? [payload.length] : [(payload.length & 0x7f) | 0x80, payload.length >> 7];
        const isBare = isLastBare && index === units.length - 1;
        return Uint8Array.from(isBare ? [type << 3, ...payload] : [(type << 3) | 2, ...size, ...payload]);
      });
      const carried = toFlvTemporalUnit(concat(parts));
      if (!carried.ok) throw new Error('refused');
      expect(toFlvTemporalUnit(carried.value)).toEqual(carried);
      const kept = splitObus(carried.value);
      const wanted = units.filter(([type]) => ![2, 7, 8, 15].includes(type));
      expect(kept.ok && kept.value.map(({ type, payload, hasSize }) => [type, payload, hasSize])).toEqual(
        wanted.map(([type, payload]) => [type, payload, true]),
      );
    }),
    { numRuns: 500 },
  );
});

test('C49: a header for any channel count is read back, or there is none', () => {
  for (let channels = 0; channels < 12; channels++) {
    const head = opusHeadFor(44_100, channels);
    expect(head.ok).toBe(channels > 0 && channels <= 8);
    if (head.ok) expect(readOpusHead(writeOpusHead(head.value))).toEqual(head);
  }
});

test('C42: a VP9 codec string survives its record', () => {
  const two = fc.nat(99);
  const configuration = fc.record({
    profile: fc.nat(3),
    level: two,
    bitDepth: fc.constantFrom(8, 10, 12),
    chroma: fc.constantFrom(0, 1, 2, 3),
    primaries: two,
    transfer: two,
    matrix: two,
    isFullRange: fc.boolean(),
  });
  fc.assert(
    fc.property(configuration, (said) => {
      const text = vp9CodecString(said);
      const read = vpConfigurationOf(text);
      expect(read.ok && vp9CodecString(read.value)).toBe(text);
      if (text.length > 13) expect(read).toEqual({ ok: true, value: said });
    }),
  );
});
