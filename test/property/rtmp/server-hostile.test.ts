/** The server machine under hostile bytes, split anywhere: an answer or a reason, bounded words, bounded memory, never a crash. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChunkWriter } from '../../../shared/rtmp/chunk/chunk-writer.ts';
import { RtmpServerConnection } from '../../../shared/rtmp/server.ts';
import { Hub } from '../../../shared/rtmp/server/relay/hub.ts';
import { relayLimits } from '../../../shared/rtmp/server/relay/limits.ts';
import { amfObject, writeAmf0 } from '../../../shared/wire/amf0.ts';
import { concat } from '../../unit/rtmp/chunk/chunk-walk.ts';

const hello = concat([Uint8Array.of(3), new Uint8Array(3072)]);

const name = fc.constantFrom('connect', 'createStream', 'publish', 'play', 'deleteStream', 'closeStream', 'x', '');
const argument = fc.oneof(fc.constantFrom(null, undefined, true, 'key', Number.NaN, -1, 2 ** 53), fc.nat(20));
const command = fc
  .tuple(name, fc.integer({ min: -1, max: 9 }), fc.array(argument, { maxLength: 4 }))
  .map(([text, transaction, rest]) => ({ type: 20, body: writeAmf0([text, transaction, null, ...rest]) }));
const odd = fc.record({
  type: fc.oneof(fc.constantFrom(1, 2, 3, 4, 5, 6, 8, 9, 15, 17, 18, 20, 22), fc.nat(255)),
  body: fc.uint8Array({ maxLength: 80 }),
});
const message = fc.tuple(fc.integer({ min: 2, max: 31 }), fc.nat(4), fc.nat(0xffff_ffff), fc.oneof(command, odd));
/** Raw bytes, headers that claim much on ever new chunk streams, and whole messages. */
const piece = fc.oneof(
  { weight: 8, arbitrary: message.map((whole) => ({ kind: 'message' as const, whole })) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => ({ kind: 'bytes' as const, bytes })) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 64, max: 319 }).map((id) => ({
      kind: 'bytes' as const,
      bytes: Uint8Array.of(0, id - 64, 0, 0, 0, 255, 255, 255, 9, 1, 0, 0, 0),
    })),
  },
);

function script(pieces: readonly (typeof piece extends fc.Arbitrary<infer T> ? T : never)[]): Uint8Array {
  const writer = new ChunkWriter();
  writer.writeBytes(hello);
  const connect = writeAmf0(['connect', 1, amfObject({ app: 'a', capsEx: 15 })]);
  writer.write({ chunkStreamId: 3, type: 20, streamId: 0, timestamp: 0 }, connect);
  for (const one of pieces) {
    if (one.kind === 'bytes') {
      writer.writeBytes(one.bytes);
      continue;
    }
    const [chunkStreamId, streamId, timestamp, { type, body }] = one.whole;
    writer.write({ chunkStreamId, type, streamId, timestamp }, body);
  }
  return concat(writer.take());
}

type Story = { readonly events: readonly unknown[]; readonly said: number; readonly gop: number };

/** Everybody may publish and play. */
function live(bytes: Uint8Array, sizes: readonly number[]): Story {
  const machine = new RtmpServerConnection({ random: new Uint8Array(1528), now: 0 });
  const hub = new Hub({ limits: relayLimits, takeover: 'always', allocate: (length) => new Uint8Array(length) }, 0);
  const events: unknown[] = [];
  let said = 0;
  const buffer = new Uint8Array(Math.max(...sizes));
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = Math.min(sizes[turn % sizes.length] ?? 1, bytes.length - at);
    buffer.set(bytes.subarray(at, at + size));
    machine.receive(buffer.subarray(0, size), turn);
    at += size;
    for (let found = machine.takeEvents(); found.length > 0; found = machine.takeEvents()) {
      events.push(...found);
      for (const event of found) {
        if (event.kind === 'publish') {
          const answer = hub.publish(event.key, turn, () => undefined);
          if (answer.kind === 'accepted') machine.acceptPublish(answer.seat);
        }
        if (event.kind === 'play') machine.acceptPlay();
      }
    }
    said += machine.takeOutput().reduce((sum, view) => sum + view.length, 0);
    buffer.fill(0xee);
  }
  machine.tick(1e6);
  return { events, said, gop: hub.stats().reduce((sum, stream) => sum + stream.gopBytes, 0) };
}

test('S21: hostile bytes give the same events however they are cut, and no more words than they are worth', () => {
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 40 }),
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 8 }),
      (pieces, sizes) => {
        const bytes = script(pieces);
        const whole = live(bytes, [bytes.length]);
        const cut = live(bytes, sizes);
        expect(cut.events).toEqual(whole.events);
        // S0, S1, S2 and the answer to connect; then a few hundred bytes for each message of a dozen.
        expect(cut.said).toBeLessThan(4000 + bytes.length * 40);
        expect(cut.gop).toBeLessThan(bytes.length * 2 + 1000);
      },
    ),
    { numRuns: 500 },
  );
});

test('S21: who may not publish yet cannot make the server hold a long message', () => {
  const machine = new RtmpServerConnection({ random: new Uint8Array(1528), now: 0 });
  machine.receive(hello, 0);
  for (let id = 3; id < 30; id++)
    machine.receive(concat([Uint8Array.of(id, 0, 0, 0, 3, 255, 255, 20, 0, 0, 0, 0), new Uint8Array(128)]), 0);
  expect(machine.takeEvents()).toMatchObject([{ kind: 'failed', error: { code: 'message-too-long' } }]);
  const other = new RtmpServerConnection({ random: new Uint8Array(1528), now: 0 });
  other.receive(hello, 0);
  other.receive(Uint8Array.of(3, 0, 0, 0, 4, 0, 1, 20, 0, 0, 0, 0), 0);
  expect(other.takeEvents()).toMatchObject([{ kind: 'failed', error: { code: 'message-too-long' } }]);
});
