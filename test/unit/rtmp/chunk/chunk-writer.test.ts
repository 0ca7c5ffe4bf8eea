/** The chunk writer: header forms, chunk boundaries, extended timestamps, and few long buffers. */
import { expect, test } from 'vitest';
import { ChunkReader } from '../../../../shared/rtmp/chunk/chunk-reader.ts';
import { ChunkWriter } from '../../../../shared/rtmp/chunk/chunk-writer.ts';
import { hex } from '../../wire/amf0-table.ts';
import { concat, walkChunks } from './chunk-walk.ts';

const video = { chunkStreamId: 7, type: 9, streamId: 1 } as const;

function written(times: readonly number[], length = 10): Uint8Array {
  const writer = new ChunkWriter();
  for (const timestamp of times) writer.write({ ...video, timestamp }, new Uint8Array(length));
  return concat(writer.take());
}

test('C13, C23: the first chunk on a chunk stream is fmt 0 with a little-endian stream id', () => {
  const writer = new ChunkWriter();
  writer.write({ ...video, streamId: 0x0102_0304, timestamp: 0x0a0b0c, prefix: [0x17, 1] }, hex('aabb'));
  expect(concat(writer.take())).toEqual(hex('07 0a0b0c 000004 09 04030201 1701 aabb'));
});

test('C14: never opens a new message with a type 3 chunk after a type 0', () => {
  const chunks = walkChunks(written([0, 0, 0, 40, 80, 120], 300), 128);
  const openings = chunks.filter((chunk) => chunk.opensMessage).map((chunk) => chunk.fmt);
  expect(openings).toEqual([0, 2, 2, 2, 2, 2]);
  expect(chunks.filter((chunk) => !chunk.opensMessage).every((chunk) => chunk.fmt === 3)).toBe(true);
});

test('C14: uses fmt 1 when length or type change', () => {
  const writer = new ChunkWriter();
  writer.write({ ...video, timestamp: 0 }, new Uint8Array(1));
  writer.write({ ...video, timestamp: 1 }, new Uint8Array(2));
  writer.write({ ...video, type: 18, timestamp: 2 }, new Uint8Array(2));
  expect(walkChunks(concat(writer.take()), 128).map((chunk) => chunk.fmt)).toEqual([0, 1, 1]);
});

test.each([
  ['time goes backwards', [100, 60]],
  ['the delta reaches 0xFFFFFF', [100, 100 + 0xff_ffff]],
])('C15: sends fmt 0 when %s', (_, times) => {
  expect(walkChunks(written(times), 128).map((chunk) => chunk.fmt)).toEqual([0, 0]);
});

test('C15: sends fmt 0 when the message stream changes', () => {
  const writer = new ChunkWriter();
  writer.write({ ...video, timestamp: 0 }, new Uint8Array(1));
  writer.write({ ...video, streamId: 2, timestamp: 1 }, new Uint8Array(1));
  expect(walkChunks(concat(writer.take()), 128).map((chunk) => chunk.fmt)).toEqual([0, 0]);
});

test('C16: emits no extended timestamp past 16777215 ms while deltas are small', () => {
  const chunks = walkChunks(written([0, 0xff_ff00, 0xff_ffff, 0x100_0000, 0x100_0040], 300), 128);
  expect(chunks.filter((chunk) => chunk.extended !== null)).toEqual([]);
});

test('C16: repeats an extended timestamp on every type 3 chunk of its message', () => {
  const chunks = walkChunks(written([0x100_0000, 0x100_0020], 300), 128);
  expect(chunks.map((chunk) => chunk.extended)).toEqual([0x100_0000, 0x100_0000, 0x100_0000, null, null, null]);
});

test('C17: stays decodable across 2^24, 2^31 and 2^32 ms', () => {
  const times = [0xff_fff0, 0x100_0005, 0x7fff_fff0, 0x8000_0005, 0xffff_fff0, 0x0000_0005];
  const reader = new ChunkReader();
  reader.feed(written(times, 400));
  const read = times.map(() => {
    const step = reader.next();
    return step.kind === 'message' ? step.message.timestamp : step.kind;
  });
  expect(read).toEqual(times);
  expect(reader.next().kind).toBe('need-more');
});

test('C11: announces the chunk size before it uses it, and uses it from the next chunk on', () => {
  const writer = new ChunkWriter();
  writer.write({ ...video, timestamp: 0 }, new Uint8Array(200));
  writer.writeChunkSize(4096);
  writer.write({ ...video, timestamp: 1 }, new Uint8Array(5000));
  expect(walkChunks(concat(writer.take()), 128).map((chunk) => chunk.payload.length)).toEqual([128, 72, 4, 4096, 904]);
});

test('copies payloads, so that their owner may use the memory again at once', () => {
  const writer = new ChunkWriter();
  const payload = new Uint8Array(300).fill(7);
  writer.write({ ...video, timestamp: 0 }, payload);
  payload.fill(0xee);
  const parts = walkChunks(concat(writer.take()), 128).flatMap((chunk) => [...chunk.payload]);
  expect(parts).toEqual(Array(300).fill(7));
});

test('hands a burst of messages out as a few long buffers', () => {
  const writer = new ChunkWriter();
  writer.writeChunkSize(4096);
  for (let index = 0; index < 64; index++) writer.write({ ...video, timestamp: index }, new Uint8Array(16_384));
  const views = writer.take();
  expect(views.length).toBeLessThan(24);
  expect(views.reduce((sum, view) => sum + view.length, 0)).toBeGreaterThan(64 * 16_384);
  expect(writer.take()).toEqual([]);
});

test('writes the handshake and the chunks after it in the order they came', () => {
  const writer = new ChunkWriter();
  writer.writeBytes(hex('03 0102'));
  writer.write({ ...video, timestamp: 0 }, hex('aa'));
  expect(concat(writer.take())).toEqual(hex('03 0102 07 000000 000001 09 01000000 aa'));
});

test('keeps messages whole where one block of output ends and the next begins', () => {
  const writer = new ChunkWriter();
  for (let index = 0; index < 9000; index++)
    writer.write({ ...video, timestamp: index }, new Uint8Array(1 + (index % 3)));
  const reader = new ChunkReader();
  reader.feed(concat(writer.take()));
  for (let index = 0; index < 9000; index++) {
    const step = reader.next();
    expect(step.kind === 'message' ? step.message.timestamp : step).toBe(index);
  }
});

test('C56: refuses a body of 16 MiB and writes nothing', () => {
  const writer = new ChunkWriter();
  expect(writer.write({ ...video, timestamp: 0 }, new Uint8Array(0x100_0000))).toBe(false);
  expect(writer.take()).toEqual([]);
});
