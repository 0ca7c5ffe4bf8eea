/** HEVC records, sequence parameter sets and random access points; the records come from x265. */
import { expect, test } from 'vitest';
import {
  hevcCodecString,
  isIrap,
  readHevcConfiguration,
  readHevcSequence,
  writeHevcConfiguration,
} from '../../../../shared/media/codecs/hevc.ts';
import { hex } from '../../wire/amf0-table.ts';
import { bits, golomb } from './bits.ts';
import { hevc422, hevcMain, hevcMain10 } from './video-records.ts';

test.each([
  ['hvc1.1.6.L60.90', hevcMain, { width: 322, height: 182, chromaFormat: 1, bitDepth: 8, level: 60 }],
  ['hvc1.2.4.H153.90', hevcMain10, { width: 1920, height: 1080, chromaFormat: 1, bitDepth: 10, isHighTier: true }],
  ['hvc1.4.10.L60.9D.8', hevc422, { width: 320, height: 180, chromaFormat: 2, bitDepth: 10 }],
])('C47: reads the record of %s and writes it from its sets', (codec, bytes, said) => {
  const read = readHevcConfiguration(bytes);
  if (!read.ok) throw new Error('unreadable');
  const { vps, sps, pps, lengthSize } = read.value;
  expect([lengthSize, vps.length, sps.length, pps.length]).toEqual([4, 1, 1, 1]);
  expect(hevcCodecString(read.value)).toBe(codec);
  expect(readHevcSequence(sps[0] ?? new Uint8Array(0))).toMatchObject({ ok: true, value: said });
  // x265 leaves the array_completeness bit of hev1 unset.
  const written = writeHevcConfiguration(read.value);
  expect(written.ok && readHevcConfiguration(written.value)).toEqual(read);
  const asHev1 = written.ok ? withoutCompleteness(written.value) : null;
  expect(asHev1).toEqual(withoutCompleteness(bytes));
});

/** The record with bit 7 of each array's first byte cleared. */
function withoutCompleteness(record: Uint8Array): Uint8Array {
  const copy = record.slice();
  let at = 23;
  for (let array = 0; array < (copy[22] ?? 0); array++) {
    copy[at] = (copy[at] ?? 0) & 0x3f;
    at += 3;
    at += 2 + (copy[at] ?? 0) * 256 + (copy[at + 1] ?? 0);
  }
  return copy;
}

test('refuses every cut of a record, and what no record may hold', () => {
  for (let length = 0; length < hevcMain.length; length++)
    expect(readHevcConfiguration(hevcMain.subarray(0, length)).ok).toBe(false);
  for (let length = 0; length < 24; length++)
    expect(readHevcSequence(hex('42010101600000').subarray(0, length)).ok).toBe(false);
  const changes = [
    [0, 0, 'hvcc-version'],
    [21, 0x0e, 'hvcc-length-size'],
    [22, 2, 'hvcc-parameter-sets'],
    [22, 17, 'hvcc-short'],
    [24, 0xff, 'hvcc-short'],
  ] as const;
  for (const [at, value, why] of changes) {
    const changed = hevcMain.slice();
    changed[at] = value;
    expect(readHevcConfiguration(changed)).toMatchObject({ ok: false, error: { facts: { why } } });
  }
});

test('refuses to write a record without all three kinds of sets', () => {
  const read = readHevcConfiguration(hevcMain);
  if (!read.ok) throw new Error('unreadable');
  for (const missing of ['vps', 'sps', 'pps'])
    expect(writeHevcConfiguration({ ...read.value, [missing]: [] })).toMatchObject({
      ok: false,
      error: { facts: { why: 'hvcc-parameter-sets' } },
    });
  expect(writeHevcConfiguration({ ...read.value, sps: [hex('420101')] }).ok).toBe(false);
});

test.each([
  ['an IDR with radl behind a delimiter', '00000003 460150 00000003 260112', true],
  ['an IDR without leading pictures', '00000003 2801af', true],
  ['a CRA', '00000002 2a01', true],
  ['a BLA', '00000002 2001', true],
  ['the last type reserved for such pictures', '00000002 2e01', true],
  ['the type behind it', '00000002 3001', false],
  ['the type before the first', '00000002 1e01', false],
  ['a trailing picture', '00000003 0201d0', false],
  ['parameter sets alone', '00000002 4201', false],
  ['a length beyond the end', '00000009 2801', false],
])('C45: %s', (_name, bytes, isKey) => {
  expect(isIrap(hex(bytes))).toBe(isKey);
});

test('steps over the profiles and levels of sub-layers', () => {
  const profile = `00 0 00001 ${'0110'.repeat(8)} ${'0'.repeat(48)} 01011101`;
  const flags = `11 01 ${'00'.repeat(6)}`;
  const layers = `${'1'.repeat(88)} 00111100 01011010`;
  const picture = `${golomb(0)} ${golomb(1)} ${golomb(320)} ${golomb(184)} 1 ${golomb(0)} ${golomb(0)} ${golomb(0)} ${golomb(2)}`;
  const sps = bits(`01000010 00000001 0000 010 1 ${profile} ${flags} ${layers} ${picture} ${golomb(2)} ${golomb(2)}`);
  expect(readHevcSequence(sps)).toMatchObject({
    ok: true,
    value: { subLayers: 3, level: 93, width: 320, height: 180, bitDepth: 10 },
  });
});
