/** `uplink probe`: what can be learned about a server without a key and without publishing. */
import { connect, type Socket } from 'node:net';
import type { Millis } from '../../../../shared/clock.ts';
import { ok, type Reply, type StudioError } from '../../../../shared/errors.ts';
import { exitCodeFor, type ExitCode } from '../../../../shared/live/words/exit-codes.ts';
import type { EnhancedWish } from '../../../../shared/rtmp/client/publish-commands.ts';
import type { IngestAddress } from '../../../../shared/rtmp/url.ts';
import { systemClock } from '../../../platform/clock.ts';
import { openSocket } from '../../../rtmp/net/socket.ts';
import { Secret } from '../../../../shared/wire/secret.ts';
import { addressWithoutKey, authoritiesIn, secretsOf } from '../target.ts';
import type { ProbeOptions } from '../words/options.ts';
import type { Terminal } from '../words/terminal.ts';
import { certificateOf, lookAtCertificate } from './certificate.ts';
import { converse, type Conversation } from './conversation.ts';
import { answersDigest } from './handshake-digest.ts';
import { linesOf, recordOf, type ProbeReport } from './report.ts';

/** TCP connections timed, one after the other. */
const dialCount = 5;
const dialLimitMillis: Millis = 3000;

/** Looks at the server and tells; the exit code of the first thing that failed. */
export async function runProbe(options: ProbeOptions, terminal: Terminal, interrupt: AbortSignal): Promise<ExitCode> {
  const target = addressWithoutKey(options.url);
  if (!target.ok) return terminal.complain(target.error);
  const { address, key } = target.value;
  terminal.learn(...secretsOf({ address, key: new Secret(key ?? '') }));
  const authorities = await authoritiesIn(options.authority);
  if (!authorities.ok) return terminal.complain(authorities.error);
  const probing = probe(address, authorities.value);
  const report = await Promise.race([probing, aborted(interrupt)]);
  if (report === null) return 130;
  const { error } = report;
  terminal.record('probe', { ...recordOf(report, key !== null), exitCode: error === null ? 0 : exitCodeFor(error) });
  if (!terminal.json) process.stdout.write(terminal.redact(`${linesOf(report, key !== null).join('\n')}\n`));
  return error === null ? 0 : terminal.complain(error, address.host);
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null));
  });
}

async function probe(address: IngestAddress, authorities: readonly string[]): Promise<ProbeReport> {
  const nothing = { address, remote: null, tcpMillis: [], certificate: null, digest: null, conversation: null };
  const opened = await dial(address, authorities);
  if (!opened.ok) {
    const isUntrusted = opened.error.code.startsWith('tls-');
    const certificate = isUntrusted ? await lookAtCertificate(address.host, address.port) : null;
    return { ...nothing, error: opened.error, certificate };
  }
  const socket = opened.value;
  const remote = socket.remoteAddress ?? address.host;
  const certificate = certificateOf(socket);
  const conversation = await converseAnyhow(socket, address, authorities);
  const found = { ...nothing, remote, certificate, conversation, error: conversation.error };
  // What does not get through a handshake is not asked for another.
  if (conversation.handshakeMillis === null) return found;
  const again = await dial(address, authorities);
  const digest = again.ok ? await answersDigest(again.value) : null;
  return { ...found, digest, tcpMillis: await timeDials(remote, address.port) };
}

/** What connect says of us: all codecs there are, so that the server tells which it knows. */
const everything: EnhancedWish = {
  video: ['avc', 'hevc', 'av1', 'vp9'],
  audio: ['aac', 'opus', 'flac', 'ac3', 'eac3', 'mp3'],
  extended: 0,
};

/** Some servers refuse whoever mentions Enhanced RTMP; they are asked again without. */
async function converseAnyhow(
  socket: Socket,
  address: IngestAddress,
  authorities: readonly string[],
): Promise<Conversation> {
  const first = await converse(socket, address, everything);
  if (first.error === null || first.handshakeMillis === null) return first;
  const again = await dial(address, authorities);
  if (!again.ok) return first;
  const second = await converse(again.value, address, null);
  return second.error === null ? second : first;
}

function dial(address: IngestAddress, authorities: readonly string[]): Promise<Reply<Socket>> {
  return new Promise((resolve) => {
    openSocket(
      {
        host: address.host,
        port: address.port,
        secure: address.scheme === 'rtmps',
        guard: 'any',
        ...(authorities.length === 0 ? {} : { authorities }),
      },
      {
        onFound: ignore,
        onOpen: (socket) => resolve(ok(socket)),
        onFailed: (error: StudioError) => resolve({ ok: false, error }),
      },
    );
  });
}

async function timeDials(host: string, port: number): Promise<readonly Millis[]> {
  const times: Millis[] = [];
  for (let count = 0; count < dialCount; count += 1) {
    // One after the other, so that they don't disturb each other.
    // oxlint-disable-next-line no-await-in-loop
    const time = await timeDial(host, port);
    if (time !== null) times.push(time);
  }
  return times;
}

function timeDial(host: string, port: number): Promise<Millis | null> {
  return new Promise((resolve) => {
    const start = systemClock.now();
    const socket = connect({ host, port });
    const settle = (time: Millis | null): void => {
      clearTimeout(timer);
      socket.on('error', ignore);
      socket.destroy();
      resolve(time);
    };
    const timer = setTimeout(() => settle(null), dialLimitMillis);
    socket.once('error', () => settle(null));
    socket.once('connect', () => settle(systemClock.now() - start));
  });
}

function ignore(): void {
  // Nothing depends on it.
}
