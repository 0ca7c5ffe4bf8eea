/** Tags and data messages that a caller has made already: sent as they are, and only while live. */
import { expect, test } from 'vitest';
import { hex } from '../../wire/amf0-table.ts';
import { ScriptedServer } from './scripted-server.ts';

const header = hex('17 00 000000 0142c00d');
const frame = hex('27 01 000000 00000002 419a');
const data = hex('02 0003 6d7367');

test('sends tag bodies and data unchanged, on their chunk streams, with the given times', () => {
  const server = new ScriptedServer().reach('live');
  server.heard();
  expect(server.publisher.writeTag('video', 0, header)).toBe(true);
  expect(server.publisher.writeTag('audio', 2 ** 32 + 5, hex('af01 2110'))).toBe(true);
  expect(server.publisher.writeTag('video', 40, frame)).toBe(true);
  expect(server.publisher.writeData(data)).toBe(true);
  expect(
    server
      .heard()
      .map(({ type, chunkStreamId, streamId, timestamp, body }) => [type, chunkStreamId, streamId, timestamp, body]),
  ).toEqual([
    [9, 7, 5, 0, header],
    [8, 6, 5, 5, hex('af01 2110')],
    [9, 7, 5, 40, frame],
    [18, 5, 5, 40, data],
  ]);
});

test('refuses tags and data before the stream is live and after it, and empty bodies', () => {
  const server = new ScriptedServer().reach('asked-publish');
  expect([server.publisher.writeTag('video', 0, frame), server.publisher.writeData(data)]).toEqual([false, false]);
  server.status('status', 'NetStream.Publish.Start');
  expect(server.publisher.writeTag('video', 0, new Uint8Array(0))).toBe(false);
  server.publisher.stop(1);
  expect([server.publisher.writeTag('video', 0, frame), server.publisher.writeData(data)]).toEqual([false, false]);
});
