/** How playing ends: the end of a stream, refusals with their reasons, time limits, sockets that close, and our own stop. */
import { describe, expect, test } from 'vitest';
import { amfObject } from '../../../shared/wire/amf0.ts';
import { hex } from '../wire/amf0-table.ts';
import { ScriptedPlayServer, playStreamId } from './client/scripted-play-server.ts';
import type { PlayStage } from './client/scripted-play-server.ts';

describe('P4: the end of a stream', () => {
  test.each([
    ['NetStream.Play.UnpublishNotify', 'unpublished'],
    ['NetStream.Play.Complete', 'complete'],
    ['NetStream.Play.Stop', 'stopped-by-server'],
  ])('P4: %s ends as %s', (code, ending) => {
    const server = new ScriptedPlayServer().reach('playing').status('status', code);
    expect(server.phases().at(-1)).toBe(ending);
    expect(server.failure()).toBeNull();
    expect(server.message(9, hex('17 01 000000 00')).tags()).toEqual([]);
  });

  test('P4: Stream EOF of our stream ends; that of another does not', () => {
    const server = new ScriptedPlayServer().reach('playing').control({ kind: 'stream-eof', streamId: 1 });
    expect(server.player.phase).toBe('playing');
    expect(server.control({ kind: 'stream-eof', streamId: playStreamId }).phases().at(-1)).toBe('stream-eof');
  });

  test('P4: Complete in an onPlayStatus data message ends', () => {
    const server = new ScriptedPlayServer().reach('playing');
    server.data('onPlayStatus', amfObject({ level: 'status', code: 'NetStream.Play.Complete' }));
    expect(server.phases().at(-1)).toBe('complete');
  });

  test('P4: Stop and Stream EOF before the start belong to something else; UnpublishNotify does not', () => {
    const server = new ScriptedPlayServer().reach('asked-play').status('status', 'NetStream.Play.Stop');
    server.control({ kind: 'stream-eof', streamId: playStreamId });
    expect(server.player.phase).toBe('play');
    expect(server.status('status', 'NetStream.Play.UnpublishNotify').phases().at(-1)).toBe('unpublished');
  });
});

test('C10: a demand for a login is told without its user, salt and challenge', () => {
  const server = new ScriptedPlayServer().reach('handshaken');
  const description =
    '[ AccessManager.Reject ] : [ authmod=adobe ] : ?reason=needauth&user=bob&salt=SALT1&challenge=CHAL2';
  const info = { level: 'error', code: 'NetConnection.Connect.Rejected', description };
  server.command('_error', 1, null, amfObject(info));
  expect(server.error()).not.toBeNull();
  expect(JSON.stringify(server.events)).not.toMatch(/SALT1|CHAL2|bob/);
});

describe('P4: refusals', () => {
  test.each([
    ['NetStream.Play.StreamNotFound', 'stream-not-found', true],
    ['NetStream.Play.Failed', 'play-refused', true],
    ['NetStream.Failed', 'play-refused', true],
    ['NetStream.Play.BadAuth', 'play-denied', false],
    ['NetStream.Play.Unauthorized', 'play-denied', false],
    ['NetConnection.Connect.Closed', 'server-ended', true],
    ['NetStream.Something.New', 'play-refused', true],
  ])('P4: %s is %s, to be tried again: %s', (code, expected, retryable) => {
    for (const stage of ['asked-play', 'playing'] as const) {
      const server = new ScriptedPlayServer().reach(stage).status('error', code, 'no cam-north for s3cret here');
      expect(server.error()).toMatchObject({ code: expected, retryable });
      expect(server.error()?.facts).toMatchObject({ status: code, phase: stage === 'playing' ? 'playing' : 'play' });
      expect(JSON.stringify(server.events)).not.toContain('cam-north');
    }
  });

  test.each([
    ['connect', 'handshaken', 1, 'NetConnection.Connect.Rejected', 'connect-rejected'],
    ['connect', 'handshaken', 1, 'NetConnection.Connect.InvalidApp', 'app-refused'],
    ['createStream', 'connected', 2, '', 'play-refused'],
    ['play', 'asked-play', 4, 'NetStream.Play.StreamNotFound', 'stream-not-found'],
  ] as const)('an _error to %s fails (%s, %d, %s)', (_, stage, transaction, code, expected) => {
    const server = new ScriptedPlayServer().reach(stage);
    server.command('_error', transaction, null, amfObject({ level: 'error', code, description: 'cam-north?token' }));
    expect(server.failure()).toBe(expected);
    expect(JSON.stringify(server.events)).not.toContain('cam-north');
  });

  test('close carries what the server said last', () => {
    const server = new ScriptedPlayServer().reach('playing').status('warning', 'NetStream.Play.InsufficientBW', 'slow');
    expect(server.command('close', 0, null).error()).toMatchObject({ code: 'server-ended', facts: { said: 'slow' } });
  });

  test('news is only told', () => {
    const server = new ScriptedPlayServer().reach('playing').status('status', 'NetStream.Play.Switch', 'x');
    expect(server.player.phase).toBe('playing');
    expect(server.events.at(-1)).toMatchObject({ kind: 'status', code: 'NetStream.Play.Switch' });
  });
});

describe('time and sockets', () => {
  test.each<[PlayStage | null, string, string]>([
    [null, 'handshake-timeout', 'handshake'],
    ['handshaken', 'play-timeout', 'connect'],
    ['connected', 'play-timeout', 'create-stream'],
    ['asked-play', 'play-timeout', 'play'],
  ])('waits 10 s after %s, then fails with %s in the phase %s', (stage, code, phase) => {
    const server = new ScriptedPlayServer();
    if (stage !== null) server.reach(stage);
    expect(server.player.nextDeadline()).toBe(10_000);
    server.player.tick(9999);
    expect(server.failure()).toBeNull();
    server.player.tick(10_000);
    expect(server.error()).toMatchObject({ code, retryable: true, facts: { phase } });
  });

  test.each<[PlayStage, 'fin' | 'reset', string]>([
    ['handshaken', 'fin', 'app-refused'],
    ['asked-play', 'reset', 'play-refused'],
    ['playing', 'fin', 'connection-closed'],
    ['playing', 'reset', 'connection-reset'],
  ])('after %s, a %s means %s', (stage, how, code) => {
    const server = new ScriptedPlayServer().reach(stage);
    server.player.closed(how, 1);
    expect(server.failure()).toBe(code);
  });

  test('stop says deleteStream and ends at once; before there is a stream it says nothing', () => {
    const server = new ScriptedPlayServer().reach('playing');
    server.commands();
    server.player.stop(1);
    expect(server.commands()).toMatchObject([{ name: 'deleteStream', args: [playStreamId] }]);
    expect(server.phases().at(-1)).toBe('stopped');
    const early = new ScriptedPlayServer().reach('connected');
    early.heard();
    early.player.stop(1);
    expect([early.heard(), early.phases().at(-1)]).toEqual([[], 'stopped']);
  });

  test('is dead after a failure: no output, no events, no deadline', () => {
    const server = new ScriptedPlayServer().reach('playing').message(1, hex('00000000'));
    expect(server.failure()).toBe('chunk-size-invalid');
    server.control({ kind: 'ping-request', time: 1 });
    server.player.closed('reset', 1);
    server.player.stop(1);
    server.player.tick(1_000_000);
    expect([server.player.takeOutput(), server.player.takeEvents(), server.player.nextDeadline()]).toEqual([
      [],
      [],
      null,
    ]);
  });

  test('malformed commands end it with a reason', () => {
    expect(new ScriptedPlayServer().reach('playing').message(20, hex('02ffff')).failure()).toBe('protocol-violation');
  });
});
