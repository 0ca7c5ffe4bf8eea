/** Output blocks: bytes come out once and in order, memory is used again only after it was sent, and bursts are forgotten. */
import { expect, test } from 'vitest';
import { OutputBlocks } from '../../../shared/wire/output-blocks.ts';

const total = (views: readonly Uint8Array[]): number => views.reduce((sum, view) => sum + view.length, 0);
const concat = (views: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(views));
const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
const buffers = (views: readonly Uint8Array[]): ReadonlySet<unknown> => new Set(views.map((view) => view.buffer));

function filled(length: number, start = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => start + index);
}

test('writes numbers most significant byte first, and last where RTMP wants it so', () => {
  const out = new OutputBlocks();
  out.reserve(12);
  out.u8(1);
  out.u24(0x020304);
  out.u32(0xf506_0708);
  out.u32LE(0xf90a_0b0c);
  expect([...concat(out.take())]).toEqual([1, 2, 3, 4, 0xf5, 6, 7, 8, 12, 11, 10, 0xf9]);
});

test('gives every byte once and in order, over any number of blocks', () => {
  const out = new OutputBlocks();
  const source = filled(300_000);
  out.copy(source, 10, 20);
  expect(concat(out.take())).toEqual(source.slice(10, 20));
  out.copy(source, 0, source.length);
  const views = out.take();
  expect(views.length).toBeLessThan(12);
  expect(same(concat(views), source)).toBe(true);
  expect(out.take()).toEqual([]);
});

test('leaves a block alone while its bytes are on the way', () => {
  const out = new OutputBlocks();
  const first = filled(1000);
  out.copy(first, 0, 1000);
  const sending = out.take();
  for (let turn = 0; turn < 100; turn++) {
    out.copy(filled(5000, turn), 0, 5000);
    out.sent(turn === 0 ? 0 : 10);
    out.take();
  }
  expect(concat(sending)).toEqual(first);
});

test('uses blocks again once they were sent, so that a steady stream needs no new memory', () => {
  const out = new OutputBlocks();
  const seen = new Set<unknown>();
  const data = filled(200_000);
  for (let turn = 0; turn < 200; turn++) {
    out.copy(data, 0, data.length);
    const views = out.take();
    expect(same(concat(views), data)).toBe(true);
    for (const buffer of buffers(views)) seen.add(buffer);
    out.sent(total(views));
  }
  expect(seen.size).toBeLessThan(16);
});

test('never touches a byte before it was sent, whatever part of the queue has left', () => {
  const out = new OutputBlocks();
  out.copy(filled(100), 0, 100);
  out.sent(total(out.take()));
  let queue: { readonly view: Uint8Array; readonly copy: Uint8Array }[] = [];
  for (let turn = 0; turn < 400; turn++) {
    const size = (turn * 7919) % 150_000;
    out.copy(filled(size, turn), 0, size);
    queue.push(...out.take().map((view) => ({ view, copy: view.slice() })));
    let gone = Math.min((turn * 104_729) % 200_000, total(queue.map(({ view }) => view)));
    out.sent(gone);
    queue = queue.flatMap(({ view, copy }) => {
      const cut = Math.min(gone, view.length);
      gone -= cut;
      return cut === view.length ? [] : [{ view: view.subarray(cut), copy: copy.subarray(cut) }];
    });
    expect(queue.every(({ view, copy }) => same(view, copy))).toBe(true);
  }
});

test('keeps 1 MiB of blocks after a burst and lets go of the rest', () => {
  const out = new OutputBlocks();
  out.copy(filled(10), 0, 10);
  out.sent(total(out.take()));
  const burst = new Uint8Array(8 * 1024 * 1024);
  const blocks = (): ReadonlySet<unknown> => {
    out.copy(burst, 0, burst.length);
    const views = out.take();
    out.sent(total(views));
    return buffers(views);
  };
  const first = blocks();
  const again = [...blocks()].filter((buffer) => first.has(buffer));
  expect(again.length).toBeGreaterThan(0);
  expect(again.length).toBeLessThanOrEqual(17);
});

test('is not confused by reports of more bytes than there were', () => {
  const out = new OutputBlocks();
  out.sent(1e9);
  out.copy(filled(5000), 0, 5000);
  const views = out.take();
  out.sent(1e9);
  out.copy(filled(5000, 3), 0, 5000);
  out.sent(1e9);
  expect(concat(out.take())).toEqual(filled(5000, 3));
  expect(total(views)).toBe(5000);
});

test('discards what was not handed out, and nothing else', () => {
  const out = new OutputBlocks();
  out.copy(filled(100), 0, 100);
  const taken = out.take();
  out.copy(filled(90_000, 1), 0, 90_000);
  out.discard();
  out.copy(filled(50, 2), 0, 50);
  expect(concat(out.take())).toEqual(filled(50, 2));
  expect(concat(taken)).toEqual(filled(100));
});

test('hands out no more than it is asked for, and counts what waits', () => {
  const out = new OutputBlocks();
  const source = filled(300_000);
  out.copy(source, 0, source.length);
  expect(out.waiting).toBe(300_000);
  const parts: Uint8Array[] = [];
  for (let limit = 1; out.waiting > 0; limit = (limit * 7) % 40_009) {
    const before = out.waiting;
    const views = out.take(limit);
    expect(total(views)).toBe(Math.min(limit, before));
    expect(out.waiting).toBe(before - total(views));
    parts.push(...views);
    // More is written while the rest still waits.
    if (parts.length === 3) out.copy(source, 0, 1000);
  }
  expect(same(concat(parts), concat([source, source.subarray(0, 1000)]))).toBe(true);
  expect([out.take(0), out.take(10)]).toEqual([[], []]);
});

test('uses blocks again although they left in parts', () => {
  const out = new OutputBlocks();
  const seen = new Set<unknown>();
  const data = filled(150_000);
  for (let turn = 0; turn < 200; turn++) {
    out.copy(data, 0, data.length);
    const parts: Uint8Array[] = [];
    let unsent = 0;
    while (out.waiting > 0) {
      const views = out.take(30_000);
      parts.push(...views.map((view) => view.slice()));
      for (const buffer of buffers(views)) seen.add(buffer);
      unsent += total(views);
      // The last part is told of only once all has left.
      if (out.waiting > 0 && turn % 2 === 1) out.sent(unsent - 10);
      if (out.waiting > 0 && turn % 2 === 1) unsent = 10;
    }
    expect(same(concat(parts), data)).toBe(true);
    out.sent(unsent);
  }
  expect(seen.size).toBeLessThan(16);
});
