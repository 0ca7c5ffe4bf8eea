/** A server that says exactly what a test tells it to, and understands what the publisher says. */
import type { ErrorCode } from '../../../../shared/errors.ts';
import { ChunkReader } from '../../../../shared/rtmp/chunk/chunk-reader.ts';
import { ChunkWriter } from '../../../../shared/rtmp/chunk/chunk-writer.ts';
import type { RtmpMessage } from '../../../../shared/rtmp/chunk/message.ts';
import { readCommand, writeCommand } from '../../../../shared/rtmp/message/command.ts';
import type { Command } from '../../../../shared/rtmp/message/command.ts';
import { writeControl } from '../../../../shared/rtmp/message/control.ts';
import type { ControlMessage } from '../../../../shared/rtmp/message/control.ts';
import { RtmpPublisher } from '../../../../shared/rtmp/publisher.ts';
import type { PublisherEvent } from '../../../../shared/rtmp/client/publish-dialogue.ts';
import type { PublisherOptions } from '../../../../shared/rtmp/publisher.ts';
import { amfObject } from '../../../../shared/wire/amf0.ts';
import type { AmfValue } from '../../../../shared/wire/amf0.ts';
import { concat } from '../chunk/chunk-walk.ts';

const handshakeLength = 3073;

/** Where `reach` stops. */
export type Stage = 'handshaken' | 'asked-publish' | 'live';

export class ScriptedServer {
  readonly publisher: RtmpPublisher;
  readonly events: PublisherEvent[] = [];
  now = 0;
  /** What the publisher sent after its handshake. */
  sent: Uint8Array = new Uint8Array(0);
  readonly #reader = new ChunkReader();
  readonly #writer = new ChunkWriter();
  #skip = handshakeLength;

  constructor(options: Partial<PublisherOptions> = {}) {
    this.publisher = new RtmpPublisher({
      app: 'studio/in',
      tcUrl: 'rtmp://ingest.example/studio/in',
      streamKey: 'Tk-secret_9?sig=a%2Fb&t=1',
      random: new Uint8Array(1528).fill(1),
      now: 0,
      ...options,
    });
  }

  /** Goes through the opening dialogue, with message stream id 5, up to `stage`. */
  reach(stage: Stage): this {
    this.bytes(concat([Uint8Array.of(3), new Uint8Array(handshakeLength - 1)]));
    if (stage === 'handshaken') return this;
    this.result(1, amfObject({ fmsVer: 'X' }), amfObject({ level: 'status', code: 'NetConnection.Connect.Success' }));
    this.result(4, null, 5);
    if (stage === 'live') this.status('status', 'NetStream.Publish.Start');
    return this;
  }

  /** Sends bytes. */
  bytes(bytes: Uint8Array): this {
    this.publisher.receive(bytes, this.now);
    return this.collect();
  }

  command(name: string, transaction: number, object: AmfValue, ...args: readonly AmfValue[]): this {
    return this.message(20, writeCommand({ name, transaction, object, args }));
  }

  result(transaction: number, object: AmfValue, ...args: readonly AmfValue[]): this {
    return this.command('_result', transaction, object, ...args);
  }

  status(level: string, code: string, description = ''): this {
    return this.command('onStatus', 0, null, amfObject({ level, code, description }));
  }

  control(message: ControlMessage): this {
    const { type, body } = writeControl(message);
    return this.message(type, body);
  }

  message(type: number, body: Uint8Array): this {
    this.#writer.write({ chunkStreamId: 3, type, streamId: 0, timestamp: 0 }, body);
    return this.bytes(concat(this.#writer.take()));
  }

  /** Fetches what the publisher has to say. */
  collect(): this {
    this.events.push(...this.publisher.takeEvents());
    const bytes = concat(this.publisher.takeOutput());
    const skipped = Math.min(this.#skip, bytes.length);
    this.#skip -= skipped;
    this.#reader.feed(bytes.subarray(skipped));
    this.sent = concat([this.sent, bytes.subarray(skipped)]);
    return this;
  }

  /** Messages heard since the last call. */
  heard(): readonly RtmpMessage[] {
    const messages: RtmpMessage[] = [];
    for (let step = this.collect().#reader.next(); step.kind === 'message'; step = this.#reader.next())
      messages.push(step.message);
    return messages;
  }

  /** Commands heard since the last call. */
  commands(): readonly Command[] {
    return this.heard().flatMap((message) => {
      const command = message.type === 20 ? readCommand(message) : null;
      return command?.ok === true ? [command.value] : [];
    });
  }

  /** The code of the failure, if it failed. */
  failure(): ErrorCode | null {
    const failed = this.collect().events.find((event) => event.kind === 'failed');
    return failed?.error.code ?? null;
  }

  /** The phases announced so far, `ended` included. */
  phases(): readonly string[] {
    return this.collect().events.flatMap((event) =>
      event.kind === 'phase' ? [event.phase] : event.kind === 'ended' ? ['ended'] : [],
    );
  }
}
