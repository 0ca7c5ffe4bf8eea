/** What status codes of servers mean for the user. */
import { expect, test } from 'vitest';
import { exitCodeFor } from '../../../shared/live/words/exit-codes.ts';
import { sentenceFor } from '../../../shared/live/words/sentences.ts';
import { statusError } from '../../../shared/rtmp/message/status-codes.ts';
import type { StatusPhase } from '../../../shared/rtmp/message/status-codes.ts';

const table: readonly (readonly [StatusPhase, string, string, string, string | null])[] = [
  ['connect', 'status', 'NetConnection.Connect.Success', '', null],
  ['connect', 'error', 'NetConnection.Connect.Rejected', 'no', 'connect-rejected'],
  [
    'connect',
    'error',
    'NetConnection.Connect.Rejected',
    '[ code=403 need auth; authmod=adobe ]',
    'authentication-needed',
  ],
  ['connect', 'error', 'NetConnection.Connect.InvalidApp', '', 'app-refused'],
  ['connect', 'error', 'Custom.Thing', 'odd', 'connect-rejected'],
  ['publish', 'status', 'NetStream.Publish.Start', '', null],
  ['publish', 'error', 'NetStream.Publish.BadName', '', 'key-in-use'],
  ['publish', 'status', 'NetStream.Publish.BadName', '', 'key-in-use'],
  ['publish', 'error', 'NetStream.Publish.Denied', '', 'key-refused'],
  ['publish', 'error', 'NetStream.Publish.Rejected', '', 'key-refused'],
  ['publish', 'error', 'NetStream.Publish.Unauthorized', '', 'key-refused'],
  ['publish', 'error', 'NetStream.Publish.BadAuth', '', 'key-refused'],
  ['publish', 'error', 'NetStream.Publish.Failed', 'Initialization failed', 'publish-refused'],
  ['publish', 'error', 'NetStream.Failed', '', 'publish-refused'],
  ['publish', 'error', '', 'no words', 'publish-refused'],
  ['live', 'status', 'NetConnection.Connect.NetworkChange', '', null],
  ['live', 'status', 'NetConnection.Connect.ReconnectRequest', '', null],
  ['live', 'warning', 'NetStream.Something', '', null],
  ['live', 'status', 'NetStream.Unpublish.Success', '', 'server-ended'],
  ['live', 'status', 'NetConnection.Connect.Closed', '', 'server-ended'],
  ['live', 'error', 'Whatever', '', 'server-ended'],
  ['live', 'status', 'constructor', '', null],
];

test.each(table)('C36: in %s, %s %s "%s" means %s', (phase, ...[level, code, description, expected]) => {
  expect(statusError({ level, code, description }, phase)?.code ?? null).toBe(expected);
});

test('C61: the error carries the words of the server', () => {
  const error = statusError(
    { level: 'error', code: 'NetStream.Publish.Denied', description: 'ask your admin' },
    'publish',
  );
  expect(error?.facts).toEqual({ said: 'ask your admin', status: 'NetStream.Publish.Denied' });
});

test.each<[StatusPhase, string, boolean, number]>([
  ['connect', 'NetConnection.Connect.Rejected', false, 20],
  ['connect', 'NetConnection.Connect.Failed', false, 20],
  ['connect', 'NetConnection.Connect.InvalidApp', false, 20],
  ['live', 'NetConnection.Connect.Closed', true, 30],
  ['live', 'NetConnection.Connect.AppShutdown', true, 30],
  ['publish', 'NetStream.Publish.BadName', true, 22],
  ['publish', 'NetStream.Publish.Denied', false, 23],
  ['publish', 'NetStream.Publish.Rejected', false, 23],
  ['publish', 'NetStream.Publish.Unauthorized', false, 23],
  ['publish', 'NetStream.Publish.BadAuth', false, 23],
  ['publish', 'NetStream.Publish.Failed', false, 21],
  ['publish', 'NetStream.Failed', false, 21],
  ['live', 'NetStream.Unpublish.Success', true, 30],
])(
  'C36: in %s, %s is worth another try: %s; it ends a run with %d, and a sentence quotes the server',
  (phase, code, ...row) => {
    const [isRetryable, exitCode] = row;
    const error = statusError({ level: 'error', code, description: 'ask the admin' }, phase);
    if (error === null) throw new Error('it is no error');
    expect([error.retryable, exitCodeFor(error)]).toEqual([isRetryable, exitCode]);
    const { text, next } = sentenceFor(error, { service: 'Castbox', host: 'h.example' });
    expect(text).toContain('Castbox');
    expect(next).not.toBe('');
    // Who holds the key is told in our own words.
    expect(text.includes('ask the admin')).toBe(error.code !== 'key-in-use');
  },
);
