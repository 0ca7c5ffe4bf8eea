/** `uplink play`: a stream from a server into an FLV file or a pipe, tag by tag as it came. */
import { studioError, type StudioError } from '../../../shared/errors.ts';
import { exitCodeFor, type ExitCode } from '../../../shared/live/words/exit-codes.ts';
import { systemClock } from '../../platform/clock.ts';
import { PlayerConnection } from '../../rtmp/play/connection.ts';
import { reasonOf } from './files/reasons.ts';
import { FlvOutput } from './files/flv-output.ts';
import type { PlayOptions } from './words/options.ts';
import { secretsOf, targetOf, type ToolTarget } from './target.ts';
import { loginInClear, type Terminal } from './words/terminal.ts';

/** How often progress is told. */
const progressMillis = 1000;

const words = { found: 'Found the server', connected: 'Connected', accepted: 'Accepted', playing: 'Playing' } as const;

/** Runs until the stream ends, the time is over, the connection fails or `interrupt` fires. */
export async function runPlay(options: PlayOptions, terminal: Terminal, interrupt: AbortSignal): Promise<ExitCode> {
  const target = await targetOf(options);
  if (!target.ok) return terminal.complain(target.error);
  terminal.learn(...secretsOf(target.value));
  const run = new PlayRun(options, terminal, target.value);
  const stop = (): void => run.stop('interrupted');
  interrupt.addEventListener('abort', stop);
  if (interrupt.aborted) stop();
  const error = await run.done;
  interrupt.removeEventListener('abort', stop);
  if (error !== null) return terminal.complain(error, target.value.address.host);
  // Without a duration, an interrupt is the usual way to end it.
  return interrupt.aborted && options.duration !== null ? 130 : 0;
}

type PlayFields = {
  readonly seconds: number;
  readonly bytes: number;
  readonly videoTags: number;
  readonly audioTags: number;
  readonly mediaSeconds: number;
};

/** Why it was over. */
type Ending = 'stream-ended' | 'duration' | 'interrupted' | 'failed';

class PlayRun {
  /** The failure that ended it, or null. */
  readonly done: Promise<StudioError | null>;
  readonly #options: PlayOptions;
  readonly #terminal: Terminal;
  readonly #output: FlvOutput;
  readonly #player: PlayerConnection;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #startedAt = systemClock.now();
  #settle: (error: StudioError | null) => void = () => undefined;
  #ending: Ending = 'stream-ended';
  #isOver = false;
  /** A file that can't be written counts before whatever the network says meanwhile. */
  #outputError: StudioError | null = null;
  #bytesBefore = 0;

  constructor(options: PlayOptions, terminal: Terminal, target: ToolTarget) {
    this.#options = options;
    this.#terminal = terminal;
    this.done = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#output = new FlvOutput(options.output, 'w', {
      onDrain: () => this.#player.resume(),
      onFailed: (thrown) => this.#outputFailed(thrown),
    });
    this.#player = new PlayerConnection(
      {
        address: target.address,
        streamName: target.key.reveal(),
        guard: 'any',
        clock: systemClock,
        ...(target.authorities.length === 0 ? {} : { authorities: target.authorities }),
      },
      {
        onStep: (step) => this.#stepped(step),
        onTag: (track, timestamp, body) => {
          this.#output.writeTag(track, timestamp, body);
          if (this.#output.isFull) this.#player.pause();
        },
        onMetadata: (_values, body) => this.#output.writeData(body),
        onServerSaid: (text) => terminal.record('server', { text }),
        onLoginInClear: () => terminal.say(loginInClear),
        onEnded: () => void this.#end(null),
        onFailed: (error) => void this.#end(error),
      },
    );
  }

  stop(why: 'duration' | 'interrupted'): void {
    this.#ending = why;
    this.#player.stop();
  }

  #stepped(step: keyof typeof words): void {
    this.#terminal.say(words[step]);
    this.#terminal.record('step', { step, seconds: this.#seconds() });
    if (step !== 'playing') return;
    this.#timers.push(setInterval(() => this.#progress(), progressMillis));
    const { duration } = this.#options;
    if (duration !== null) this.#timers.push(setTimeout(() => this.stop('duration'), duration * 1000));
  }

  #progress(): void {
    const fields = this.#fields();
    const kbps = ((fields.bytes - this.#bytesBefore) * 8) / progressMillis;
    this.#bytesBefore = fields.bytes;
    this.#terminal.record('progress', { ...fields, kbps });
    this.#terminal.progress(
      `${fields.seconds.toFixed(0)} s  ${kbps.toFixed(0)} kb/s  ${(fields.bytes / 1e6).toFixed(2)} MB`,
    );
  }

  /** A program behind the pipe that has seen enough is an end like any other. */
  #outputFailed(thrown: Error): void {
    if ('code' in thrown && thrown.code === 'EPIPE') {
      this.stop('interrupted');
      return;
    }
    this.#player.destroy();
    this.#outputError = studioError('storage-failed', { file: this.#options.output, why: reasonOf(thrown) });
    void this.#end(this.#outputError);
  }

  async #end(reason: StudioError | null): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#output.close();
    const error = this.#outputError ?? reason;
    const fields = this.#fields();
    this.#terminal.record('end', {
      ok: error === null,
      exitCode: error === null ? 0 : exitCodeFor(error),
      error: error?.code ?? null,
      ending: error === null ? this.#ending : 'failed',
      ...fields,
    });
    if (fields.videoTags + fields.audioTags > 0 || error === null) this.#terminal.say(summaryOf(fields));
    this.#settle(error);
  }

  #fields(): PlayFields {
    const { bytes, videoTags, audioTags, mediaMillis } = this.#output.figures();
    return { seconds: this.#seconds(), bytes, videoTags, audioTags, mediaSeconds: mediaMillis / 1000 };
  }

  #seconds(): number {
    return Math.round(systemClock.now() - this.#startedAt) / 1000;
  }
}

function summaryOf({ bytes, seconds, videoTags, audioTags, mediaSeconds }: PlayFields): string {
  const counts = `${videoTags} video and ${audioTags} audio tags, ${mediaSeconds.toFixed(1)} s of media`;
  return `Received ${(bytes / 1e6).toFixed(2)} MB in ${seconds.toFixed(1)} s: ${counts}`;
}
