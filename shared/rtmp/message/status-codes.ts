/** What a server's status codes mean for the user: the table from onStatus and _error to the error taxonomy. */
import { studioError } from '../../errors.ts';
import type { ErrorCode, ErrorFacts, StudioError } from '../../errors.ts';
import type { StatusInfo } from './command.ts';

/** What we were waiting for when the status came; it decides codes that the table does not know. */
export type StatusPhase = 'connect' | 'publish' | 'live';

const table: Readonly<Record<string, ErrorCode>> = {
  'NetConnection.Connect.Rejected': 'connect-rejected',
  'NetConnection.Connect.Failed': 'connect-rejected',
  'NetConnection.Connect.InvalidApp': 'app-refused',
  'NetConnection.Connect.AppShutdown': 'server-ended',
  'NetConnection.Connect.Closed': 'server-ended',
  'NetStream.Publish.BadName': 'key-in-use',
  'NetStream.Publish.Denied': 'key-refused',
  'NetStream.Publish.Rejected': 'key-refused',
  'NetStream.Publish.Unauthorized': 'key-refused',
  'NetStream.Publish.BadAuth': 'key-refused',
  'NetStream.Publish.Failed': 'publish-refused',
  'NetStream.Failed': 'publish-refused',
};

const unknownError = { connect: 'connect-rejected', publish: 'publish-refused', live: 'server-ended' } as const;

/** Codes that end a live stream although their level is `status`. */
const endings = new Set([
  'NetStream.Unpublish.Success',
  'NetConnection.Connect.Closed',
  'NetConnection.Connect.AppShutdown',
]);

/** The failure that a status stands for, or null when it is news only. `facts` holds the server's words. */
export function statusError(status: StatusInfo, phase: StatusPhase): StudioError | null {
  if (phase === 'live' && endings.has(status.code)) return studioError('server-ended', statusFacts(status));
  const known = Object.hasOwn(table, status.code) ? table[status.code] : undefined;
  if (known === undefined && status.level !== 'error') return null;
  const code = known ?? unknownError[phase];
  const wantsLogin = code === 'connect-rejected' && /authmod=|need auth/i.test(status.description);
  return studioError(wantsLogin ? 'authentication-needed' : code, statusFacts(status));
}

/** The server's words as facts: `said` and `status`, each only when there is one. */
export function statusFacts(status: StatusInfo | null): ErrorFacts {
  const facts: Record<string, string> = {};
  if (status !== null && status.description !== '') facts['said'] = status.description;
  if (status !== null && status.code !== '') facts['status'] = status.code;
  return facts;
}
