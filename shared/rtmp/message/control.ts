/** Protocol control and user control messages (RTMP 5.4, 7.1.7) as values; Set Chunk Size and Abort act in the chunk reader. */
import { ByteReader } from '../../wire/byte-reader.ts';
import { ByteWriter } from '../../wire/byte-writer.ts';
import { messageType } from '../chunk/message.ts';

/** User control event types (RTMP 7.1.7). */
const userEvent = { streamBegin: 0, streamEof: 1, setBufferLength: 3, pingRequest: 6, pingResponse: 7 } as const;
const limitTypes = ['hard', 'soft', 'dynamic'] as const;

/** A control message. Numbers are UI32. */
export type ControlMessage =
  | { readonly kind: 'set-chunk-size'; readonly size: number }
  | { readonly kind: 'abort'; readonly chunkStreamId: number }
  | { readonly kind: 'acknowledgement'; readonly sequence: number }
  | { readonly kind: 'window-ack-size'; readonly window: number }
  | { readonly kind: 'set-peer-bandwidth'; readonly window: number; readonly limit: (typeof limitTypes)[number] }
  | { readonly kind: 'stream-begin'; readonly streamId: number }
  | { readonly kind: 'stream-eof'; readonly streamId: number }
  | { readonly kind: 'set-buffer-length'; readonly streamId: number; readonly lengthMs: number }
  | { readonly kind: 'ping-request'; readonly time: number }
  | { readonly kind: 'ping-response'; readonly time: number };

/** Message type and payload. */
export type ControlBody = { readonly type: number; readonly body: Uint8Array };

/** Message type and body of a control message; it goes on chunk stream 2, message stream 0. */
export function writeControl(message: ControlMessage): ControlBody {
  switch (message.kind) {
    case 'set-chunk-size':
      return { type: messageType.setChunkSize, body: words(message.size) };
    case 'abort':
      return { type: messageType.abort, body: words(message.chunkStreamId) };
    case 'acknowledgement':
      return { type: messageType.acknowledgement, body: words(message.sequence) };
    case 'window-ack-size':
      return { type: messageType.windowAckSize, body: words(message.window) };
    case 'set-peer-bandwidth': {
      const body = new ByteWriter(5).u32(message.window).u8(limitTypes.indexOf(message.limit)).finish();
      return { type: messageType.setPeerBandwidth, body };
    }
    case 'stream-begin':
      return user(userEvent.streamBegin, message.streamId);
    case 'stream-eof':
      return user(userEvent.streamEof, message.streamId);
    case 'set-buffer-length':
      return user(userEvent.setBufferLength, message.streamId, message.lengthMs);
    case 'ping-request':
      return user(userEvent.pingRequest, message.time);
    case 'ping-response':
      break;
  }
  return user(userEvent.pingResponse, message.time);
}

/** Reads a control message; null for other types, unknown events and short bodies, which receivers ignore. */
export function readControl(type: number, body: Uint8Array): ControlMessage | null {
  const reader = new ByteReader(body);
  const message = type === messageType.userControl ? readUser(reader) : readProtocol(type, reader);
  return reader.overran ? null : message;
}

function readProtocol(type: number, reader: ByteReader): ControlMessage | null {
  switch (type) {
    case messageType.setChunkSize:
      return { kind: 'set-chunk-size', size: reader.u32() };
    case messageType.abort:
      return { kind: 'abort', chunkStreamId: reader.u32() };
    case messageType.acknowledgement:
      return { kind: 'acknowledgement', sequence: reader.u32() };
    case messageType.windowAckSize:
      return { kind: 'window-ack-size', window: reader.u32() };
    case messageType.setPeerBandwidth:
      return { kind: 'set-peer-bandwidth', window: reader.u32(), limit: limitTypes[reader.u8()] ?? 'dynamic' };
    default:
      return null;
  }
}

function readUser(reader: ByteReader): ControlMessage | null {
  switch (reader.u16()) {
    case userEvent.streamBegin:
      return { kind: 'stream-begin', streamId: reader.u32() };
    case userEvent.streamEof:
      return { kind: 'stream-eof', streamId: reader.u32() };
    case userEvent.setBufferLength:
      return { kind: 'set-buffer-length', streamId: reader.u32(), lengthMs: reader.u32() };
    case userEvent.pingRequest:
      return { kind: 'ping-request', time: reader.u32() };
    case userEvent.pingResponse:
      return { kind: 'ping-response', time: reader.u32() };
    default:
      return null;
  }
}

function words(...values: readonly number[]): Uint8Array {
  const writer = new ByteWriter(values.length * 4);
  for (const value of values) writer.u32(value);
  return writer.finish();
}

function user(event: number, ...values: readonly number[]): ControlBody {
  const writer = new ByteWriter(2 + values.length * 4).u16(event);
  for (const value of values) writer.u32(value);
  return { type: messageType.userControl, body: writer.finish() };
}
