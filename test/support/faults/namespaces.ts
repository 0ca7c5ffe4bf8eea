/** A far side in a network namespace of its own, behind a veth link with the kernel's own token bucket; needs root. */
import { spawn } from 'node:child_process';
import type { Server } from 'node:net';
import { Server as NetServer } from 'node:net';
import { endWithUs, run, runWell } from '../processes.ts';

/** Bytes that a socket in a namespace may buffer: with the default of several MB no cap would be felt for seconds. */
const receiveBuffer = '4096 131072 262144';

/** A link to a far side. */
export type Namespace = {
  /** The far side's address. */
  readonly host: string;
  /** What the near side may send, kb/s; null takes the limit away. */
  readonly limit: (kbps: number | null) => Promise<void>;
  /** Nothing gets through in either direction, and nobody is told. */
  readonly die: () => Promise<void>;
  readonly heal: () => Promise<void>;
  /** A server that listens on `port` there; its connections are served here. */
  readonly listen: (port: number) => Promise<Server>;
  /** Arguments that run a program there. */
  readonly inside: (...words: readonly string[]) => readonly [string, ...string[]];
  readonly close: () => Promise<void>;
};

let made = 0;

/** Makes namespace, link and addresses; throws where that is not allowed, so that no row passes without it. */
export async function openNamespace(): Promise<Namespace> {
  made += 1;
  const id = `${process.pid % 10_000}-${made}`;
  const name = `uplink-${id}`;
  const [near, far] = [`upn${id}`, `upf${id}`];
  const subnet = `10.${77 + (process.pid % 100)}.${made}`;
  const host = `${subnet}.2`;
  const ip = (...args: readonly string[]): Promise<Buffer> => runWell('ip', args);
  const tc = (...args: readonly string[]): Promise<Buffer> => runWell('tc', args);
  await ip('netns', 'add', name);
  const close = async (): Promise<void> => {
    await run('ip', ['link', 'delete', near]);
    await run('ip', ['netns', 'delete', name]);
  };
  try {
    await ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', name);
    // Packets of the size of a real link: else one burst of 64 KiB counts as one.
    await ip('link', 'set', near, 'gso_max_size', '1500', 'gso_max_segs', '1');
    await ip('address', 'add', `${subnet}.1/24`, 'dev', near);
    await ip('link', 'set', near, 'up');
    await ip('-n', name, 'address', 'add', `${host}/24`, 'dev', far);
    await ip('-n', name, 'link', 'set', far, 'up');
    await ip('-n', name, 'link', 'set', 'lo', 'up');
    await ip('netns', 'exec', name, 'sysctl', '-q', '-w', `net.ipv4.tcp_rmem=${receiveBuffer}`);
  } catch (error) {
    await close();
    throw error;
  }
  let limit: number | null = null;
  const shape = async (): Promise<void> => {
    if (limit === null) await run('tc', ['qdisc', 'delete', 'dev', near, 'root']);
    else
      await tc(
        'qdisc',
        'replace',
        'dev',
        near,
        'root',
        'tbf',
        'rate',
        `${limit}kbit`,
        'burst',
        '16kb',
        'latency',
        '300ms',
      );
  };
  return {
    host,
    limit: (kbps) => {
      limit = kbps;
      return shape();
    },
    die: async () => {
      await tc('qdisc', 'replace', 'dev', near, 'root', 'blackhole');
      await tc('-n', name, 'qdisc', 'replace', 'dev', far, 'root', 'blackhole');
    },
    heal: async () => {
      await tc('-n', name, 'qdisc', 'delete', 'dev', far, 'root');
      await run('tc', ['qdisc', 'delete', 'dev', near, 'root']);
      await shape();
    },
    listen: (port) => listenInside(name, host, port),
    inside: (...words) => insideOf(name, ...words),
    close,
  };
}

/** The words that run a program in the namespace `name`. */
function insideOf(name: string, ...words: readonly string[]): readonly [string, ...string[]] {
  return ['ip', 'netns', 'exec', name, ...words];
}

/** A child listens in the namespace and hands its socket over; connections made on it stay there. */
function listenInside(name: string, host: string, port: number): Promise<Server> {
  const script = `
    const server = require('node:net').createServer().listen(${port}, '${host}', () =>
      process.send('listening', server, () => process.disconnect()));`;
  const [program, ...args] = insideOf(name, process.execPath, '-e', script);
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  endWithUs(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the listener in ${name} ended with ${code}`)));
    child.once('message', (_message, handle) => {
      if (handle instanceof NetServer) resolve(handle);
      else reject(new Error('no server came out of the namespace'));
      // Its own copy must not take connections that are meant for us.
      child.kill('SIGKILL');
    });
  });
}
