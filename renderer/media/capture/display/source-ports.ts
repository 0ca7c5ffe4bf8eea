/** The page's part for sources that main feeds: asks for their ports while the show has them, and hands each port on. */
import type { PortOfSource } from '../../../../shared/contract/channels.ts';
import type { Reply } from '../../../../shared/errors.ts';
import type { Input, Source } from '../../../../shared/studio/document/source.ts';

/** Main may hear of a new source later than we do; what it refuses is asked for again after this, ms. */
const againMillis = 1_000;

export type SourcePortsOptions = {
  /** `capture.openPort` and `capture.closePort` of the contract. */
  readonly open: (sourceId: string) => Promise<Reply<null>>;
  readonly close: (sourceId: string) => void;
  /** To be transferred to the Worker as the source's feed. */
  readonly onPort: (sourceId: string, feed: { readonly kind: 'page' | 'packets'; readonly port: MessagePort }) => void;
};

/** What main has been asked for. */
type Wanted = { readonly input: string; timer: ReturnType<typeof setTimeout> | undefined };

/** Follows the sources of the show that is open. */
export class SourcePorts {
  readonly #options: SourcePortsOptions;
  readonly #wanted = new Map<string, Wanted>();

  constructor(options: SourcePortsOptions) {
    this.#options = options;
  }

  /** Opens what is new or has other settings, closes what is gone. */
  follow(sources: readonly Source[]): void {
    const inputs = new Map(sources.filter(({ input }) => isFedByMain(input)).map(({ id, input }) => [id, input]));
    for (const id of this.#wanted.keys()) if (!inputs.has(id)) this.#forget(id);
    for (const [id, input] of inputs) {
      const text = JSON.stringify(input);
      if (this.#wanted.get(id)?.input === text) continue;
      clearTimeout(this.#wanted.get(id)?.timer);
      this.#wanted.set(id, { input: text, timer: undefined });
      this.#open(id, text);
    }
  }

  /** A port has come from main; one that nobody wants any more is closed. */
  take({ sourceId, kind }: PortOfSource, port: MessagePort): void {
    if (this.#wanted.has(sourceId)) this.#options.onPort(sourceId, { kind, port });
    else port.close();
  }

  close(): void {
    for (const id of this.#wanted.keys()) this.#forget(id);
  }

  #forget(id: string): void {
    clearTimeout(this.#wanted.get(id)?.timer);
    this.#wanted.delete(id);
    this.#options.close(id);
  }

  #open(id: string, input: string): void {
    const again = (): void => {
      const wanted = this.#wanted.get(id);
      if (wanted?.input === input) wanted.timer = setTimeout(() => this.#open(id, input), againMillis);
    };
    this.#options
      .open(id)
      .then((opened) => (opened.ok ? undefined : again()))
      .catch(again);
  }
}

function isFedByMain(input: Input): boolean {
  return input.kind === 'browser' || input.kind === 'rtmp';
}
