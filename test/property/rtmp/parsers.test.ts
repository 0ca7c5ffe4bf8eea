/** Every parser fed whole, in single bytes and split at random gives equal events; no input makes one crash. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAudioSpecificConfig } from '../../../shared/media/aac.ts';
import { readAvcConfiguration, splitNalUnits } from '../../../shared/media/avc.ts';
import { readPictureSize } from '../../../shared/media/sps.ts';
import { readFlvFile } from '../../../shared/flv/flv-file.ts';
import { ChunkReader } from '../../../shared/rtmp/chunk/chunk-reader.ts';
import { ChunkWriter } from '../../../shared/rtmp/chunk/chunk-writer.ts';
import { parseIngestUrl, splitPastedUrl } from '../../../shared/rtmp/url.ts';
import { readAmf0, writeAmf0 } from '../../../shared/wire/amf0.ts';
import { concat } from '../../unit/rtmp/chunk/chunk-walk.ts';
import { amf0Table, hex } from '../../unit/wire/amf0-table.ts';

type Message = {
  readonly chunkStreamId: number;
  readonly type: number;
  readonly streamId: number;
  readonly timestamp: number;
  readonly body: Uint8Array;
};

/** Message types that the chunk layer does not act on. */
const message = fc.record<Message>({
  chunkStreamId: fc.integer({ min: 3, max: 31 }),
  type: fc.constantFrom(4, 8, 9, 18, 20),
  streamId: fc.constantFrom(0, 1, 0x0102_0304),
  timestamp: fc.oneof(
    fc.nat(2000),
    fc.constantFrom(0xff_fffe, 0xff_ffff, 0x100_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff),
  ),
  body: fc.uint8Array({ maxLength: 700 }),
});

/** Sizes of the pieces in which bytes arrive. */
const cuts = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 });

function readSplit(bytes: Uint8Array, sizes: readonly number[]): readonly unknown[] {
  const reader = new ChunkReader();
  const found: unknown[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    const piece = bytes.slice(at, at + size);
    reader.feed(piece);
    at += size;
    for (let step = reader.next(); step.kind !== 'need-more'; step = reader.next()) {
      if (step.kind === 'failed') return [...found, step.error];
      found.push(step.message);
    }
    piece.fill(0xee);
  }
  return found;
}

test('C19: chunk reader and writer carry any messages at any chunk size, however the bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 12 }),
      fc.integer({ min: 128, max: 65_536 }),
      cuts,
      (messages, size, sizes) => {
        const writer = new ChunkWriter();
        writer.writeChunkSize(size);
        for (const { body, ...header } of messages) writer.write(header, body);
        const bytes = concat(writer.take());
        const whole = readSplit(bytes, [bytes.length]);
        expect(whole.slice(1)).toEqual(messages);
        expect(readSplit(bytes, sizes)).toEqual(whole);
        expect(readSplit(bytes, [1])).toEqual(whole);
      },
    ),
  );
});

test('S21: any bytes give the same events whole, cut at random and one by one', () => {
  const seeds = [
    '07 ffffff 000005 09 01000000 01000000 01020304 c7 05',
    '02 000000 000004 01 00000000 00000002',
    '43 00000a 000001 09 cc',
  ];
  const bytes = fc.array(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(...seeds.map(hex))), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(bytes, cuts, (parts, sizes) => {
      const all = concat(parts);
      const whole = readSplit(all, [Math.max(all.length, 1)]);
      expect(readSplit(all, sizes)).toEqual(whole);
      expect(readSplit(all, [1])).toEqual(whole);
    }),
    { numRuns: 300 },
  );
});

test('S21: no payload crashes a reader of whole payloads', () => {
  const readers = [readAmf0, readAudioSpecificConfig, readAvcConfiguration, readPictureSize, readFlvFile] as const;
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...amf0Table.map((row) => hex(row.bytes))));
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(300), { maxLength: 4 }), fc.nat(255), (seed, places, value) => {
      const damaged = seed.slice();
      for (const place of places) if (place < damaged.length) damaged[place] = value;
      for (const read of readers) expect(typeof read(damaged).ok).toBe('boolean');
      for (const size of [1, 2, 4]) expect(typeof splitNalUnits(damaged, size).ok).toBe('boolean');
    }),
    { numRuns: 1000 },
  );
});

test('C24: every AMF0 payload that reads well writes back to the same values', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...amf0Table), { maxLength: 6 }), (rows) => {
      const bytes = concat(rows.map((row) => hex(row.bytes)));
      const read = readAmf0(bytes);
      expect(read).toEqual({ ok: true, value: rows.map((row) => row.value) });
      expect(read.ok && writeAmf0(read.value)).toEqual(bytes);
    }),
  );
});

test('C8: no pasted text crashes the address parser, and tcUrl parses to itself', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl().map((url) => url.replace(/^https?/, 'rtmp')),
  );
  fc.assert(
    fc.property(text, (pasted) => {
      splitPastedUrl(pasted);
      const address = parseIngestUrl(pasted);
      expect(address.ok ? parseIngestUrl(address.value.tcUrl) : address).toEqual(address);
    }),
    { numRuns: 500 },
  );
});
