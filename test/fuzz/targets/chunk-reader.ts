/** The chunk reader on any bytes: the same messages however they are cut, no byte invented, and our writer repeats them. */
import { ChunkReader } from '../../../shared/rtmp/chunk/chunk-reader.ts';
import { ChunkWriter } from '../../../shared/rtmp/chunk/chunk-writer.ts';
import type { RtmpMessage } from '../../../shared/rtmp/chunk/message.ts';
import { handshakeBytes, readCapture } from '../../fixtures/corpora/captured.ts';
import { insist, insistSame } from './support/insist.ts';
import { joined, wireMessage } from './support/wire.ts';

type Reading = { readonly messages: readonly RtmpMessage[]; readonly failure: unknown };

/** Short, because room for a message is made before its bytes come, and the fuzzer would do nothing else. */
const longestMessage = 4096;

/** `sizes`: how the bytes are cut, over and over; a reader that keeps a view of its input reads 0xEE. */
function read(bytes: Uint8Array, sizes: readonly number[]): Reading {
  const reader = new ChunkReader(longestMessage);
  const messages: RtmpMessage[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    const piece = bytes.slice(at, at + size);
    reader.feed(piece);
    at += size;
    for (let step = reader.next(); step.kind !== 'need-more'; step = reader.next()) {
      if (step.kind === 'message') messages.push(step.message);
      else {
        insistSame(reader.next(), step, 'a failed reader stays failed');
        return { messages, failure: step.error };
      }
    }
    piece.fill(0xee);
  }
  return { messages, failure: null };
}

/** Our writer says the same messages again; the two that the chunk layer obeys are left out. */
function insistRepeatable(messages: readonly RtmpMessage[]): void {
  const repeated = messages
    .filter(({ type }) => type !== 1 && type !== 2)
    .map((message) => ({ ...message, chunkStreamId: 2 + (message.chunkStreamId % 30) }));
  const writer = new ChunkWriter();
  writer.writeChunkSize(128 + ((messages[0]?.timestamp ?? 0) % 4000));
  for (const { body, ...header } of repeated) insist(writer.write(header, body), 'the writer takes what was read');
  const again = read(joined(writer.take()), [1 << 24]);
  insistSame(again, { messages: [again.messages[0], ...repeated], failure: null }, 'what we write reads the same');
}

export function fuzz(data: Uint8Array): void {
  const bytes = data.subarray(2);
  const whole = read(bytes, [Math.max(bytes.length, 1)]);
  const held = whole.messages.reduce((sum, { body }) => sum + body.length, 0);
  insist(held + whole.messages.length <= bytes.length, 'messages hold no more bytes than came');
  insist(
    whole.messages.every(({ body }) => body.length <= longestMessage),
    'messages have a limit',
  );
  insistSame(read(bytes, [1 + (data[0] ?? 0), 1 + (data[1] ?? 0)]), whole, 'cutting changes nothing');
  insistRepeatable(whole.messages);
}

export function seeds(): readonly Uint8Array[] {
  const opening = (name: 'obs29-nginx.c2s' | 'ffmpeg51-nginx.s2c' | 'gst-rtmpsink-librtmp-nginx.c2s'): Uint8Array =>
    joined([Uint8Array.of(3, 200), readCapture(name).subarray(handshakeBytes, handshakeBytes + 1200)]);
  const extended = wireMessage({
    chunkStreamId: 70,
    type: 9,
    streamId: 1,
    timestamp: 0x100_0000,
    body: new Uint8Array(300),
  });
  const sizes = wireMessage({ chunkStreamId: 2, type: 1, streamId: 0, timestamp: 0, body: Uint8Array.of(0, 0, 0, 2) });
  const partial = wireMessage({ chunkStreamId: 7, type: 9, streamId: 1, timestamp: 5, body: new Uint8Array(200) });
  const abort = wireMessage({ chunkStreamId: 2, type: 2, streamId: 0, timestamp: 0, body: Uint8Array.of(0, 0, 0, 7) });
  const wide = wireMessage({ chunkStreamId: 2, type: 1, streamId: 0, timestamp: 0, body: Uint8Array.of(0, 1, 0, 0) });
  const longest = { chunkStreamId: 4, type: 9, streamId: 1, timestamp: 0, body: new Uint8Array(longestMessage) };
  return [
    joined([Uint8Array.of(255, 255), wide, wireMessage(longest, longestMessage)]),
    opening('obs29-nginx.c2s'),
    opening('ffmpeg51-nginx.s2c'),
    opening('gst-rtmpsink-librtmp-nginx.c2s'),
    joined([Uint8Array.of(0, 4), extended, sizes, extended]),
    joined([Uint8Array.of(9, 9), partial.subarray(0, 140), abort, partial]),
  ];
}
