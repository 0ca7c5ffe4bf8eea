/** What a tool writes: words for people on stderr, one updating line of progress, JSON records on stdout; never a key. */
import { studioError, type StudioError } from '../../../../shared/errors.ts';
import { exitCodeFor, type ExitCode } from '../../../../shared/live/words/exit-codes.ts';
import { sentenceFor } from '../../../../shared/live/words/sentences.ts';
import { createRedactor, type Redactor } from '../../../platform/redact.ts';
import { Secret } from '../../../../shared/secret.ts';

/** What a JSON record may hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonFields;
export type JsonFields = { readonly [name: string]: JsonValue };

/** Failures after which the studio would connect again by itself; a tool does not, so their advice is left out. */
const retriedByStudio: ReadonlySet<StudioError['code']> = new Set([
  'connection-reset',
  'connection-closed',
  'send-stalled',
]);

export type TerminalOptions = {
  /** JSON records go to stdout; words for people are then left out, except failures. */
  readonly json: boolean;
};

/** One tool's way to speak. Everything passes the redactor, which knows the key of this run. */
export class Terminal {
  readonly json: boolean;
  readonly #redactor: Redactor = createRedactor();
  #lineLength = 0;

  constructor(options: TerminalOptions) {
    this.json = options.json;
  }

  /** From now on `key` is blanked wherever it turns up. */
  learn(key: string): void {
    this.#redactor.learn(new Secret(key));
  }

  redact(text: string): string {
    return this.#redactor.redact(text);
  }

  /** A line for people; nothing with --json. */
  say(text: string): void {
    if (this.json) return;
    this.#clearLine();
    process.stderr.write(`${this.redact(text)}\n`);
  }

  /** The line that is written over again and again; only where a terminal shows it. */
  progress(text: string): void {
    if (this.json || !process.stderr.isTTY) return;
    const line = this.redact(text).slice(0, Math.max((process.stderr.columns ?? 80) - 1, 20));
    process.stderr.write(`\r${line.padEnd(this.#lineLength)}`);
    this.#lineLength = line.length;
  }

  /** One record of JSON on one line; nothing without --json. */
  record(kind: string, fields: JsonFields): void {
    if (!this.json) return;
    process.stdout.write(`${this.redact(JSON.stringify({ kind, ...fields }))}\n`);
  }

  /** Tells the failure in one line on stderr; the exit code that goes with it. */
  complain(error: StudioError, host = ''): ExitCode {
    this.#clearLine();
    process.stderr.write(`${this.wordsFor(error, host)}\n`);
    return exitCodeFor(error);
  }

  /** What a person is told about `error`. */
  wordsFor(error: StudioError, host = ''): string {
    const known = typeof error.facts['host'] === 'string' ? error.facts['host'] : host;
    const { text, next } = sentenceFor(error, { service: known, host: known });
    return this.redact(retriedByStudio.has(error.code) ? text : `${text} ${next}`);
  }

  #clearLine(): void {
    if (this.#lineLength === 0) return;
    process.stderr.write(`\r${' '.repeat(this.#lineLength)}\r`);
    this.#lineLength = 0;
  }
}

/** A broken pipe behind us is an end like any other; what else goes wrong there has nobody to tell. */
export function tolerateClosedPipes(onClosed: () => void): void {
  process.stdout.on('error', onClosed);
  process.stderr.on('error', () => {
    // Nobody reads what we say.
  });
}

/** The failure that something thrown stands for. */
export function unexpected(thrown: unknown): StudioError {
  return studioError('internal', { why: thrown instanceof Error ? thrown.message : String(thrown) });
}
