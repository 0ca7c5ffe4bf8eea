/** What a publisher does for its owner's send window: acknowledgements on demand, pings, and output in parts. */
import { expect, test } from 'vitest';
import { ScriptedServer } from './client/scripted-server.ts';

test('C29: a live publisher asks for acknowledgements as often as it is told, and tells of answered pings', () => {
  const server = new ScriptedServer().reach('asked-publish');
  server.publisher.askForAcksEvery(20_000, 0);
  server.publisher.ping(0);
  server.heard();
  server.status('status', 'NetStream.Publish.Start').heard();
  server.publisher.askForAcksEvery(20_000, 5);
  server.publisher.ping(77);
  const [window, ping] = server.heard();
  expect([window?.type, [...(window?.body ?? [])]]).toEqual([5, [0, 0, 0x4e, 0x20]]);
  expect([ping?.type, [...(ping?.body ?? [])]]).toEqual([4, [0, 6, 0, 0, 0, 77]]);
  server.control({ kind: 'ping-response', time: 77 });
  expect(server.events.filter(({ kind }) => kind === 'ping-answered')).toEqual([{ kind: 'ping-answered', time: 77 }]);
});

test('output leaves in parts, and each part counts as written when it was taken', () => {
  const server = new ScriptedServer().reach('live');
  server.collect();
  const { publisher } = server;
  publisher.writeTag('video', 0, new Uint8Array(50_000));
  const before = publisher.bytesWritten;
  const size = publisher.bytesWaiting;
  expect(size).toBeGreaterThan(50_000);
  const part = publisher.takeOutput({ limit: 20_000, now: 100 });
  expect(part.reduce((sum, { length }) => sum + length, 0)).toBe(20_000);
  expect([publisher.bytesWritten - before, publisher.bytesWaiting]).toEqual([20_000, size - 20_000]);
  publisher.takeOutput({ limit: 10_000_000, now: 300 });
  server.now = 340;
  server.control({ kind: 'acknowledgement', sequence: publisher.bytesWritten });
  expect(server.events.findLast(({ kind }) => kind === 'acknowledged')).toMatchObject({ inFlight: 0, rttMillis: 40 });
});
