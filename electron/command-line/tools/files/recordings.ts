/** One FLV file for each stream that begins: a safe name with the time in it, never an existing file, never the key. */
import type { Millis } from '../../../../shared/clock.ts';
import { studioError } from '../../../../shared/errors.ts';
import type { StreamSink } from '../../../../shared/rtmp/server/relay/live-stream.ts';
import { plainName } from '../../../../shared/rtmp/server/relay/hub.ts';
import { join } from 'node:path';
import type { Terminal } from '../words/terminal.ts';
import { FlvOutput } from './flv-output.ts';
import { reasonOf } from './reasons.ts';

/** The longest part of a file name that a stream's name gives. */
const maxNameLength = 64;

/** Bytes that may wait for a slow disk before the recording is given up. */
const maxWaiting = 256 * 1024 * 1024;

export class Recordings {
  readonly #folder: string;
  readonly #key: string | null;
  readonly #terminal: Terminal;
  readonly #open = new Set<FlvOutput>();
  #count = 0;

  /** `key`: what must not stand in a file name. */
  constructor(folder: string, key: string | null, terminal: Terminal) {
    this.#folder = folder;
    this.#key = key;
    this.#terminal = terminal;
  }

  /** Begins a file for the stream `path` (app/name). */
  begin(path: string): StreamSink {
    this.#count += 1;
    const file = join(this.#folder, fileName({ path, key: this.#key, now: new Date(), count: this.#count }));
    const output = new FlvOutput(file, 'wx', {
      onDrain: () => {
        // The stream does not wait for the disk.
      },
      onFailed: (thrown) => this.#failed(output, file, thrown),
    });
    this.#open.add(output);
    this.#terminal.say(`Recording ${file}`);
    this.#terminal.record('recording', { file });
    return {
      onMetadata: (body: Uint8Array) => output.writeData(body),
      onTag: (track, timestamp: Millis, body: Uint8Array) => {
        if (output.waiting > maxWaiting) throw new Error('the disk is too slow');
        output.writeTag(track, timestamp, body);
      },
      onEnd: () => void this.#end(output, file),
    };
  }

  /** Ends all files; resolves when they are with the system. */
  async close(): Promise<void> {
    await Promise.all([...this.#open].map((output) => output.close()));
    this.#open.clear();
  }

  async #end(output: FlvOutput, file: string): Promise<void> {
    await output.close();
    this.#open.delete(output);
    this.#terminal.record('recorded', { file, ...output.figures() });
  }

  #failed(output: FlvOutput, file: string, thrown: Error): void {
    this.#open.delete(output);
    this.#terminal.complain(studioError('storage-failed', { file, why: reasonOf(thrown) }));
  }
}

type Naming = {
  readonly path: string;
  readonly key: string | null;
  readonly now: Date;
  /** Counts the recordings of this run, so that two in one second differ. */
  readonly count: number;
};

/** `live-stage-20260102T030405Z-1.flv`: letters, digits, dots inside, hyphens and underscores of any script. */
export function fileName({ path, key, now, count }: Naming): string {
  const named = key === null ? path : withoutKey(path, key);
  const safe = named
    .replace(/[^\p{L}\p{N}_-]+/gu, '-')
    .replace(/^[-_]+|[-_]+$/g, '')
    .slice(0, maxNameLength);
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  return `${safe === '' ? 'stream' : safe}-${time}-${count}.flv`;
}

/** Streams are known without the query of their key, and without slashes round it. */
function withoutKey(path: string, key: string): string {
  return [key, plainName(key)].reduce((left, part) => (part === '' ? left : left.replaceAll(part, 'stream')), path);
}
