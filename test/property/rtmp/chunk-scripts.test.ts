/** Chunk streams as peers may write them: interleaved, of changing chunk size, with every header form and both habits of extended timestamps. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { TimestampUnwrapper } from '../../../shared/media/timestamps.ts';
import { ChunkReader } from '../../../shared/rtmp/chunk/chunk-reader.ts';
import type { RtmpMessage } from '../../../shared/rtmp/chunk/message.ts';
import { ChunkWriter } from '../../../shared/rtmp/chunk/chunk-writer.ts';
import { piecesOf } from '../../fixtures/corpora/captured.ts';

const extendedMark = 0xff_ffff;
const edges = [0, 1, 0xff_fffe, 0xff_ffff, 0x100_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];

const time = fc.oneof(fc.constantFrom(...edges), fc.nat(0xffff_ffff));
/** One of each form of basic header, and their edges. */
const chunkStreamId = fc.constantFrom(2, 3, 6, 63, 64, 319, 320, 1000, 65_598, 65_599);
const message = fc.record({
  type: fc.constantFrom(4, 8, 9, 18, 20),
  streamId: fc.constantFrom(0, 1, 0x0102_0304, 0xffff_ffff),
  timestamp: time,
  // No byte that a timestamp of these edges could begin with: else a missing one cannot be told from payload.
  body: fc.uint8Array({ minLength: 0, maxLength: 900, min: 2, max: 0x7e }),
});

/** `habit`: whether continuations repeat the extended timestamp. */
type Step =
  | { readonly kind: 'message'; readonly id: number; readonly message: Omit<RtmpMessage, 'chunkStreamId'> }
  | { readonly kind: 'chunk'; readonly turn: number }
  | { readonly kind: 'size'; readonly size: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('message' as const), id: chunkStreamId, message }),
  fc.record({ kind: fc.constant('chunk' as const), turn: fc.nat(9) }),
  fc.record({ kind: fc.constant('chunk' as const), turn: fc.nat(9) }),
  fc.record({ kind: fc.constant('size' as const), size: fc.constantFrom(1, 2, 127, 128, 129, 400, 65_536) }),
);

type Open = { readonly message: RtmpMessage; sent: number };

/** Writes a script; `expected` are the messages in the order in which their last chunk went out. */
class Script {
  readonly bytes: number[] = [];
  readonly expected: RtmpMessage[] = [];
  readonly #open: Open[] = [];
  readonly #repeats: boolean;
  #chunkSize = 128;

  constructor(repeats: boolean) {
    this.#repeats = repeats;
  }

  take(next: Step): void {
    if (next.kind === 'size') this.#announce(next.size);
    else if (next.kind === 'chunk') this.#continue(next.turn);
    else if (!this.#open.some(({ message: { chunkStreamId: id } }) => id === next.id)) {
      this.#begin({ chunkStreamId: next.id, ...next.message });
    }
  }

  finish(): this {
    while (this.#open.length > 0) this.#continue(0);
    return this;
  }

  #begin(begun: RtmpMessage): void {
    const { chunkStreamId: id, type, streamId, timestamp, body } = begun;
    this.#basic(0, id);
    this.#number(Math.min(timestamp, extendedMark), 3);
    this.#number(body.length, 3);
    this.bytes.push(type, streamId & 255, (streamId >>> 8) & 255, (streamId >>> 16) & 255, streamId >>> 24);
    if (timestamp >= extendedMark) this.#number(timestamp, 4);
    const open = { message: begun, sent: 0 };
    this.#open.push(open);
    this.#payload(open);
  }

  #continue(turn: number): void {
    const open = this.#open[turn % Math.max(this.#open.length, 1)];
    if (open === undefined) return;
    this.#basic(3, open.message.chunkStreamId);
    if (this.#repeats && open.message.timestamp >= extendedMark) this.#number(open.message.timestamp, 4);
    this.#payload(open);
  }

  #payload(open: Open): void {
    const { body } = open.message;
    const end = Math.min(open.sent + this.#chunkSize, body.length);
    this.bytes.push(...body.subarray(open.sent, end));
    open.sent = end;
    if (end < body.length) return;
    this.#open.splice(this.#open.indexOf(open), 1);
    this.expected.push(open.message);
  }

  /** Set Chunk Size has chunk stream 2 to itself, unless a message of ours is open there. */
  #announce(size: number): void {
    if (this.#open.some(({ message: { chunkStreamId: id } }) => id === 2)) return;
    const body = Uint8Array.of(size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255);
    if (this.#chunkSize < body.length) return;
    this.#begin({ chunkStreamId: 2, type: 1, streamId: 0, timestamp: 0, body });
    this.#chunkSize = size;
  }

  #basic(fmt: number, id: number): void {
    if (id < 64) this.bytes.push((fmt << 6) | id);
    else if (id < 320) this.bytes.push(fmt << 6, id - 64);
    else this.bytes.push((fmt << 6) | 1, (id - 64) & 255, (id - 64) >> 8);
  }

  #number(value: number, width: number): void {
    for (let shift = width - 1; shift >= 0; shift--) this.bytes.push(Math.floor(value / 256 ** shift) & 255);
  }
}

function read(bytes: Uint8Array, sizes: readonly number[]): readonly RtmpMessage[] {
  const reader = new ChunkReader();
  const found: RtmpMessage[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    reader.feed(bytes.slice(at, at + size));
    at += size;
    for (let next = reader.next(); next.kind !== 'need-more'; next = reader.next()) {
      if (next.kind === 'failed') throw new Error(JSON.stringify(next.error));
      found.push(next.message);
    }
  }
  return found;
}

const cuts = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 });

test.each([
  ['repeat the extended timestamp', true],
  ['leave the extended timestamp out', false],
])(
  'C18, C19, C20, S11, S12: any interleaving, chunk size and chunk stream is read, where continuations %s',
  (_, repeats) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), cuts, (steps, sizes) => {
        const script = new Script(repeats);
        for (const next of steps) script.take(next);
        const bytes = Uint8Array.from(script.finish().bytes);
        expect(read(bytes, [Math.max(bytes.length, 1)])).toEqual(script.expected);
        expect(read(bytes, sizes)).toEqual(script.expected);
        expect(read(bytes, [1])).toEqual(script.expected);
      }),
      { numRuns: 300 },
    );
  },
);

test('C17, S11: times that grow past 2^24, 2^31 and 2^32 ms arrive as they were, whatever the deltas', () => {
  const start = fc.tuple(fc.constantFrom(...edges.map((edge) => Math.max(edge - 500, 0))), fc.nat(400));
  const delta = fc.oneof(fc.nat(60), fc.nat(40), fc.constantFrom(0, 0xff_fffe, 0xff_ffff, 0x100_0000, 0x7fff_ffff));
  fc.assert(
    fc.property(start, fc.array(fc.tuple(delta, fc.nat(300)), { maxLength: 30 }), ([edge, after], rest) => {
      const writer = new ChunkWriter();
      const times: number[] = [];
      let now = edge + after;
      for (const [by, length] of [[0, 200] as const, ...rest]) {
        now += by;
        times.push(now);
        const header = { chunkStreamId: 7, type: 9, streamId: 1, timestamp: now >>> 0 };
        writer.write(header, new Uint8Array(length).fill(5));
      }
      const reader = new ChunkReader();
      const unwrapper = new TimestampUnwrapper();
      const found: number[] = [];
      for (const piece of piecesOf(new Uint8Array(Buffer.concat(writer.take())), 'seed 1')) {
        reader.feed(piece);
        for (let next = reader.next(); next.kind === 'message'; next = reader.next())
          found.push(unwrapper.unwrap(next.message.timestamp));
      }
      expect(found).toEqual(times);
    }),
    { numRuns: 300 },
  );
});
