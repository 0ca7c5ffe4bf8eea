/** What is said about one destination, without its key: state changes, the way back, and failures as they are shown. */
import type { Millis } from '../../../shared/clock.ts';
import type { OutputState } from '../../../shared/contract/delivery.ts';
import { studioError, type StudioError } from '../../../shared/errors.ts';
import { redactText } from '../../../shared/live/words/redact.ts';
import { sentenceFor } from '../../../shared/live/words/sentences.ts';
import { spellingsOf } from '../../../shared/live/words/spellings.ts';
import type { DestinationTarget } from '../target.ts';
import { said, say } from '../../../shared/wire/tongue.ts';

/** Longest line of an event. */
const mostCharacters = 300;

type Keyed = Pick<DestinationTarget, 'streamKey'>;

/** Servers quote a key plain, percent-encoded or in base64; what they say is shown and reported without it. */
export function withoutKey({ streamKey }: Keyed, text: string): string {
  return redactText(text, spellingsOf(streamKey?.() ?? ''));
}

/** `error` without the key in what it quotes. */
export function cleanError(target: Keyed, error: StudioError): StudioError {
  const facts = Object.entries(error.facts).map(([name, fact]) => [
    name,
    typeof fact === 'string' ? withoutKey(target, fact) : fact,
  ]);
  return { ...error, facts: Object.fromEntries(facts) };
}

/** A connection that is lost before anybody could watch is no cut, and nothing connects again by itself. */
export function beforeLive(error: StudioError): StudioError {
  const isCut =
    error.code === 'connection-reset' || error.code === 'connection-closed' || error.code === 'send-stalled';
  return isCut ? studioError('closed-early', error.facts) : error;
}

const stateWords: Readonly<Record<OutputState, string>> = {
  idle: 'stopped',
  connecting: 'connecting',
  live: 'live',
  reconnecting: 'connecting again',
  paused: 'paused',
  ending: 'ending',
  failed: 'failed',
};

/** A line for the flight recorder. */
export function stateLine(name: string, state: OutputState, reason: StudioError | null): string {
  const why = reason === null ? '' : ` ${sentenceFor(reason, { service: name, host: '' }).text}`;
  return `${name}: ${said(stateWords[state])}.${why}`.slice(0, mostCharacters);
}

/** "Back on Sunday after 11 s. Viewers missed 9 s; the recording has all of it." */
export function backAgain(facts: {
  readonly name: string;
  readonly lostFor: Millis;
  readonly missed: number;
  readonly isRecording: boolean;
}): string {
  const back = say`Back on ${facts.name} after ${Math.max(1, Math.round(facts.lostFor / 1000))} s.`;
  const seconds = Math.round(facts.missed);
  const missed = seconds < 1 ? say`Viewers missed less than a second` : say`Viewers missed ${seconds} s`;
  return `${back} ${missed}${facts.isRecording ? say`; the recording has all of it` : ''}.`;
}
