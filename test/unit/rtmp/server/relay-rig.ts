/** The hub with players whose sockets take bytes when a test lets them, and who read what they got. */
import { ChunkReader } from '../../../../shared/rtmp/chunk/chunk-reader.ts';
import type { RtmpMessage } from '../../../../shared/rtmp/chunk/message.ts';
import { legacyPeer } from '../../../../shared/rtmp/message/capabilities.ts';
import type { PeerCapabilities } from '../../../../shared/rtmp/message/capabilities.ts';
import { Hub } from '../../../../shared/rtmp/server/relay/hub.ts';
import type { HubOptions, Seat } from '../../../../shared/rtmp/server/relay/hub.ts';
import { relayChunkSize, relayLimits } from '../../../../shared/rtmp/server/relay/limits.ts';
import type { RelayLimits } from '../../../../shared/rtmp/server/relay/limits.ts';
import { writeAmf0 } from '../../../../shared/wire/amf0.ts';

export const avcHeader = Uint8Array.of(0x17, 0, 0, 0, 0, 1, 0x64, 0, 31);
export const aacHeader = Uint8Array.of(0xaf, 0, 0x11, 0x90);

/** A picture's body: recognisable by its `mark`. */
export function picture(kind: 'key' | 'inter', mark: number, length = 40): Uint8Array {
  const body = new Uint8Array(length).fill(mark & 0xff);
  body.set([kind === 'key' ? 0x17 : 0x27, 1, 0, 0, 0, mark >> 8, mark & 0xff]);
  return body;
}

export function sound(mark: number): Uint8Array {
  return Uint8Array.of(0xaf, 1, mark >> 8, mark & 0xff);
}

export const metadata = writeAmf0(['onMetaData', { kind: 'ecma-array', fields: new Map([['width', 320]]) }]);

/** What a player heard, shortest: type, time, first bytes. */
export type Heard = Pick<RtmpMessage, 'type' | 'timestamp' | 'streamId' | 'chunkStreamId' | 'body'>;

export class RigPlayer {
  readonly ends: string[] = [];
  /** Views as they were given, not copied before they leave: memory used again too early shows. */
  queue: Uint8Array[] = [];
  isStalled = false;
  leave: () => void = () => undefined;
  readonly #reader = new ChunkReader();
  #messages: Heard[] = [];

  constructor() {
    const size = Uint8Array.of(2, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0, 0, 0, relayChunkSize >> 8, relayChunkSize & 0xff);
    this.#read(size);
    this.#messages = [];
  }

  get backlog(): number {
    return this.queue.reduce((sum, view) => sum + view.length, 0);
  }

  write(views: readonly Uint8Array[]): void {
    this.queue.push(...views);
    if (!this.isStalled) this.drain();
  }

  drain(): void {
    for (const view of this.queue) this.#read(view.slice());
    this.queue = [];
  }

  /** Messages since the last call. */
  heard(): readonly Heard[] {
    const messages = this.#messages;
    this.#messages = [];
    return messages;
  }

  #read(bytes: Uint8Array): void {
    this.#reader.feed(bytes);
    for (let found = this.#reader.next(); found.kind !== 'need-more'; found = this.#reader.next()) {
      if (found.kind === 'failed') throw new Error(`${found.error.code} ${JSON.stringify(found.error.facts)}`);
      this.#messages.push(found.message);
    }
  }
}

export class RelayRig {
  readonly hub: Hub;
  now = 0;
  replaced = 0;

  constructor(limits: Partial<RelayLimits> = {}, options: Partial<HubOptions> = {}) {
    const allocate = (length: number): Uint8Array => new Uint8Array(length);
    this.hub = new Hub({ limits: { ...relayLimits, ...limits }, takeover: 'stale', allocate, ...options }, 0);
  }

  /** A publisher's seat; throws when it is refused. */
  publish(path = 'live/a'): Seat {
    const answer = this.hub.publish(path, this.now, () => {
      this.replaced += 1;
    });
    if (answer.kind === 'refused') throw new Error(answer.why);
    return answer.seat;
  }

  /** Hands over media as one read would. */
  send(seat: Seat, ...media: readonly (readonly ['video' | 'audio', number, Uint8Array])[]): void {
    for (const [track, timestamp, body] of media) seat.onMedia(track, timestamp, body);
    seat.onSettled(this.now);
  }

  play(options: { path?: string; streamId?: number; capabilities?: PeerCapabilities } = {}): RigPlayer {
    const player = new RigPlayer();
    const leave = this.hub.join(
      options.path ?? 'live/a',
      {
        name: 'player',
        streamId: options.streamId ?? 1,
        capabilities: options.capabilities ?? legacyPeer,
        write: (views) => player.write(views),
        backlog: () => player.backlog,
        onEnd: (why) => player.ends.push(why),
      },
      this.now,
    );
    if (leave === null) throw new Error('not found');
    player.leave = leave;
    return player;
  }
}

/** Type and time of media, without the messages that only open a chunk stream. */
export function outline(heard: readonly Heard[]): readonly string[] {
  return heard
    .filter(({ type, body }) => type !== 18 || body[3] !== 0x7c)
    .map(({ type, timestamp, body }) => {
      const kind = type === 18 ? 'data' : type === 8 ? 'audio' : 'video';
      const what = type !== 18 && body[1] === 0 ? ' header' : kind === 'video' && body[0] === 0x17 ? ' key' : '';
      return `${kind}${what} ${timestamp}`;
    });
}

/** A stream that has begun: metadata, headers, and `pictures` at 40 ms with a key frame every fifth. */
export function running(rig: RelayRig, pictures = 7): Seat {
  const seat = rig.publish();
  seat.onData(0, metadata);
  rig.send(seat, ['video', 0, avcHeader], ['audio', 0, aacHeader]);
  for (let index = 0; index < pictures; index++) step(rig, seat, index);
  return seat;
}

/** The next picture of `running`, and a sound before it. */
export function step(rig: RelayRig, seat: Seat, index: number, length = 40): void {
  rig.now = index * 40;
  rig.send(seat, ['audio', index * 40 - 5 < 0 ? 0 : index * 40 - 5, sound(index)]);
  rig.send(seat, ['video', index * 40, picture(index % 5 === 0 ? 'key' : 'inter', index, length)]);
}
