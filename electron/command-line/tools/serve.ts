/** `uplink serve`: a relay on this computer, with recordings and figures if wished; runs until it is interrupted. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { studioError, type Reply, type StudioError } from '../../../shared/errors.ts';
import type { ExitCode } from '../../../shared/live/words/exit-codes.ts';
import { Secret } from '../../../shared/wire/secret.ts';
import { startServer, type RtmpServer, type ServerStats } from '../../rtmp/ingest/server.ts';
import { reasonOf } from './files/reasons.ts';
import { Recordings } from './files/recordings.ts';
import { keyIn } from './target.ts';
import type { ServeOptions } from './words/options.ts';
import type { JsonFields, Terminal } from './words/terminal.ts';

/** How often figures are told. */
const statsMillis = 1000;

/** Serves until `interrupt` fires. */
export async function runServe(options: ServeOptions, terminal: Terminal, interrupt: AbortSignal): Promise<ExitCode> {
  const key = await keyOf(options);
  if (!key.ok) return terminal.complain(key.error);
  const secret = key.value;
  if (secret !== null) terminal.learn(secret);
  const problem = folderProblem(options.record);
  if (problem !== null) return terminal.complain(problem);
  const recordings =
    options.record === null ? null : new Recordings(options.record, secret?.reveal() ?? null, terminal);
  try {
    const server = await startServer({
      host: options.host,
      port: options.port,
      // This process does nothing else.
      dozeMillis: 20,
      ...(secret === null ? {} : { authorise: (name: string) => isSame(name, secret) }),
      ...(recordings === null ? {} : { onStream: ({ path }) => recordings.begin(path) }),
    });
    await serve(server, { options, terminal, interrupt });
    await recordings?.close();
    return 0;
  } catch (thrown) {
    return terminal.complain(listenProblem(thrown, options));
  }
}

type Run = { readonly options: ServeOptions; readonly terminal: Terminal; readonly interrupt: AbortSignal };

async function serve(server: RtmpServer, { options, terminal, interrupt }: Run): Promise<void> {
  const app = `${server.url}/live`;
  const name = options.key === null && options.keyFile === null ? 'NAME' : 'KEY';
  terminal.record('listening', { host: server.host, port: server.port, url: app, needsKey: name === 'KEY' });
  terminal.say(`Publish to ${app} with the key ${name}`);
  terminal.say(`Play from  ${app} with the name ${name}`);
  if (options.record !== null) terminal.say(`Recording to ${options.record}`);
  const ticker = options.jsonStats
    ? setInterval(() => terminal.record('stats', statsFields(server.stats())), statsMillis)
    : null;
  if (!interrupt.aborted) {
    await new Promise<void>((resolve) => {
      interrupt.addEventListener('abort', () => resolve());
    });
  }
  if (ticker !== null) clearInterval(ticker);
  terminal.record('stats', statsFields(server.stats()));
  await server.close();
  terminal.say('Stopped');
}

async function keyOf({ key, keyFile }: ServeOptions): Promise<Reply<Secret | null>> {
  if (keyFile !== null) return keyIn(keyFile);
  return { ok: true, value: key === null ? null : new Secret(key) };
}

/** Compares without telling by its time how much fits; a query behind the name does not count. */
function isSame(name: string, secret: Secret): boolean {
  const plain = name.split('?', 1)[0] ?? '';
  return [name, plain].some((given) => timingSafeEqual(digest(given), digest(secret.reveal())));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function folderProblem(folder: string | null): StudioError | null {
  if (folder === null) return null;
  try {
    mkdirSync(folder, { recursive: true });
    return null;
  } catch (thrown) {
    return studioError('storage-failed', { file: folder, why: reasonOf(thrown) });
  }
}

const listenWords: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'another program listens there'],
  ['EACCES', 'the system does not allow it'],
  ['EADDRNOTAVAIL', 'this computer has no such address'],
  ['ENOTFOUND', 'this computer has no such address'],
]);

function listenProblem(thrown: unknown, { host, port }: ServeOptions): StudioError {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';
  const why = listenWords.get(code);
  if (why === undefined) throw thrown;
  return studioError('option-invalid', { option: `--host ${host} --port ${port}`, why });
}

function statsFields({ connections, turnedAway, streams }: ServerStats): JsonFields {
  return {
    connections,
    turnedAway,
    rssBytes: process.memoryUsage.rss(),
    streams: streams.map((stream) => ({
      path: stream.path,
      isPublished: stream.isPublished,
      bytes: stream.bytes,
      kbps: stream.kbps,
      videoFrames: stream.videoFrames,
      audioFrames: stream.audioFrames,
      viewers: stream.viewers.length,
    })),
  };
}
