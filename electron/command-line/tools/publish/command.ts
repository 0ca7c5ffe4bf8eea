/** `uplink publish`: a file to a server, paced or flat out, with progress, a result and an exit code. */
import { type StudioError } from '../../../../shared/errors.ts';
import type { ExitCode } from '../../../../shared/live/words/exit-codes.ts';
import { systemClock } from '../../../platform/clock.ts';
import { TagPublisher } from '../../../rtmp/publish/tag-publisher.ts';
import type { PublishOptions } from '../words/options.ts';
import { secretsOf, targetOf, type ToolTarget } from '../target.ts';
import { loginInClear, type Terminal } from '../words/terminal.ts';
import { openSource } from './open-source.ts';
import { ProcessShare, PublishReport } from './report.ts';
import { TagSender } from './sender.ts';
import type { TagSource } from './tag-source.ts';

/** How often progress is told. */
const progressMillis = 1000;

/** Large chunks and rare acknowledgements, for a server that shall take all it can. */
const flatOut = { chunkSize: 65_536, ackWindow: 2 * 1024 * 1024 } as const;

/** Each acknowledgement wakes us up; one every two seconds at 4 Mb/s tells enough. */
const atRealTime = { ackWindow: 1024 * 1024 } as const;

/** Runs until the file has been sent, the connection fails or `interrupt` fires. */
export async function runPublish(
  options: PublishOptions,
  terminal: Terminal,
  interrupt: AbortSignal,
): Promise<ExitCode> {
  const target = await targetOf(options);
  if (!target.ok) return terminal.complain(target.error);
  terminal.learn(...secretsOf(target.value));
  const source = await openSource(options.file, (note) => terminal.say(note));
  if (!source.ok) return terminal.complain(source.error);
  const run = new PublishRun({ options, terminal, target: target.value, source: source.value });
  const stop = (): void => run.stop();
  interrupt.addEventListener('abort', stop);
  if (interrupt.aborted) stop();
  const error = await run.done;
  interrupt.removeEventListener('abort', stop);
  source.value.close();
  if (error !== null) return terminal.complain(error, target.value.address.host);
  // A loop has no end of its own, so an interrupt is its proper end.
  return interrupt.aborted && !options.loop ? 130 : 0;
}

type RunParts = {
  readonly options: PublishOptions;
  readonly terminal: Terminal;
  readonly target: ToolTarget;
  readonly source: TagSource;
};

class PublishRun {
  /** The failure that ended it, or null. */
  readonly done: Promise<StudioError | null>;
  readonly #report: PublishReport;
  readonly #sender: TagSender;
  readonly #publisher: TagPublisher;
  #settle: (error: StudioError | null) => void = () => undefined;
  #ticker: NodeJS.Timeout | null = null;

  constructor(parts: RunParts) {
    this.done = new Promise((resolve) => {
      this.#settle = resolve;
    });
    const { source, options, target } = parts;
    this.#sender = new TagSender(
      { source, pace: options.pace, loop: options.loop, clock: systemClock },
      { onDone: () => this.#publisher.stop(), onFailed: (error) => this.#failed(error) },
    );
    const share = new ProcessShare();
    this.#publisher = new TagPublisher(
      {
        address: target.address,
        streamKey: () => target.key.reveal(),
        guard: 'any',
        clock: systemClock,
        ...(target.authorities.length === 0 ? {} : { authorities: target.authorities }),
        ...(source.enhanced === null ? {} : { enhanced: source.enhanced }),
        ...(options.pace === 'fast' ? flatOut : atRealTime),
      },
      {
        onStep: (step) => this.#stepped(step),
        onLoginInClear: () => parts.terminal.say(loginInClear),
        onReady: () => this.#sender.pump(),
        onServerSaid: (text) => this.#report.said(text),
        onFailed: (error) => this.#failed(error),
        onEnded: () => this.#ended(null),
      },
    );
    this.#report = new PublishReport({
      terminal: parts.terminal,
      share,
      publisher: this.#publisher,
      sender: this.#sender,
    });
  }

  stop(): void {
    this.#sender.stop();
    this.#publisher.stop();
  }

  #stepped(step: 'found' | 'connected' | 'accepted'): void {
    this.#report.step(step);
    if (step !== 'accepted') return;
    this.#sender.start(this.#publisher);
    this.#ticker = setInterval(() => this.#report.progress(), progressMillis);
  }

  #failed(error: StudioError): void {
    this.#publisher.destroy();
    this.#ended(error);
  }

  #ended(error: StudioError | null): void {
    if (this.#ticker !== null) clearInterval(this.#ticker);
    this.#sender.stop();
    this.#report.end(error);
    this.#settle(error);
  }
}
