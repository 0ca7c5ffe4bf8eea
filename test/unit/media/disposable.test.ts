/** Which frames may be left out: told from the first bytes of the picture's NAL unit, and never guessed. */
import { describe, expect, test } from 'vitest';
import { disposableTest } from '../../../shared/media/disposable.ts';

/** NAL units with 4-byte lengths. */
function accessUnit(...units: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from(units.flatMap((unit) => [0, 0, 0, unit.length, ...unit]));
}

/** hvcC with that many temporal layers. */
function hevc(layers: number) {
  const description = new Uint8Array(23);
  description[21] = (layers << 3) | 0x07;
  return disposableTest({ codec: 'hvc1.1.6.L93.B0', description });
}

const avc = disposableTest({ codec: 'avc1.42C01F', description: new Uint8Array(0) });

describe('H.264', () => {
  test.each([
    ['a slice with nal_ref_idc 0', [0x01], true],
    ['a slice with nal_ref_idc 1', [0x21], false],
    ['a slice with nal_ref_idc 2', [0x41], false],
    ['an IDR slice', [0x65], false],
    ['a data partition with nal_ref_idc 0', [0x02], true],
  ])('%s', (_, unit, isDisposable) => {
    expect(avc(accessUnit([...unit, 0x9a, 0xff]))).toBe(isDisposable);
    // Delimiter, SEI and parameter sets come before it and have a nal_ref_idc of their own.
    expect(avc(accessUnit([0x09, 0xf0], [0x06, 5, 1], [0x67, 1], [...unit, 0x9a]))).toBe(isDisposable);
  });
});

describe('HEVC', () => {
  const nal = (type: number, temporalId: number): readonly number[] => [type << 1, temporalId + 1, 0xaf];

  test.each([
    ['TRAIL_N', 0, true],
    ['TRAIL_R', 1, false],
    ['TSA_N', 2, true],
    ['RADL_N', 6, true],
    ['RASL_N', 8, true],
    ['RASL_R', 9, false],
    ['IDR_W_RADL', 19, false],
    ['a reserved type above the last reference', 22, false],
  ])('%s, in one temporal layer', (_, type, isDisposable) => {
    expect(hevc(1)(accessUnit(nal(32, 0), nal(39, 0), nal(type, 0)))).toBe(isDisposable);
  });

  test('a picture of a lower layer may be needed by a higher one', () => {
    expect(hevc(2)(accessUnit(nal(0, 0)))).toBe(false);
    expect(hevc(2)(accessUnit(nal(2, 1)))).toBe(true);
    expect(hevc(0)(accessUnit(nal(0, 0)))).toBe(false);
  });
});

test.each(['av01.0.04M.08', 'vp09.00.10.08', 'none'])('nothing of %s', (codec) => {
  expect(disposableTest({ codec, description: new Uint8Array(40) })(accessUnit([0x01, 1]))).toBe(false);
});

test.each([
  ['nothing', []],
  ['a length without a unit', [0, 0, 0, 9]],
  ['a length beyond the end', [0xff, 0xff, 0xff, 0xff, 6, 1]],
  ['empty units without end', Array.from({ length: 100_000 }, () => 0)],
])('%s is not disposable, and quickly so', (_, bytes) => {
  expect(avc(Uint8Array.from(bytes))).toBe(false);
  expect(hevc(1)(Uint8Array.from(bytes))).toBe(false);
});
