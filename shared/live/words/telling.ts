/** What a sentence may quote of an error: service, host, port and bounded words of others; the sentences stand beside it. */
import type { ErrorFacts } from '../../errors.ts';
import { presetFor } from '../services/presets.ts';
import { redactText } from './redact.ts';
import { said, say } from '../../wire/tongue.ts';

/** Longest quotation of the server or of the system. */
const maxQuoteLength = 90;

/** Longest host or device name in a sentence. */
const maxNameLength = 60;

/** What happened and what viewers see; what we do or the user can do. */
export type Words = { readonly text: string; readonly next: string };

/** The facts of one error, ready to stand in a sentence. */
export type Telling = {
  readonly service: string;
  readonly host: string;
  /** The device by name, or "The camera". */
  readonly device: string;
  /** " (port 1935)", or empty when unknown. */
  readonly atPort: string;
  /** ` It said: "…".`, or empty when the server said nothing. */
  readonly said: string;
  /** " (…)": the option or file it is about and the reason in a few words, or empty. */
  readonly because: string;
  /** The reason as the error gives it, bounded; empty when there is none. */
  readonly why: string;
};

/** Writes the words for one error code. */
export type Sentence = (telling: Telling) => Words;

/** Reads the facts of an error; unknown facts are ignored. */
export function tellingOf(facts: ErrorFacts, context: { readonly service: string; readonly host: string }): Telling {
  const quoted = quote(facts['said'], maxQuoteLength);
  const why = quote(facts['why'], maxQuoteLength);
  const about = quote(facts['option'] ?? facts['file'], maxNameLength);
  const port = facts['port'];
  return {
    service: serviceIn(context.service),
    host: quote(facts['host'], maxNameLength) || quote(context.host, maxNameLength) || say`the server`,
    device: quote(facts['device'], maxNameLength) || say`The camera`,
    atPort: typeof port === 'number' && Number.isInteger(port) ? say` (port ${port})` : '',
    said: quoted === '' ? '' : say` It said: “${quoted}”.`,
    because: reason([about, said(why)]),
    why,
  };
}

/** " (--fps: a number)", with what is known; empty without anything. */
function reason(parts: readonly string[]): string {
  const known = parts.filter((part) => part !== '');
  return known.length === 0 ? '' : ` (${known.join(': ')})`;
}

/** The name as it stands inside a sentence. */
function serviceIn(name: string): string {
  if (name === presetFor('custom').name) return say`your server`;
  return quote(name, maxNameLength) || say`the service`;
}

/** One line without control characters or secrets, cut at `limit` characters. */
function quote(fact: string | number | undefined, limit: number): string {
  if (fact === undefined) return '';
  const line = redactText(String(fact).slice(0, 4 * limit), [])
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length <= limit ? line : `${characters.slice(0, limit - 1).join('')}…`;
}
