/** Opens one TCP or TLS socket to an ingest: happy eyeballs, one time budget, typed errors, and the rehearsal's guard. */
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { fail, ok, studioError, type Reply, type StudioError } from '../../../shared/errors.ts';
import type { Millis } from '../../../shared/clock.ts';

/** The whole way to a connected socket: DNS, TCP over all addresses, TLS. */
const connectBudgetMillis: Millis = 8000;

/** Delay before the next address of the list is tried beside the current one (RFC 8305). */
const addressStaggerMillis: Millis = 250;

/** `loopback` is the rehearsal's guard: no other address is ever connected to. */
export type SocketGuard = 'loopback' | 'any';

export type SocketTarget = {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly guard: SocketGuard;
  /** Extra certificate authorities (PEM), for servers with a private one; tests use it too. */
  readonly authorities?: readonly string[];
};

export type SocketListener = {
  /** The host name has an address. */
  readonly onFound: () => void;
  readonly onOpen: (socket: Socket) => void;
  readonly onFailed: (error: StudioError) => void;
};

/** True for 127.0.0.0/8 and ::1, and for nothing else: host names do not count. */
function isLoopbackAddress(address: string): boolean {
  if (isIP(address) === 4) return address.startsWith('127.');
  return isIP(address) === 6 && (address === '::1' || address.startsWith('::ffff:127.'));
}

/** Refuses whatever a rehearsal may not reach. */
function checkGuard(target: Pick<SocketTarget, 'host' | 'guard'>): Reply<null> {
  if (target.guard === 'any' || isLoopbackAddress(target.host)) return ok(null);
  return fail('rehearsal-not-loopback', { host: target.host });
}

/** Starts connecting; exactly one of `onOpen` and `onFailed` follows unless the returned function cancels first. */
export function openSocket(target: SocketTarget, listener: SocketListener): () => void {
  const guard = checkGuard(target);
  if (!guard.ok) {
    const handle = setImmediate(() => listener.onFailed(guard.error));
    return () => clearImmediate(handle);
  }
  let settled = false;
  const socket = startSocket(target, listener.onFound);
  const settle = (act: () => void): void => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    act();
  };
  const giveUp = (error: StudioError): void =>
    settle(() => {
      socket.on('error', ignore);
      socket.destroy();
      listener.onFailed(error);
    });
  const timer = setTimeout(() => giveUp(studioError('connect-timeout', place(target))), connectBudgetMillis);
  let isConnected = false;
  socket.once('connect', () => {
    isConnected = true;
  });
  socket.once('error', (error: Error) => {
    const described = describeSocketError(error, target);
    const hungUpOnTls = target.secure && isConnected && described.code === 'connection-reset';
    giveUp(hungUpOnTls ? studioError('tls-failed', { ...place(target), why: notTls }) : described);
  });
  socket.once('close', () => giveUp(studioError('connection-closed', place(target))));
  socket.once(target.secure ? 'secureConnect' : 'connect', () => {
    const remote = socket.remoteAddress ?? '';
    if (target.guard === 'loopback' && !isLoopbackAddress(remote)) {
      giveUp(studioError('rehearsal-not-loopback', { host: target.host }));
      return;
    }
    settle(() => {
      socket.removeAllListeners('error');
      socket.removeAllListeners('close');
      socket.setNoDelay(true);
      listener.onOpen(socket);
    });
  });
  return () =>
    settle(() => {
      socket.on('error', ignore);
      socket.destroy();
    });
}

function startSocket(target: SocketTarget, onFound: () => void): Socket {
  const common = {
    host: target.host,
    port: target.port,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: addressStaggerMillis,
    lookup: announcingLookup(onFound),
  };
  // An address needs no look-up; told first, for a refusal on this computer comes at once.
  if (isIP(target.host) !== 0) process.nextTick(onFound);
  if (!target.secure) return connectTcp(common);
  return connectTls({
    ...common,
    ...(isIP(target.host) === 0 ? { servername: target.host } : {}),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    ...(target.authorities === undefined ? {} : { ca: [...target.authorities] }),
  });
}

/** The system's look-up; tells when it found something. */
function announcingLookup(onFound: () => void): LookupFunction {
  return (hostname, options, callback) => {
    systemLookup(hostname, options, (error, address: string | LookupAddress[], family?: number) => {
      if (error === null) onFound();
      callback(error, address, family);
    });
  };
}

function place(target: SocketTarget): { host: string; port: number } {
  return { host: target.host, port: target.port };
}

function ignore(): void {
  // A destroyed socket may still report; nobody listens any more.
}

const systemCodes: ReadonlyMap<string, StudioError['code']> = new Map([
  ['ENOTFOUND', 'host-not-found'],
  ['EAI_AGAIN', 'host-not-found'],
  ['EAI_NODATA', 'host-not-found'],
  ['EAI_FAIL', 'host-not-found'],
  ['ECONNREFUSED', 'connection-refused'],
  ['ETIMEDOUT', 'connect-timeout'],
  ['EHOSTUNREACH', 'network-unreachable'],
  ['ENETUNREACH', 'network-unreachable'],
  ['EADDRNOTAVAIL', 'network-unreachable'],
  ['EACCES', 'network-unreachable'],
  ['EPERM', 'network-unreachable'],
  ['ECONNRESET', 'connection-reset'],
  ['EPIPE', 'connection-reset'],
  ['ECONNABORTED', 'connection-reset'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-host-mismatch'],
  ['CERT_HAS_EXPIRED', 'tls-expired'],
  ['CERT_NOT_YET_VALID', 'tls-expired'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls-self-signed'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls-self-signed'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls-incomplete-chain'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'tls-incomplete-chain'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls-incomplete-chain'],
]);

const notTls = 'the server does not speak TLS on this port';

/** Turns what Node says of a socket into the taxonomy; the facts hold host and port, never a path. */
export function describeSocketError(error: Error, target: Pick<SocketTarget, 'host' | 'port' | 'secure'>): StudioError {
  const facts = { host: target.host, port: target.port };
  const code = errorCode(error);
  const known = systemCodes.get(code);
  if (known !== undefined) return studioError(known, facts);
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    return studioError('tls-failed', { ...facts, why: notTls });
  }
  if (target.secure && (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code === 'EPROTO')) {
    return studioError('tls-failed', { ...facts, why: code });
  }
  return studioError('connection-reset', { ...facts, why: code === '' ? 'the connection broke' : code });
}

/** Several addresses fail together as an AggregateError: the first one's code speaks for all. */
function errorCode(error: Error): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  if (typeof first === 'object' && first !== null && 'code' in first && typeof first.code === 'string')
    return first.code;
  return '';
}
