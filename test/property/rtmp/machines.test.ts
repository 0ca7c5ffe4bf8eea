/** The machines under arbitrary bytes and arbitrary calls: no crash, bounded answers, equal events however bytes are cut. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { RtmpPublisher } from '../../../shared/rtmp/publisher.ts';
import { RtmpServerConnection } from '../../../shared/rtmp/server.ts';
import { ChunkWriter } from '../../../shared/rtmp/chunk/chunk-writer.ts';
import { amfObject, writeAmf0 } from '../../../shared/wire/amf0.ts';
import type { AmfValue } from '../../../shared/wire/amf0.ts';
import { concat } from '../../unit/rtmp/chunk/chunk-walk.ts';
import { audioConfig, audioPacket, videoConfig, videoPacket } from '../../unit/rtmp/client/packets.ts';

const random = new Uint8Array(1528);
const hello = concat([Uint8Array.of(3), new Uint8Array(3072)]);

const text = fc.constantFrom(
  '_result',
  '_error',
  'onStatus',
  'connect',
  'createStream',
  'publish',
  'deleteStream',
  'close',
  'play',
  'key',
  '',
);
const status = fc
  .constantFrom('NetStream.Publish.Start', 'NetStream.Publish.BadName', 'NetStream.Unpublish.Success', 'X')
  .map((code) => amfObject({ level: 'status', code, description: 'd' }));
const value: fc.Arbitrary<AmfValue> = fc.oneof(
  text,
  fc.integer({ min: -1, max: 8 }),
  fc.constantFrom(null, undefined, true),
  status,
);
const command = fc.tuple(text, fc.integer({ min: 0, max: 8 }), fc.array(value, { maxLength: 4 }));
const payload = fc.oneof(
  command.map(([name, transaction, rest]) => ({ type: 20, body: writeAmf0([name, transaction, ...rest]) })),
  fc.record({ type: fc.constantFrom(3, 4, 5, 6, 8, 9, 15, 17, 18, 20, 22), body: fc.uint8Array({ maxLength: 60 }) }),
);

function script(messages: readonly { readonly type: number; readonly body: Uint8Array }[]): Uint8Array {
  const writer = new ChunkWriter();
  writer.writeBytes(hello);
  for (const { type, body } of messages) writer.write({ chunkStreamId: 3, type, streamId: 1, timestamp: 0 }, body);
  return concat(writer.take());
}

type Machine = {
  receive(bytes: Uint8Array, now: number): void;
  takeEvents(): readonly unknown[];
  takeOutput(): readonly Uint8Array[];
};

function play(machine: Machine, bytes: Uint8Array, sizes: readonly number[]): readonly unknown[] {
  const events: unknown[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    machine.receive(bytes.slice(at, at + size), 1);
    at += size;
    events.push(...machine.takeEvents());
  }
  return events;
}

const cuts = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 10 });

function server(): RtmpServerConnection {
  return new RtmpServerConnection({ random, now: 0 });
}

test('S21: whatever a client says, the server answers with the same events however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(payload, { maxLength: 12 }), cuts, (messages, sizes) => {
      const bytes = script([{ type: 20, body: writeAmf0(['connect', 1, amfObject({ app: 'a' })]) }, ...messages]);
      const whole = play(server(), bytes, [bytes.length]);
      expect(play(server(), bytes, sizes)).toEqual(whole);
    }),
    { numRuns: 300 },
  );
});

function publisher(): RtmpPublisher {
  return new RtmpPublisher({ app: 'a', tcUrl: 'rtmp://h/a', streamKey: 'stream-key', random, now: 0 });
}

test('C33: whatever a server says, the publisher gives the same events however the bytes are cut', () => {
  const opening = [
    { type: 20, body: writeAmf0(['_result', 1, null]) },
    { type: 20, body: writeAmf0(['_result', 4, null, 1]) },
  ];
  fc.assert(
    fc.property(fc.boolean(), fc.array(payload, { maxLength: 12 }), cuts, (opened, messages, sizes) => {
      const bytes = script([...(opened ? opening : []), ...messages]);
      expect(play(publisher(), bytes, sizes)).toEqual(play(publisher(), bytes, [bytes.length]));
    }),
    { numRuns: 300 },
  );
});

test('C45: in any order of calls, video begins with its header and a key frame', () => {
  const call = fc.constantFrom('metadata', 'video-config', 'audio-config', 'key', 'delta', 'audio', 'stop', 'tick');
  const opening = script([
    { type: 20, body: writeAmf0(['_result', 1, null]) },
    { type: 20, body: writeAmf0(['_result', 4, null, 1]) },
    { type: 20, body: writeAmf0(['onStatus', 0, null, amfObject({ code: 'NetStream.Publish.Start' })]) },
  ]);
  const acts: Readonly<Record<string, (machine: RtmpPublisher, dts: number) => unknown>> = {
    metadata: (machine) => machine.writeMetadata(videoConfig, audioConfig),
    'video-config': (machine) => machine.writeConfig(videoConfig),
    'audio-config': (machine) => machine.writeConfig(audioConfig),
    key: (machine, dts) => machine.writePacket(videoPacket(dts, true), 2),
    delta: (machine, dts) => machine.writePacket(videoPacket(dts, false), 2),
    audio: (machine, dts) => machine.writePacket(audioPacket(dts), 2),
    stop: (machine) => machine.stop(3),
    tick: (machine) => machine.tick(3),
  };
  fc.assert(
    fc.property(fc.array(call, { maxLength: 40 }), (calls) => {
      const machine = publisher();
      const ingest = server();
      machine.receive(opening, 1);
      const heard: string[] = [];
      const carry = (): void => {
        ingest.receive(concat(machine.takeOutput()), 1);
        const asked = ingest.takeEvents();
        if (asked.some((event) => event.kind === 'publish')) ingest.acceptPublish();
        for (const event of [...asked, ...ingest.takeEvents()]) {
          if (event.kind === 'video')
            heard.push(event.body[1] === 0 ? 'header' : (event.body[0] ?? 0) >> 4 === 1 ? 'key' : 'delta');
        }
      };
      carry();
      for (const [index, name] of calls.entries()) {
        acts[name]?.(machine, index * 20_000);
        carry();
      }
      const wrong = heard.findIndex((kind, index) => kind !== ['header', 'key'][index]);
      expect(wrong === -1 || wrong >= 2).toBe(true);
    }),
  );
});
