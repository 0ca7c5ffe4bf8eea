/** What a tool writes: words for people on stderr, one updating line of progress, JSON records on stdout; never a key. */
import { studioError, type StudioError } from '../../../../shared/errors.ts';
import { exitCodeFor, type ExitCode } from '../../../../shared/live/words/exit-codes.ts';
import { sentenceFor } from '../../../../shared/live/words/sentences.ts';
import { createRedactor, type Redactor } from '../../../platform/redact.ts';
import type { Secret } from '../../../../shared/wire/secret.ts';

/** What a JSON record may hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonFields;
export type JsonFields = { readonly [name: string]: JsonValue };

/** Said when a user name or the answer to a login goes out without TLS. */
export const loginInClear = 'Warning: the login goes over the network without encryption.';

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

  /** From now on these are blanked wherever they turn up. */
  learn(...secrets: readonly Secret[]): void {
    for (const secret of secrets) this.#redactor.learn(secret);
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
    // Before it becomes JSON: what is blanked afterwards may take a quotation mark with it.
    process.stdout.write(`${JSON.stringify({ kind, ...this.#cleanFields(fields) })}\n`);
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

  #clean(value: JsonValue): JsonValue {
    if (typeof value === 'string') return this.redact(value);
    if (typeof value !== 'object' || value === null) return value;
    return isList(value) ? value.map((item) => this.#clean(item)) : this.#cleanFields(value);
  }

  #cleanFields(fields: JsonFields): JsonFields {
    return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, this.#clean(value)]));
  }

  #clearLine(): void {
    if (this.#lineLength === 0) return;
    process.stderr.write(`\r${' '.repeat(this.#lineLength)}\r`);
    this.#lineLength = 0;
  }
}

function isList(value: JsonFields | readonly JsonValue[]): value is readonly JsonValue[] {
  return Array.isArray(value);
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
