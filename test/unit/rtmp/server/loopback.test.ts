/** Our publisher against our server, in memory: every byte of media arrives as it was written, at the right time. */
import { expect, test } from 'vitest';
import { RtmpPublisher } from '../../../../shared/rtmp/publisher.ts';
import type { PublisherEvent } from '../../../../shared/rtmp/client/publish-dialogue.ts';
import { RtmpServerConnection } from '../../../../shared/rtmp/server.ts';
import type { ServerEvent } from '../../../../shared/rtmp/server.ts';
import { audioConfig, audioPacket, videoConfig, videoPacket } from '../client/packets.ts';
import { concat } from '../chunk/chunk-walk.ts';

/** What stands before records and access units of H.264 on time and of AAC. */
const prefixes = {
  videoHeader: [0x17, 0, 0, 0, 0],
  key: [0x17, 1, 0, 0, 0],
  delta: [0x27, 1, 0, 0, 0],
  audioHeader: [0xaf, 0],
  sound: [0xaf, 1],
};

/** A tag body: prefix, then `bytes`. */
function tagBody(prefix: readonly number[], bytes: Uint8Array): Uint8Array {
  return concat([Uint8Array.from(prefix), bytes]);
}

class Loopback {
  readonly publisher: RtmpPublisher;
  readonly server = new RtmpServerConnection({ random: new Uint8Array(1528).fill(2), now: 0 });
  readonly said: PublisherEvent[] = [];
  readonly received: ServerEvent[] = [];
  readonly #step: number;

  constructor(step: number, chunkSize: number) {
    this.#step = step;
    const random = new Uint8Array(1528).fill(1);
    this.publisher = new RtmpPublisher({
      app: 'in',
      tcUrl: 'rtmp://h/in',
      streamKey: 'key',
      random,
      chunkSize,
      now: 0,
    });
  }

  /** Carries bytes both ways until both are silent. */
  run(now: number): this {
    for (;;) {
      const up = concat(this.publisher.takeOutput());
      const down = concat(this.server.takeOutput());
      if (up.length + down.length === 0) return this;
      for (let at = 0; at < up.length; at += this.#step) this.#serve(up.slice(at, at + this.#step), now);
      for (let at = 0; at < down.length; at += this.#step) this.publisher.receive(down.slice(at, at + this.#step), now);
      this.said.push(...this.publisher.takeEvents());
    }
  }

  #serve(bytes: Uint8Array, now: number): void {
    this.server.receive(bytes, now);
    for (let events = this.server.takeEvents(); events.length > 0; events = this.server.takeEvents()) {
      if (events.some((event) => event.kind === 'publish')) this.server.acceptPublish();
      this.received.push(...events);
    }
  }
}

test.each([
  ['whole buffers', 1e9, 4096],
  ['single bytes', 1, 4096],
  ['odd pieces and small chunks', 997, 128],
  ['odd pieces and large chunks', 1461, 65_536],
])('carries a stream byte for byte in %s', (_, step, chunkSize) => {
  const loop = new Loopback(step, chunkSize).run(0);
  const { publisher } = loop;
  publisher.writeMetadata(videoConfig, audioConfig);
  publisher.writeConfig(videoConfig);
  publisher.writeConfig(audioConfig);
  const packets = Array.from({ length: 30 }, (_unused, index) => [
    videoPacket(index * 33_333, index % 10 === 0, index % 10 === 0 ? 9000 : 700),
    audioPacket(index * 33_333 + 10_000, 300),
  ]).flat();
  for (const packet of packets) {
    expect(publisher.writePacket(packet, packet.dts / 1000)).toBe(true);
    loop.run(packet.dts / 1000);
  }
  publisher.stop(1000);
  loop.run(1000);
  const expected = packets.map(({ track, dts, isKeyFrame, bytes }) => ({
    kind: track,
    timestamp: Math.floor(dts / 1000),
    body: tagBody(track === 'audio' ? prefixes.sound : isKeyFrame ? prefixes.key : prefixes.delta, bytes),
  }));
  const [connect, publish, metadata, videoHeader, audioHeader, ...media] = loop.received;
  expect([connect?.kind, publish, metadata?.kind]).toEqual([
    'connect',
    { kind: 'publish', key: 'key', streamId: 1 },
    'metadata',
  ]);
  expect(videoHeader).toMatchObject({ kind: 'video', body: tagBody(prefixes.videoHeader, videoConfig.description) });
  expect(audioHeader).toMatchObject({ kind: 'audio', body: tagBody(prefixes.audioHeader, audioConfig.description) });
  expect(media.slice(0, -1)).toEqual(expected);
  expect(media.at(-1)).toEqual({ kind: 'unpublish', streamId: 1 });
  expect(loop.said.at(-1)).toEqual({ kind: 'ended' });
  expect(loop.server.bytesReceived).toBe(publisher.bytesWritten);
});

test('C29: the server acknowledges at the window that the publisher asked for', () => {
  const loop = new Loopback(1e9, 4096).run(0);
  const { publisher } = loop;
  publisher.writeMetadata(videoConfig, null);
  publisher.writeConfig(videoConfig);
  for (let index = 0; index < 20; index++) {
    publisher.writePacket(videoPacket(index * 40_000, true, 30_000), index * 40);
    loop.run(index * 40 + 15);
  }
  const acks = loop.said.filter((event) => event.kind === 'acknowledged');
  expect(acks.length).toBeGreaterThanOrEqual(6);
  expect(publisher.ackMode).toBe('cumulative');
  expect(acks.every((ack) => ack.inFlight < 65_536 && ack.rttMillis === 15)).toBe(true);
});

test('C17: a session across 2^32 ms arrives with growing times', () => {
  const loop = new Loopback(1e9, 4096).run(0);
  const { publisher } = loop;
  publisher.writeMetadata(videoConfig, null);
  publisher.writeConfig(videoConfig);
  const hours = Array.from({ length: 1250 }, (_, hour) => hour);
  for (const hour of hours) {
    publisher.writePacket(videoPacket(hour * 3600e6, true), 0);
    loop.run(0);
  }
  const times = loop.received.flatMap((event) => (event.kind === 'video' ? [event.timestamp] : []));
  expect(times.slice(1)).toEqual(hours.map((hour) => hour * 3_600_000));
});
