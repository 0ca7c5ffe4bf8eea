/** A client that says exactly what a test tells it to, and understands what the server answers. */
import { ChunkReader } from '../../../../shared/rtmp/chunk/chunk-reader.ts';
import { ChunkWriter } from '../../../../shared/rtmp/chunk/chunk-writer.ts';
import type { RtmpMessage } from '../../../../shared/rtmp/chunk/message.ts';
import { readCommand, writeCommand } from '../../../../shared/rtmp/message/command.ts';
import { RtmpServerConnection } from '../../../../shared/rtmp/server.ts';
import type { ServerEvent, ServerOptions } from '../../../../shared/rtmp/server.ts';
import { amfObject } from '../../../../shared/wire/amf0.ts';
import type { AmfValue } from '../../../../shared/wire/amf0.ts';
import { concat } from '../chunk/chunk-walk.ts';

const handshakeLength = 3073;

export class ScriptedClient {
  readonly server: RtmpServerConnection;
  readonly events: ServerEvent[] = [];
  now = 0;
  readonly #reader = new ChunkReader();
  readonly #writer = new ChunkWriter();
  #skip = handshakeLength;

  constructor(options: Partial<ServerOptions> = {}) {
    this.server = new RtmpServerConnection({ random: new Uint8Array(1528), now: 0, ...options });
  }

  shakeHands(): this {
    return this.bytes(concat([Uint8Array.of(3), new Uint8Array(handshakeLength - 1)]));
  }

  /** Up to the point where the server waits for the word on publishing. */
  askToPublish(key = 'k1'): this {
    this.shakeHands().command('connect', 1, amfObject({ app: 'in', tcUrl: 'rtmp://x/in', flashVer: 'V' }));
    return this.command('createStream', 2, null).command('publish', 3, null, key, 'live');
  }

  bytes(bytes: Uint8Array): this {
    this.server.receive(bytes, this.now);
    this.events.push(...this.server.takeEvents());
    return this;
  }

  command(name: string, transaction: number, object: AmfValue, ...args: readonly AmfValue[]): this {
    const body = writeCommand({ name, transaction, object, args });
    return this.message({ chunkStreamId: 3, type: 20, streamId: name === 'publish' ? 1 : 0, timestamp: 0 }, body);
  }

  message(header: Omit<RtmpMessage, 'body'>, body: Uint8Array): this {
    this.#writer.write(header, body);
    return this.bytes(concat(this.#writer.take()));
  }

  /** Messages heard since the last call. */
  heard(): readonly RtmpMessage[] {
    const bytes = concat(this.server.takeOutput());
    const skipped = Math.min(this.#skip, bytes.length);
    this.#skip -= skipped;
    this.#reader.feed(bytes.subarray(skipped));
    const messages: RtmpMessage[] = [];
    for (let step = this.#reader.next(); step.kind === 'message'; step = this.#reader.next())
      messages.push(step.message);
    return messages;
  }

  /** Replies heard since the last call, as [name, transaction, code or first argument]. */
  replies(): readonly unknown[] {
    return this.heard().flatMap((message) => {
      const command = message.type === 20 ? readCommand(message) : null;
      if (command?.ok !== true) return [];
      const { name, transaction, args } = command.value;
      const [first] = args;
      const code = typeof first === 'object' && first !== null && 'fields' in first ? first.fields.get('code') : first;
      return [[name, transaction, code]];
    });
  }
}
