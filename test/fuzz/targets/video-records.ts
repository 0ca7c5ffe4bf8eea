/** Configuration records and frame headers of H.264, H.265, AV1 and VP: bounded sizes, and records that write back. */
import { readAvcConfiguration, isIdr, splitNalUnits, writeAvcConfiguration } from '../../../shared/media/avc.ts';
import {
  av1CodecString,
  av1RecordOfDescriptors,
  findAv1Sequence,
  readAv1Configuration,
  readAv1Sequence,
  writeAv1Configuration,
} from '../../../shared/media/codecs/av1.ts';
import { codecStringOf } from '../../../shared/media/codecs/codec-string.ts';
import { videoCodecOf } from '../../../shared/media/codecs/codec.ts';
import {
  hevcCodecString,
  isIrap,
  readHevcConfiguration,
  readHevcSequence,
  writeHevcConfiguration,
} from '../../../shared/media/codecs/hevc.ts';
import { findObu, isAv1KeyFrame, sizedObu, splitObus, toFlvTemporalUnit } from '../../../shared/media/codecs/obu.ts';
import {
  readVp8Frame,
  readVp9Frame,
  readVpConfiguration,
  vp9CodecString,
  vpConfigurationOf,
  writeVpConfiguration,
} from '../../../shared/media/codecs/vpx.ts';
import { readPictureSize, withoutEmulation } from '../../../shared/media/sps.ts';
import { hex } from '../../unit/wire/amf0-table.ts';
import { insist, insistSame } from './support/insist.ts';
import { joined } from './support/wire.ts';

/** More than any level of any of these codecs allows. */
const maxSide = 65_536;

type Picture = { readonly width: number; readonly height: number };

function insistPicture({ width, height }: Picture): void {
  insist(Number.isInteger(width) && Number.isInteger(height), 'sizes are whole');
  insist(width > 0 && height > 0 && width <= maxSide && height <= maxSide, 'sizes are sane');
}

/** Whether the lengths lead exactly to the end. */
function endsWithUnit(bytes: Uint8Array, size: number): boolean {
  let at = 0;
  while (at + size <= bytes.length) {
    const length = bytes.subarray(at, at + size).reduce((sum, byte) => sum * 256 + byte, 0);
    at += size + length;
  }
  return at === bytes.length;
}

/** The size that an AV1 unit names, by its own bytes. */
function namedSize(unit: Uint8Array): number {
  let size = 0;
  let at = ((unit[0] ?? 0) & 4) === 0 ? 1 : 2;
  for (let shift = 1; at < unit.length; at++, shift *= 128) {
    size += ((unit[at] ?? 0) & 0x7f) * shift;
    if (((unit[at] ?? 0) & 0x80) === 0) break;
  }
  return size;
}

function tryAvc(bytes: Uint8Array): void {
  const picture = readPictureSize(bytes);
  if (picture.ok) insistPicture(picture.value);
  insist(withoutEmulation(bytes).length <= bytes.length, 'unescaping never grows');
  for (const size of [1, 2, 4]) {
    const units = splitNalUnits(bytes, size);
    insist(units.ok === endsWithUnit(bytes, size), 'an access unit ends where its last NAL unit ends');
    const held = units.ok ? units.value.reduce((sum, unit) => sum + unit.length + size, 0) : 0;
    insist(held <= bytes.length, 'NAL units lie in the access unit');
  }
  isIdr(bytes);
  const record = readAvcConfiguration(bytes);
  if (!record.ok) return;
  codecStringOf('avc', bytes);
  const { sps, pps } = record.value;
  const written = writeAvcConfiguration(sps, pps);
  if (!written.ok) return;
  const again = readAvcConfiguration(written.value);
  insist(again.ok, 'a record that was written reads');
  insistSame([again.value.sps, again.value.pps], [sps, pps], 'parameter sets write back');
}

function tryHevc(bytes: Uint8Array): void {
  const sequence = readHevcSequence(bytes);
  if (sequence.ok) insistPicture(sequence.value);
  isIrap(bytes);
  const record = readHevcConfiguration(bytes);
  if (!record.ok) return;
  insist(videoCodecOf(hevcCodecString(record.value)) === 'hevc', 'the codec string is one of H.265');
  const written = writeHevcConfiguration(record.value);
  if (!written.ok) return;
  const again = readHevcConfiguration(written.value);
  insist(again.ok, 'a record that was written reads');
  const sets = ({ vps, sps, pps }: typeof record.value): unknown => [vps, sps, pps];
  insistSame(sets(again.value), sets(record.value), 'parameter sets write back');
}

function tryAv1(bytes: Uint8Array): void {
  const units = splitObus(bytes);
  if (units.ok) {
    insistSame(joined(units.value.map((unit) => unit.bytes)), bytes, 'units cover the temporal unit');
    for (const unit of units.value) {
      insist(!unit.hasSize || namedSize(unit.bytes) === unit.payload.length, 'a unit is as long as it says');
      const sized = splitObus(sizedObu(unit));
      insistSame(sized.ok && sized.value[0]?.payload, unit.payload, 'a size changes no payload');
    }
    const stripped = toFlvTemporalUnit(bytes);
    insist(stripped.ok, 'what splits can be stripped');
    insistSame(toFlvTemporalUnit(stripped.value), stripped, 'what is stripped stays');
    findObu(bytes, 1);
  }
  isAv1KeyFrame(bytes);
  const sequence = readAv1Sequence(bytes);
  if (sequence.ok) insistPicture(sequence.value);
  findAv1Sequence(bytes);
  insist(av1RecordOfDescriptors(bytes).length <= bytes.length, 'a record lies in its descriptors');
  const record = readAv1Configuration(bytes);
  if (record.ok) insist(videoCodecOf(av1CodecString(record.value)) === 'av1', 'the codec string is one of AV1');
  const written = writeAv1Configuration(bytes);
  if (written.ok) insist(readAv1Configuration(written.value).ok, 'a record that was written reads');
}

function tryVp(bytes: Uint8Array): void {
  const record = readVpConfiguration(bytes);
  if (record.ok) {
    insistSame(readVpConfiguration(writeVpConfiguration(record.value)), record, 'a record writes back');
    const fields = Object.values(record.value).every((field) => typeof field !== 'number' || field < 100);
    insist(!fields || vpConfigurationOf(vp9CodecString(record.value)).ok, 'a codec string reads');
  }
  for (const read of [readVp9Frame, readVp8Frame]) {
    const frame = read(bytes);
    if (frame.ok && frame.value.picture !== null) insistPicture(frame.value.picture);
  }
}

const tries = [tryAvc, tryHevc, tryAv1, tryVp] as const;

export function fuzz(data: Uint8Array): void {
  const attempt = tries[(data[0] ?? 0) % tries.length];
  attempt?.(data.subarray(1));
}

export function seeds(): readonly Uint8Array[] {
  const sps = hex('6742c00dda05467889b0110000030001000003003c0f142aa0');
  const highSps = hex('6764001facd9405005bb016a02020280000003008000001e478c18cb');
  const hevcSps = hex(
    '4201010160000003009000000300000300 5da00280802d165959a4932bc05a020200000300200000030 3c1'.replaceAll(' ', ''),
  );
  const set = (bytes: Uint8Array): Uint8Array => joined([Uint8Array.of(bytes.length >> 8, bytes.length & 255), bytes]);
  const avcc = joined([hex('0142c00dffe1'), set(sps), hex('01'), set(hex('68ce0fc8'))]);
  const array = (type: number, bytes: Uint8Array): Uint8Array => joined([Uint8Array.of(0x80 | type, 0, 1), set(bytes)]);
  const hvcc = joined([
    hex('0101600000009000000000005df000fcfdf8f800000f03'),
    array(32, hex('40010c01ffff0160')),
    array(33, hevcSps),
    array(34, hex('4401c172b462')),
  ]);
  const av1Sequence = hex('0a0b00000024cf7f0dbffcc0');
  const temporalUnit = joined([hex('1200'), av1Sequence, hex('3205100102ff00')]);
  const of = (index: number, bytes: Uint8Array): Uint8Array => joined([Uint8Array.of(index), bytes]);
  return [
    of(0, sps),
    of(0, highSps),
    of(0, avcc),
    of(0, hex('00000001670000000165')),
    of(1, hevcSps),
    of(1, hvcc),
    of(2, temporalUnit),
    of(2, av1Sequence.subarray(2)),
    of(2, joined([hex('81040c00'), av1Sequence])),
    of(3, hex('010000001f820101010000')),
    of(3, hex('82498342003cf02cf60030')),
    of(3, hex('30d0009d012a80026801')),
  ];
}
