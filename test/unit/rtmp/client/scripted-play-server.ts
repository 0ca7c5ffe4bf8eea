/** A server that says to a player exactly what a test tells it to, and understands what the player says. */
import type { ErrorCode, StudioError } from '../../../../shared/errors.ts';
import { ChunkReader } from '../../../../shared/rtmp/chunk/chunk-reader.ts';
import { ChunkWriter } from '../../../../shared/rtmp/chunk/chunk-writer.ts';
import type { RtmpMessage } from '../../../../shared/rtmp/chunk/message.ts';
import { readCommand, writeCommand } from '../../../../shared/rtmp/message/command.ts';
import type { Command } from '../../../../shared/rtmp/message/command.ts';
import { writeControl } from '../../../../shared/rtmp/message/control.ts';
import type { ControlMessage } from '../../../../shared/rtmp/message/control.ts';
import { RtmpPlayer } from '../../../../shared/rtmp/player.ts';
import type { PlayerEvent, PlayerOptions } from '../../../../shared/rtmp/player.ts';
import { amfObject, writeAmf0 } from '../../../../shared/wire/amf0.ts';
import type { AmfValue } from '../../../../shared/wire/amf0.ts';
import { concat } from '../chunk/chunk-walk.ts';

const handshakeLength = 3073;
/** The message stream that the server gives. */
export const playStreamId = 5;
export const streamName = 'cam-north?token=s3cret';

/** Where `reach` stops. */
export type PlayStage = 'handshaken' | 'connected' | 'asked-play' | 'playing';

export class ScriptedPlayServer {
  readonly player: RtmpPlayer;
  readonly events: PlayerEvent[] = [];
  now = 0;
  readonly #reader = new ChunkReader();
  readonly #writer = new ChunkWriter();
  #skip = handshakeLength;

  constructor(options: Partial<PlayerOptions> = {}) {
    this.player = new RtmpPlayer({
      app: 'studio/out',
      tcUrl: 'rtmp://edge.example/studio/out',
      streamName,
      random: new Uint8Array(1528).fill(1),
      now: 0,
      ...options,
    });
  }

  /** Goes through the opening dialogue up to `stage`. */
  reach(stage: PlayStage): this {
    this.bytes(concat([Uint8Array.of(3), new Uint8Array(handshakeLength - 1)]));
    if (stage === 'handshaken') return this;
    this.result(1, amfObject({ fmsVer: 'X' }), amfObject({ level: 'status', code: 'NetConnection.Connect.Success' }));
    if (stage === 'connected') return this;
    this.result(2, null, playStreamId);
    if (stage === 'playing') this.status('status', 'NetStream.Play.Start');
    return this;
  }

  bytes(bytes: Uint8Array): this {
    this.player.receive(bytes, this.now);
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

  data(...values: readonly AmfValue[]): this {
    return this.message(18, writeAmf0(values));
  }

  control(message: ControlMessage): this {
    const { type, body } = writeControl(message);
    return this.message(type, body);
  }

  message(type: number, body: Uint8Array, timestamp = 0): this {
    this.#writer.write({ chunkStreamId: 3, type, streamId: playStreamId, timestamp: timestamp >>> 0 }, body);
    return this.bytes(concat(this.#writer.take()));
  }

  /** Fetches what the player has to say. */
  collect(): this {
    this.events.push(...this.player.takeEvents());
    const bytes = concat(this.player.takeOutput());
    const skipped = Math.min(this.#skip, bytes.length);
    this.#skip -= skipped;
    this.#reader.feed(bytes.subarray(skipped));
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

  /** The failure, if it failed. */
  error(): StudioError | null {
    return this.collect().events.find((event) => event.kind === 'failed')?.error ?? null;
  }

  failure(): ErrorCode | null {
    return this.error()?.code ?? null;
  }

  /** The phases announced so far, and how it ended. */
  phases(): readonly string[] {
    return this.collect().events.flatMap((event) =>
      event.kind === 'phase' ? [event.phase] : event.kind === 'ended' ? [event.ending] : [],
    );
  }

  /** The tags so far, as `track timestamp length`. */
  tags(): readonly string[] {
    return this.collect().events.flatMap((event) =>
      event.kind === 'tag' ? [`${event.track} ${event.timestamp} ${event.body.length}`] : [],
    );
  }
}
