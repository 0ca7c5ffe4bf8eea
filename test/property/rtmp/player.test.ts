/** The player under arbitrary servers: no crash, bounded memory and answers, equal events however bytes are cut. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChunkWriter } from '../../../shared/rtmp/chunk/chunk-writer.ts';
import { RtmpPlayer } from '../../../shared/rtmp/player.ts';
import type { PlayerEvent } from '../../../shared/rtmp/player.ts';
import { amfObject, writeAmf0 } from '../../../shared/wire/amf0.ts';
import type { AmfValue } from '../../../shared/wire/amf0.ts';
import { concat } from '../../unit/rtmp/chunk/chunk-walk.ts';

const random = new Uint8Array(1528);
const hello = concat([Uint8Array.of(3), new Uint8Array(3072)]);

function player(): RtmpPlayer {
  return new RtmpPlayer({ app: 'a', tcUrl: 'rtmp://h/a', streamName: 'name-of-it', random, now: 0 });
}

const code = fc.constantFrom(
  'NetConnection.Connect.Success',
  'NetStream.Play.Reset',
  'NetStream.Play.Start',
  'NetStream.Play.PublishNotify',
  'NetStream.Play.UnpublishNotify',
  'NetStream.Play.StreamNotFound',
  'NetStream.Play.Stop',
  'NetStream.Data.Start',
  'X',
);
const status = fc
  .tuple(fc.constantFrom('status', 'error'), code)
  .map(([level, name]) => amfObject({ level, code: name, description: 'of name-of-it' }));
const value: fc.Arbitrary<AmfValue> = fc.oneof(
  fc.constantFrom('onMetaData', '|RtmpSampleAccess', ''),
  fc.integer({ min: -1, max: 8 }),
  fc.constantFrom(null, undefined, true),
  status,
);
const name = fc.constantFrom('_result', '_error', 'onStatus', 'close', 'onBWDone', 'onMetaData', '@setDataFrame');
const dialogue = fc
  .tuple(fc.constantFrom(20, 18, 17, 15), name, fc.integer({ min: 0, max: 6 }), fc.array(value, { maxLength: 4 }))
  .map(([type, word, transaction, rest]) => ({ type, body: writeAmf0([word, transaction, ...rest]) }));
const anything = fc.record({
  type: fc.constantFrom(1, 2, 3, 4, 5, 6, 8, 9, 15, 17, 18, 20, 22),
  body: fc.uint8Array({ maxLength: 60 }),
});
const opening = [
  { type: 20, body: writeAmf0(['_result', 1, null]) },
  { type: 20, body: writeAmf0(['_result', 2, null, 1]) },
];

type Said = { readonly type: number; readonly body: Uint8Array };

function script(messages: readonly (readonly [Said, number])[]): Uint8Array {
  const writer = new ChunkWriter();
  for (const [{ type, body }, timestamp] of messages) {
    writer.write({ chunkStreamId: 3, type, streamId: 1, timestamp }, body);
  }
  return concat([hello, ...writer.take()]);
}

function listen(bytes: Uint8Array, sizes: readonly number[]): readonly PlayerEvent[] {
  const machine = player();
  const events: PlayerEvent[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    // The shell's buffer is used again after each read.
    const piece = bytes.slice(at, at + size);
    machine.receive(piece, 1);
    piece.fill(0xee);
    at += size;
    events.push(...machine.takeEvents());
  }
  return events;
}

const time = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 0xffff_ffff }));
const cuts = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 10 });

test('P1, P3: whatever a server says in whatever order, the events are the same however the bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.array(fc.tuple(fc.oneof(dialogue, anything), time), { maxLength: 16 }),
      cuts,
      (opened, messages, sizes) => {
        const bytes = script([...(opened ? opening.map((said) => [said, 0] as const) : []), ...messages]);
        const whole = listen(bytes, [bytes.length]);
        expect(listen(bytes, sizes)).toEqual(whole);
        expect(JSON.stringify(whole.filter(({ kind }) => kind === 'status' || kind === 'failed'))).not.toContain(
          'name-of-it',
        );
      },
    ),
    { numRuns: 400 },
  );
});

test('any bytes at all: events within bounds, at most one ending, few answers, and silence after it', () => {
  const noise = fc.uint8Array({ maxLength: 4000 });
  fc.assert(
    fc.property(fc.boolean(), fc.array(noise, { maxLength: 6 }), (opened, reads) => {
      const machine = player();
      machine.receive(opened ? script(opening.map((said) => [said, 0] as const)) : hello, 1);
      const events = [...machine.takeEvents()];
      // Up to here: the handshake and our own opening.
      machine.takeOutput();
      let answers = 0;
      for (const bytes of reads) {
        machine.receive(bytes, 1);
        events.push(...machine.takeEvents());
        for (const piece of machine.takeOutput()) answers += piece.length;
      }
      const endings = events.filter(({ kind }) => kind === 'failed' || kind === 'ended').length;
      expect(endings).toBeLessThanOrEqual(1);
      expect(endings === 1).toBe(machine.phase === 'failed' || machine.phase === 'ended');
      expect(answers).toBeLessThan(1000 + 300 * reads.length);
      if (endings === 0) return;
      machine.receive(Uint8Array.of(1, 2, 3), 2);
      machine.closed('fin', 2);
      machine.stop(2);
      expect([machine.takeEvents(), machine.takeOutput(), machine.nextDeadline()]).toEqual([
        [],
        expect.anything(),
        null,
      ]);
    }),
    { numRuns: 400 },
  );
});

test('P7: media times never leave the neighbourhood of the true ones, with any start, jitter and bit width', () => {
  const step = fc.record({ track: fc.constantFrom(8, 9), by: fc.integer({ min: -80, max: 500 }) });
  fc.assert(
    fc.property(
      fc.integer({ min: 100_000, max: 0xffff_ffff }),
      fc.constantFrom(2 ** 31, 2 ** 32),
      fc.array(step, { minLength: 2, maxLength: 60 }),
      (seed, modulus, steps) => {
        const start = seed % modulus;
        let now = start;
        const truth: number[] = [];
        const messages = [{ track: 9, by: 0 }, ...steps].map(({ track, by }): readonly [Said, number] => {
          now = Math.max(now + by, start);
          truth.push(now);
          const body = track === 9 ? Uint8Array.of(0x27, 1, 0, 0, 0, 1) : Uint8Array.of(0xaf, 1, 1);
          return [{ type: track, body }, now % modulus];
        });
        const events = listen(script([...opening.map((said) => [said, 0] as const), ...messages]), [777]);
        const times = events.flatMap((event) => (event.kind === 'tag' ? [event.timestamp] : []));
        expect(times).toEqual(truth);
      },
    ),
    { numRuns: 300 },
  );
});
