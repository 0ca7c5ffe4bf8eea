/** The chunk reader: every header form, interleaving, chunk size changes, bounds, and the peers that break the rules. */
import { expect, test } from 'vitest';
import { ChunkReader, maxChunkStreams } from '../../../../shared/rtmp/chunk/chunk-reader.ts';
import { hex } from '../../wire/amf0-table.ts';
import { concat } from './chunk-walk.ts';

/** Messages as [csid, type, stream id, timestamp, body], and the failure if any. */
export function readAll(
  bytes: Uint8Array,
  sizes: readonly number[] = [],
  reader = new ChunkReader(),
): readonly unknown[] {
  const found: unknown[] = [];
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = sizes.length === 0 ? bytes.length : (sizes[turn % sizes.length] ?? 1);
    reader.feed(bytes.slice(at, at + size));
    at += size;
    for (let step = reader.next(); step.kind !== 'need-more'; step = reader.next()) {
      if (step.kind === 'failed') return [...found, step.error.code, step.error.facts];
      const { chunkStreamId, type, streamId, timestamp, body } = step.message;
      found.push([chunkStreamId, type, streamId, timestamp, [...body]]);
    }
  }
  return found;
}

function everyWay(bytes: Uint8Array): readonly unknown[] {
  const whole = readAll(bytes);
  for (const sizes of [[1], [2], [3, 1, 7], [11, 5]]) expect(readAll(bytes, sizes)).toEqual(whole);
  return whole;
}

test('reads every header form, byte by byte as well as whole', () => {
  const bytes = hex(
    '03 000064 000002 14 01000000 aabb' +
      '43 00000a 000001 09 cc' +
      '83 000005 dd' +
      'c3 ee' +
      '00 05 000001 000001 08 00000000 11' +
      '01 3fff 000002 000001 08 00000000 22',
  );
  expect(everyWay(bytes)).toEqual([
    [3, 20, 1, 100, [0xaa, 0xbb]],
    [3, 9, 1, 110, [0xcc]],
    [3, 9, 1, 115, [0xdd]],
    [3, 9, 1, 120, [0xee]],
    [69, 8, 0, 1, [0x11]],
    [64 + 0x3f + 0xff * 256, 8, 0, 2, [0x22]],
  ]);
});

test('C23: reads the message stream id least significant byte first', () => {
  expect(everyWay(hex('07 000000 000001 09 04030201 55'))).toEqual([[7, 9, 0x0102_0304, 0, [0x55]]]);
});

test('C14: a type 3 chunk that opens a message after a type 0 adds the type 0 timestamp, as the specification says', () => {
  expect(everyWay(hex('07 000028 000001 09 01000000 01 c7 02'))).toEqual([
    [7, 9, 1, 40, [1]],
    [7, 9, 1, 80, [2]],
  ]);
});

const long = (start: string, continuation: string): Uint8Array =>
  hex(`02 000000 000004 01 00000000 00000004 ${start} 01020304 ${continuation} 05060708`);

test('C18: accepts the extended timestamp repeated on type 3', () => {
  const bytes = long('07 ffffff 000008 09 01000000 01000000', 'c7 01000000');
  expect(everyWay(bytes)[1]).toEqual([7, 9, 1, 0x100_0000, [1, 2, 3, 4, 5, 6, 7, 8]]);
});

test('C18: tolerates a missing extended timestamp on a continuation', () => {
  const bytes = concat([long('07 ffffff 000008 09 01000000 01000000', 'c7'), hex('87 000001 01020304 c7 05060708')]);
  expect(everyWay(bytes).slice(1)).toEqual([
    [7, 9, 1, 0x100_0000, [1, 2, 3, 4, 5, 6, 7, 8]],
    [7, 9, 1, 0x100_0001, [1, 2, 3, 4, 5, 6, 7, 8]],
  ]);
});

test('C18: a missing extended timestamp may leave fewer payload bytes than the field is long', () => {
  const bytes = hex(
    '02 000000 000004 01 00000000 00000004 07 ffffff 000005 09 01000000 01000000 01020304 c7 05 06 000000 000001 08 01000000 99',
  );
  expect(everyWay(bytes).slice(1)).toEqual([
    [7, 9, 1, 0x100_0000, [1, 2, 3, 4, 5]],
    [6, 8, 1, 0, [0x99]],
  ]);
});

test('C19: reads messages interleaved chunk by chunk', () => {
  const bytes = concat([
    hex('02 000000 000004 01 00000000 00000002'),
    hex('06 000001 000003 08 01000000 a1a2'),
    hex('07 000002 000004 09 01000000 b1b2'),
    hex('c6 a3 c7 b3b4'),
  ]);
  expect(everyWay(bytes).slice(1)).toEqual([
    [6, 8, 1, 1, [0xa1, 0xa2, 0xa3]],
    [7, 9, 1, 2, [0xb1, 0xb2, 0xb3, 0xb4]],
  ]);
});

test.each([
  ['one byte', '3f', 'ff', 63],
  ['two bytes', '00 00', 'c0 00', 64],
  ['three bytes', '01 4000', 'c1 4000', 128],
])('S12: goes on with a message whose chunk stream takes %s', (_, start, next, id) => {
  const bytes = hex(
    `02 000000 000004 01 00000000 00000002 ${start} 000001 000005 09 01000000 0102 ${next} 0304 ${next} 05`,
  );
  expect(everyWay(bytes)[1]).toEqual([id, 9, 1, 1, [1, 2, 3, 4, 5]]);
});

test('C20: a Set Chunk Size in the middle of another message counts for later chunks only', () => {
  const bytes = concat([
    hex('07 000000 000100 09 01000000'),
    new Uint8Array(128).fill(1),
    hex('02 000000 000004 01 00000000 00000040'),
    hex('c7'),
    new Uint8Array(64).fill(2),
    hex('c7'),
    new Uint8Array(64).fill(3),
  ]);
  expect(everyWay(bytes)[1]).toEqual([7, 9, 1, 0, [...Array(128).fill(1), ...Array(64).fill(2), ...Array(64).fill(3)]]);
});

test.each([
  ['00000000', 0],
  ['80000000', 0x8000_0000],
  ['ffffffff', 0xffff_ffff],
])('C21: fails on chunk size %s', (size, chunkSize) => {
  expect(everyWay(hex(`02 000000 000004 01 00000000 ${size}`))).toEqual(['chunk-size-invalid', { chunkSize }]);
});

test('C21: takes chunk sizes from 1 to 0x7FFFFFFF, those above 0xFFFFFF as that', () => {
  const reader = new ChunkReader();
  readAll(hex('02 000000 000004 01 00000000 7fffffff'), [], reader);
  expect(reader.chunkSize).toBe(0xff_ffff);
  readAll(hex('02 000000 000004 01 00000000 00000001'), [], reader);
  expect(reader.chunkSize).toBe(1);
});

test('C21: fails on a message longer than its limit', () => {
  expect(readAll(hex('03 000000 000401 14 00000000'), [], new ChunkReader(1024))[0]).toBe('message-too-long');
});

test('C21: bounds the bytes held in unfinished messages and the number of chunk streams', () => {
  const opened = [3, 4, 5, 6].map((id) => concat([hex(`0${id} 000000 ffffff 09 00000000`), new Uint8Array(128)]));
  expect(readAll(concat(opened))).toEqual(['message-too-long', expect.anything()]);
  const reader = new ChunkReader();
  const streams = Array.from({ length: maxChunkStreams + 1 }, (_, id) =>
    concat([Uint8Array.of(1, id & 255, id >> 8), hex('000000 000000 08 00000000')]),
  );
  expect(readAll(concat(streams), [], reader).slice(-2)).toEqual([
    'protocol-violation',
    { why: 'too-many-chunk-streams' },
  ]);
});

test('C22: Abort drops the partial message of its chunk stream only', () => {
  const bytes = concat([
    hex('02 000000 000004 01 00000000 00000002'),
    hex('06 000001 000003 08 01000000 a1a2'),
    hex('07 000002 000004 09 01000000 b1b2'),
    hex('02 000000 000004 02 00000000 0000 c2 0006'),
    hex('c7 b3b4'),
    hex('46 000004 000001 08 a9'),
  ]);
  expect(everyWay(bytes).slice(2)).toEqual([
    [7, 9, 1, 2, [0xb1, 0xb2, 0xb3, 0xb4]],
    [6, 8, 1, 5, [0xa9]],
  ]);
});

test.each([
  ['c7 00', 'first-chunk-without-length'],
  ['87 000001 00', 'first-chunk-without-length'],
  [`07 000000 0000ff 09 01000000 ${'00'.repeat(128)} 07`, 'header-inside-message'],
  [`07 000000 0000ff 09 01000000 ${'00'.repeat(128)} 47`, 'header-inside-message'],
])('fails on %s with a reason', (bytes, why) => {
  expect(everyWay(hex(bytes))).toEqual(['protocol-violation', { why }]);
});

test('accepts fmt 1 on a fresh chunk stream, and zero-length messages', () => {
  expect(everyWay(hex('47 000005 000000 09'))).toEqual([[7, 9, 0, 5, []]]);
});

test('C21: a claimed length takes no memory before the bytes come', () => {
  const asked: number[] = [];
  const reader = new ChunkReader(0xff_ffff, (length) => {
    asked.push(length);
    return new Uint8Array(length);
  });
  readAll(concat([hex('03 000000 ffffff 09 01000000'), new Uint8Array(128)]), [], reader);
  expect(asked).toEqual([256 * 1024]);
});

test('C19: a message of 3 MB arrives whole, though room for it was made bit by bit', () => {
  const body = Uint8Array.from({ length: 3_000_000 }, (_, index) => (index * 7) % 251);
  const opening = hex('02 000000 000004 01 00000000 00ffffff 03 000000 2dc6c0 09 01000000');
  const bytes = Buffer.concat([opening, body]);
  const reader = new ChunkReader();
  const found: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 60_000) {
    reader.feed(bytes.slice(at, at + 60_000));
    for (let step = reader.next(); step.kind === 'message'; step = reader.next()) found.push(step.message.body);
  }
  expect(found.length).toBe(2);
  expect(Buffer.compare(found[1] ?? new Uint8Array(0), body)).toBe(0);
});
