/** Tells main of faults that nobody else deals with: whose they are, and the same one once a minute. */
import type { WorkerMessage } from '../../../shared/contract/frames.ts';
import type { Micros } from '../../../shared/clock.ts';
import { SourceFault } from '../compose/scene/hub/source-fault.ts';

type Notice = Extract<WorkerMessage, { kind: 'notice' }>;
type Code = Notice['code'];

const minute: Micros = 60_000_000;

/** Whatever throws, not more causes than this are told in a minute. */
const mostInMinute = 10;

const longestName = 200;
const longestDetail = 300;

export type FaultNoticesOptions = {
  readonly now: () => Micros;
  /** False when it reached nobody. */
  readonly send: (notice: Notice) => boolean;
};

/** One for the Worker. */
export class FaultNotices {
  readonly #options: FaultNoticesOptions;
  /** When each cause was told last. */
  readonly #told = new Map<string, Micros>();

  constructor(options: FaultNoticesOptions) {
    this.#options = options;
  }

  /** Of what makes the picture: a source by its name, or else the scene as a whole. */
  readonly scene = (error: unknown): void => {
    if (error instanceof SourceFault && error.sourceName !== '') this.#tell('source-failed', error, error.sourceName);
    else this.#tell('scene-failed', error);
  };

  /** Of an encoder that is proved before it is needed. */
  readonly encoder = (error: unknown): void => this.#tell('encoder-failed', error);
  readonly soundEncoder = (error: unknown): void => this.#tell('audio-encoder-failed', error);

  /** Of noise suppression, which then lets everything through. */
  readonly noiseSuppression = (error: unknown): void => this.#tell('noise-suppression-failed', error);

  /** Of nobody's: the AAC encoder's own Worker throws here, or we did. */
  readonly uncaught = (error: unknown): void => {
    if (/aac|mediabunny|wasm/iu.test(textOf(error))) this.soundEncoder(error);
    else this.scene(error);
  };

  #tell(code: Code, error: unknown, sourceName?: string): void {
    const detail = textOf(error).slice(0, longestDetail);
    const now = this.#options.now();
    for (const [cause, at] of this.#told) if (now - at >= minute) this.#told.delete(cause);
    // Sizes, times and addresses differ from slot to slot.
    const cause = `${code} ${sourceName ?? ''} ${detail.replaceAll(/\d+/gu, '0')}`;
    if (this.#told.has(cause) || this.#told.size >= mostInMinute) return;
    const source = sourceName === undefined ? {} : { source: sourceName.slice(0, longestName) };
    if (this.#options.send({ kind: 'notice', code, recovered: true, detail, ...source })) this.#told.set(cause, now);
  }
}

function textOf(error: unknown): string {
  if (error instanceof SourceFault) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
