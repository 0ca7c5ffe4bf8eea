/** FLV files: bytes and values. */
import { expect, test } from 'vitest';
import { FlvReader, readFlvFile, writeFlvHeader, writeFlvTag } from '../../../shared/flv/flv-file.ts';
import { concat } from '../rtmp/chunk/chunk-walk.ts';
import { hex } from '../wire/amf0-table.ts';

const file = hex(
  '464c5601050000000900000000 09 000003 ffffff 12 000000 170201 0000000e 08 000001 000000 00 000000 af 0000000c',
);

test('reads and writes header and tags, time above 24 bits included', () => {
  const tags = [
    { type: 9, timestamp: 0x12ff_ffff, body: hex('170201') },
    { type: 8, timestamp: 0, body: hex('af') },
  ];
  expect(readFlvFile(file)).toEqual({ ok: true, value: { tags, isCut: false } });
  expect(concat([writeFlvHeader({ audio: true, video: true }), ...tags.map((tag) => writeFlvTag(tag))])).toEqual(file);
});

test('reads what there is of a file that was cut', () => {
  const whole = file.subarray(0, 13 + 18);
  for (let length = whole.length + 1; length < file.length - 4; length++) {
    const read = readFlvFile(file.subarray(0, length));
    expect(read).toMatchObject({ ok: true, value: { isCut: true } });
    expect(read.ok && read.value.tags).toHaveLength(1);
  }
});

test.each(['', '464c56', '464c5700050000000900000000'])('refuses %s as a file', (bytes) => {
  expect(readFlvFile(hex(bytes))).toMatchObject({ ok: false, error: { code: 'input-invalid' } });
});

test('tolerates wrong back pointers, a long header, flags above the type and script tags', () => {
  const body = hex('02 000a 6f6e4d65746144617461 08 00000000 000009');
  const long = hex(`464c5601050000000c aabbcc ffffffff 32 000015 000005 80 000000`);
  const bytes = concat([long, body, hex('deadbeef 08 000001 000000 00 000000 af')]);
  const tags = [
    { type: 18, timestamp: 0x8000_0005, body },
    { type: 8, timestamp: 0, body: hex('af') },
  ];
  expect(readFlvFile(bytes)).toEqual({ ok: true, value: { tags, isCut: false } });
});

test('a tag of no bytes is a tag', () => {
  const bytes = concat([file.subarray(0, 13), hex('08 000000 000001 00 000000 0000000b')]);
  expect(readFlvFile(bytes)).toEqual({
    ok: true,
    value: { tags: [{ type: 8, timestamp: 1, body: hex('') }], isCut: false },
  });
});

test('bodies are views of the piece they lie in, and copies only across pieces', () => {
  const reader = new FlvReader();
  reader.push(file.subarray(0, 40));
  expect(reader.next()?.body.buffer).toBe(file.buffer);
  expect(reader.next()).toBeNull();
  expect([reader.isFlv, reader.isInsideTag, reader.isAlien]).toEqual([true, true, false]);
  reader.push(file.subarray(40));
  const across = reader.next();
  expect(across).toEqual({ type: 8, timestamp: 0, body: hex('af') });
  expect(across?.body.buffer).not.toBe(file.buffer);
  expect(reader.next()).toBeNull();
  expect(reader.isInsideTag).toBe(false);
});

test('an announced length makes no memory', () => {
  const reader = new FlvReader();
  reader.push(concat([file.subarray(0, 13), hex('09 ffffff 000000 00 000000 1700')]));
  expect(reader.next()).toBeNull();
  for (let turn = 0; turn < 100; turn++) {
    reader.push(hex('00'));
    expect(reader.next()).toBeNull();
  }
  expect(reader.isInsideTag).toBe(true);
});

test('gives no tag once it saw that the bytes are no FLV', () => {
  const reader = new FlvReader();
  reader.push(hex('4d54686400000006 00 0900000000000000000000'));
  expect([reader.next(), reader.isFlv, reader.isAlien]).toEqual([null, false, true]);
  reader.push(file);
  expect(reader.next()).toBeNull();
});
