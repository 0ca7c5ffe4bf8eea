/** How a publisher ends: time-outs that name the phase, closed sockets, refusals, a clean stop, and no key in any word. */
import { expect, test } from 'vitest';
import { amfObject } from '../../../../shared/wire/amf0.ts';
import { ScriptedServer } from './scripted-server.ts';
import type { Stage } from './scripted-server.ts';

const key = 'Tk-secret_9?sig=a%2Fb&t=1';

function failureOf(server: ScriptedServer): unknown {
  return server.collect().events.find((event) => event.kind === 'failed');
}

test.each<[string, Stage | null, string, string]>([
  ['the handshake', null, 'handshake-timeout', 'handshake'],
  ['connect', 'handshaken', 'publish-timeout', 'connect'],
  ['publish', 'asked-publish', 'publish-timeout', 'publish'],
])('C9, C35: gives %s ten seconds and names the phase', (_, stage, code, phase) => {
  const server = new ScriptedServer();
  server.now = 700;
  if (stage !== null) server.reach(stage);
  const deadline = server.publisher.nextDeadline() ?? 0;
  expect(deadline).toBe(stage === null ? 10_000 : 10_700);
  server.publisher.tick(deadline - 1);
  expect(failureOf(server)).toBeUndefined();
  server.publisher.tick(deadline);
  expect(failureOf(server)).toMatchObject({ error: { code, facts: { phase } } });
});

test('C9: counts the time for createStream and publish as one', () => {
  const server = new ScriptedServer().reach('handshaken').result(1, null);
  server.now = 9000;
  server.result(4, null, 1);
  server.publisher.tick(10_000);
  expect(failureOf(server)).toMatchObject({ error: { code: 'publish-timeout', facts: { phase: 'publish' } } });
});

test('C35: a publish time-out carries the last words of the server', () => {
  const server = new ScriptedServer().reach('asked-publish').status('warning', 'NetStream.Publish.Wait', 'queueing');
  server.publisher.tick(10_000);
  expect(failureOf(server)).toMatchObject({ error: { code: 'publish-timeout', facts: { said: 'queueing' } } });
});

test('has no deadline while live', () => {
  expect(new ScriptedServer().reach('live').publisher.nextDeadline()).toBeNull();
});

test.each<[Stage | null, 'fin' | 'reset', string]>([
  [null, 'fin', 'connection-closed'],
  [null, 'reset', 'connection-reset'],
  ['handshaken', 'fin', 'app-refused'],
  ['handshaken', 'reset', 'app-refused'],
  ['asked-publish', 'fin', 'publish-refused'],
  ['live', 'fin', 'connection-closed'],
  ['live', 'reset', 'connection-reset'],
])('C61: a socket that ends after %s by %s means %s', (stage, how, code) => {
  const server = new ScriptedServer();
  if (stage !== null) server.reach(stage);
  server.publisher.closed(how, 1);
  expect(failureOf(server)).toMatchObject({ error: { code, facts: { how } } });
});

test('C61: a close command and a silent publish carry the last words too', () => {
  const closed = new ScriptedServer().reach('live').status('warning', 'NetStream.Odd', 'your time is up');
  closed.command('close', 0, null);
  expect(failureOf(closed)).toMatchObject({ error: { code: 'server-ended', facts: { said: 'your time is up' } } });
  const cut = new ScriptedServer().reach('asked-publish').status('warning', 'NetStream.Odd', 'queue is full');
  cut.publisher.closed('reset', 1);
  expect(failureOf(cut)).toMatchObject({ error: { code: 'publish-refused', facts: { said: 'queue is full' } } });
});

test('C61: a closed socket carries what the server said before', () => {
  const server = new ScriptedServer().reach('live').status('warning', 'NetStream.Odd', 'bitrate too high');
  server.publisher.closed('fin', 1);
  expect(failureOf(server)).toMatchObject({
    error: { code: 'connection-closed', facts: { said: 'bitrate too high', phase: 'live' } },
  });
});

test.each<[Stage, string, string, string]>([
  ['handshaken', 'error', 'NetConnection.Connect.InvalidApp', 'app-refused'],
  ['asked-publish', 'error', 'NetStream.Publish.BadName', 'key-in-use'],
  ['asked-publish', 'error', 'NetStream.Publish.Unauthorized', 'key-refused'],
  ['live', 'error', 'NetStream.Failed', 'publish-refused'],
  ['live', 'status', 'NetConnection.Connect.Closed', 'server-ended'],
])('C36, C61: in %s, %s %s fails with %s', (stage, level, code, expected) => {
  expect(new ScriptedServer().reach(stage).status(level, code, 'why').failure()).toBe(expected);
});

test('C61: a refused connect and a close command say why', () => {
  const refused = new ScriptedServer().reach('handshaken');
  refused.command(
    '_error',
    1,
    null,
    amfObject({ level: 'error', code: 'NetConnection.Connect.Rejected', description: 'go away' }),
  );
  expect(failureOf(refused)).toMatchObject({
    error: { code: 'connect-rejected', facts: { said: 'go away', phase: 'connect' } },
  });
  expect(new ScriptedServer().reach('live').command('close', 0, null).failure()).toBe('server-ended');
});

test('C10: no event carries the key, its name or its query, even if the server repeats them', () => {
  const server = new ScriptedServer().reach('asked-publish');
  server.status('status', 'NetStream.Publish.Wait', `stream ${key} and Tk-secret_9 with sig=a%2Fb&t=1`);
  server.status('error', 'NetStream.Publish.Denied', `live/${key} is not allowed`);
  expect(JSON.stringify(server.events)).not.toMatch(/Tk-secret|sig=/);
  expect(failureOf(server)).toMatchObject({ error: { facts: { said: 'live/[key] is not allowed' } } });
});

test('C63: a stop says FCUnpublish and deleteStream, then ends on the word of the server', () => {
  const server = new ScriptedServer().reach('live');
  server.heard();
  server.publisher.stop(50);
  expect(server.commands()).toMatchObject([
    { name: 'FCUnpublish', args: [key] },
    { name: 'deleteStream', args: [5] },
  ]);
  expect(server.phases()).not.toContain('ended');
  server.status('status', 'NetStream.Unpublish.Success');
  expect(server.phases().at(-1)).toBe('ended');
  expect(server.failure()).toBeNull();
});

test('C64: a stop ends after 2.5 s though the server never answers, and at once when it closes', () => {
  const mute = new ScriptedServer().reach('live');
  mute.publisher.stop(1000);
  expect(mute.publisher.nextDeadline()).toBe(3500);
  mute.publisher.tick(3499);
  expect(mute.phases()).not.toContain('ended');
  mute.publisher.tick(3500);
  expect(mute.phases().at(-1)).toBe('ended');
  const closing = new ScriptedServer().reach('live');
  closing.publisher.stop(0);
  closing.publisher.closed('reset', 1);
  expect(closing.phases().at(-1)).toBe('ended');
});

test('C63: a stop before the stream is live ends at once and says nothing', () => {
  const server = new ScriptedServer().reach('asked-publish');
  server.publisher.stop(1);
  expect(server.publisher.takeOutput()).toEqual([]);
  expect(server.phases().at(-1)).toBe('ended');
});

test('C63: a failure leaves without FCUnpublish or deleteStream, and drops what was not yet sent', () => {
  const server = new ScriptedServer().reach('live');
  server.heard();
  server.publisher.writeMetadata(null, null);
  server.publisher.receive(Uint8Array.of(2, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0, 0, 0, 0, 0), 1);
  expect(server.publisher.takeOutput()).toEqual([]);
  expect(server.failure()).toBe('chunk-size-invalid');
});
