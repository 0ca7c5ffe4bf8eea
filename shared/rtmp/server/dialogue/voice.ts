/** Everything a server connection says, as chunks: handshake, control messages, results and statuses. */
import { ChunkWriter } from '../../chunk/chunk-writer.ts';
import type { OutgoingHeader } from '../../chunk/chunk-writer.ts';
import { chunkStream, messageType } from '../../chunk/message.ts';
import type { RtmpMessage } from '../../chunk/message.ts';
import { writeControl } from '../../message/control.ts';
import type { ControlMessage } from '../../message/control.ts';
import { writeAmf0 } from '../../../wire/amf0.ts';
import type { AmfValue } from '../../../wire/amf0.ts';
import { connectRefusal, connectReply, resultReply, sampleAccess, statusReply } from './replies.ts';
import type { Status } from './replies.ts';

/** Bytes of `@setDataFrame` as AMF0: marker, UI16 length, 13 characters. */
const setDataFrameLength = 16;
const shortString = 2;
const nothing: readonly never[] = [];

export class ServerVoice {
  readonly #chunks = new ChunkWriter();
  #spoke = false;

  /** What was said since the last call; nothing nearly always, while a publisher sends. */
  take(): readonly Uint8Array[] {
    if (!this.#spoke) return nothing;
    this.#spoke = false;
    return this.#chunks.take();
  }

  sent(count: number): void {
    this.#chunks.sent(count);
  }

  discard(): void {
    this.#chunks.discard();
  }

  /** Bytes of the handshake. */
  bytes(bytes: Uint8Array): void {
    this.#spoke = true;
    this.#chunks.writeBytes(bytes);
  }

  control(message: ControlMessage): void {
    const { type, body } = writeControl(message);
    this.#write({ chunkStreamId: chunkStream.control, type, streamId: 0, timestamp: 0 }, body);
  }

  /** The answer to connect, in the order of all servers (RTMP 7.2.1.1). */
  connected(how: { readonly window: number; readonly chunkSize: number; readonly transaction: number }): void {
    this.control({ kind: 'window-ack-size', window: how.window });
    this.control({ kind: 'set-peer-bandwidth', window: how.window, limit: 'dynamic' });
    this.#chunks.writeChunkSize(how.chunkSize);
    this.#command(connectReply(how.transaction), 0);
  }

  /** The answer to connect for an app that does not exist. */
  refuseConnect(transaction: number): void {
    this.#command(connectRefusal(transaction), 0);
  }

  result(transaction: number, value: AmfValue): void {
    this.#command(resultReply(transaction, value), 0);
  }

  status(status: Status, streamId: number): void {
    this.#command(statusReply(status), streamId);
  }

  /** What comes before the media of a play (RTMP 7.2.2.1). */
  playStart(streamId: number): void {
    this.control({ kind: 'stream-begin', streamId });
    this.status({ level: 'status', code: 'NetStream.Play.Reset', description: 'Reset' }, streamId);
    this.status({ level: 'status', code: 'NetStream.Play.Start', description: 'Started playing' }, streamId);
    const header = { chunkStreamId: chunkStream.stream, type: messageType.data, streamId, timestamp: 0 };
    this.#write(header, sampleAccess());
  }

  #command(body: Uint8Array, streamId: number): void {
    const chunkStreamId = streamId === 0 ? chunkStream.connection : chunkStream.stream;
    this.#write({ chunkStreamId, type: messageType.command, streamId, timestamp: 0 }, body);
  }

  #write(header: OutgoingHeader, body: Uint8Array): void {
    this.#spoke = true;
    this.#chunks.write(header, body);
  }
}

/** What of a data message players get: AMF0 values without `@setDataFrame`; null when nothing is left. */
export function dataBody(message: RtmpMessage, values: readonly AmfValue[]): Uint8Array | null {
  const amf = message.type === messageType.dataAmf3 && message.body[0] === 0 ? message.body.subarray(1) : message.body;
  if (values[0] !== '@setDataFrame') return values.length === 0 ? null : amf;
  if (values.length === 1) return null;
  return amf[0] === shortString ? amf.subarray(setDataFrameLength) : writeAmf0(values.slice(1));
}
