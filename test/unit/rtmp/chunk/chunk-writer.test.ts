/** The chunk writer: header forms, chunk boundaries, extended timestamps, and payloads that are never copied. */
import { expect, test } from 'vitest';
import { ChunkReader } from '../../../../shared/rtmp/chunk/chunk-reader.ts';
import { ChunkWriter } from '../../../../shared/rtmp/chunk/chunk-writer.ts';
import { hex } from '../../wire/amf0-table.ts';
import { concat, walkChunks } from './chunk-walk.ts';

const video = { chunkStreamId: 7, type: 9, streamId: 1 } as const;

function written(times: readonly number[], length = 10): Uint8Array {
  const writer = new ChunkWriter();
  const out: Uint8Array[] = [];
  for (const timestamp of times) writer.write({ ...video, timestamp }, new Uint8Array(length), out);
  return concat(out);
}

test('C13, C23: the first chunk on a chunk stream is fmt 0 with a little-endian stream id', () => {
  const out: Uint8Array[] = [];
  new ChunkWriter().write(
    { ...video, streamId: 0x0102_0304, timestamp: 0x0a0b0c, prefix: [0x17, 1] },
    hex('aabb'),
    out,
  );
  expect(concat(out)).toEqual(hex('07 0a0b0c 000004 09 04030201 1701 aabb'));
});

test('C14: never opens a new message with a type 3 chunk after a type 0', () => {
  const chunks = walkChunks(written([0, 0, 0, 40, 80, 120], 300), 128);
  const openings = chunks.filter((chunk) => chunk.opensMessage).map((chunk) => chunk.fmt);
  expect(openings).toEqual([0, 2, 2, 2, 2, 2]);
  expect(chunks.filter((chunk) => !chunk.opensMessage).every((chunk) => chunk.fmt === 3)).toBe(true);
});

test('C14: uses fmt 1 when length or type change', () => {
  const writer = new ChunkWriter();
  const out: Uint8Array[] = [];
  writer.write({ ...video, timestamp: 0 }, new Uint8Array(1), out);
  writer.write({ ...video, timestamp: 1 }, new Uint8Array(2), out);
  writer.write({ ...video, type: 18, timestamp: 2 }, new Uint8Array(2), out);
  expect(walkChunks(concat(out), 128).map((chunk) => chunk.fmt)).toEqual([0, 1, 1]);
});

test.each([
  ['time goes backwards', [100, 60]],
  ['the delta reaches 0xFFFFFF', [100, 100 + 0xff_ffff]],
])('C15: sends fmt 0 when %s', (_, times) => {
  expect(walkChunks(written(times), 128).map((chunk) => chunk.fmt)).toEqual([0, 0]);
});

test('C15: sends fmt 0 when the message stream changes', () => {
  const writer = new ChunkWriter();
  const out: Uint8Array[] = [];
  writer.write({ ...video, timestamp: 0 }, new Uint8Array(1), out);
  writer.write({ ...video, streamId: 2, timestamp: 1 }, new Uint8Array(1), out);
  expect(walkChunks(concat(out), 128).map((chunk) => chunk.fmt)).toEqual([0, 0]);
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
  const out: Uint8Array[] = [];
  writer.write({ ...video, timestamp: 0 }, new Uint8Array(200), out);
  writer.writeChunkSize(4096, out);
  writer.write({ ...video, timestamp: 1 }, new Uint8Array(5000), out);
  expect(walkChunks(concat(out), 128).map((chunk) => chunk.payload.length)).toEqual([128, 72, 4, 4096, 904]);
});

test('hands payloads out as views and never copies them', () => {
  const writer = new ChunkWriter();
  const out: Uint8Array[] = [];
  const payload = new Uint8Array(10_000);
  writer.write({ ...video, timestamp: 0, prefix: [0x17, 1, 0, 0, 0] }, payload, out);
  const views = out.filter((buffer) => buffer.buffer === payload.buffer);
  expect(views.reduce((sum, view) => sum + view.length, 0)).toBe(payload.length);
});

test('keeps earlier headers intact when the slab is full', () => {
  const writer = new ChunkWriter();
  const out: Uint8Array[] = [];
  for (let index = 0; index < 3000; index++) writer.write({ ...video, timestamp: index }, new Uint8Array(1), out);
  const reader = new ChunkReader();
  reader.feed(concat(out));
  for (let index = 0; index < 3000; index++) {
    const step = reader.next();
    expect(step.kind === 'message' ? step.message.timestamp : step).toBe(index);
  }
});

test('C56: refuses a body of 16 MiB and writes nothing', () => {
  const out: Uint8Array[] = [];
  const writer = new ChunkWriter();
  expect(writer.write({ ...video, timestamp: 0 }, new Uint8Array(0x100_0000), out)).toBe(false);
  expect(out).toEqual([]);
});
