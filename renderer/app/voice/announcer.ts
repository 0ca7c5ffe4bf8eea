/** What is spoken, and when: one text per state change, and chatter no more often than every ten seconds. */
import type { OutputState } from '../../../shared/contract/delivery.ts';
import type { SessionSnapshot } from '../../../shared/contract/session.ts';
import { presetFor } from '../../../shared/live/services/presets.ts';
import type { SessionState } from '../../../shared/live/session/status.ts';
import { listNames, namesIn, nobodyReceives } from '../../store/session/outputs.ts';
import { isRecording } from '../../store/session/recording.ts';
import { t } from '../../words/words.ts';
import { sentenceFor } from '../../../shared/live/words/sentences.ts';

/** How urgently a text is spoken; chatter waits and gives way to newer chatter. */
export type Urgency = 'chatter' | 'polite' | 'assertive';

/** One text for a live region. */
export type Utterance = { readonly text: string; readonly urgency: Urgency };

/** Shortest time between two pieces of chatter, ms. */
export const chatterGapMillis = 10_000;

/** The text for the step from one snapshot to the next; null when nothing is worth saying. */
export function utteranceFor(before: SessionSnapshot, after: SessionSnapshot): Utterance | null {
  if (before.state === after.state) {
    return nobodyLeft(before, after) ?? outputChange(before, after) ?? verdictChange(before, after);
  }
  if (after.state === 'failed') return failure(after);
  if (after.state === 'live' && before.state === 'reconnecting') {
    return { text: t('app.voice.back', { where: serviceOf(after) }), urgency: 'assertive' };
  }
  return texts[after.state](after);
}

type TextOf = (session: SessionSnapshot) => Utterance | null;

/** One row per state, as in the status language. */
const texts: Readonly<Record<Exclude<SessionState, 'failed'>, TextOf>> = {
  'off-air': () => null,
  checking: () => ({ text: t('app.voice.checking'), urgency: 'chatter' }),
  connecting: (session) => ({ text: t('app.voice.connecting', { where: serviceOf(session) }), urgency: 'chatter' }),
  rehearsing: () => ({ text: t('app.voice.rehearsing'), urgency: 'polite' }),
  live: (session) => ({ text: t('app.voice.live', { where: serviceOf(session) }), urgency: 'assertive' }),
  reconnecting: (session) => lostUtterance(session),
  ending: () => ({ text: t('app.voice.ending'), urgency: 'chatter' }),
  ended: () => ({ text: t('app.voice.ended'), urgency: 'polite' }),
};

function lostUtterance({ reconnect, recording }: SessionSnapshot): Utterance {
  if (reconnect !== null) return { text: t('app.voice.lost'), urgency: 'assertive' };
  return { text: nobodyReceives(isRecording(recording)), urgency: 'assertive' };
}

/** The last attempts were given up, or somebody tries again. */
function nobodyLeft(before: SessionSnapshot, after: SessionSnapshot): Utterance | null {
  if (after.state !== 'reconnecting') return null;
  return (before.reconnect === null) === (after.reconnect === null) ? null : lostUtterance(after);
}

/** One of several that stops or comes back is news, also while the rest goes on. */
function outputChange(before: SessionSnapshot, after: SessionSnapshot): Utterance | null {
  if (after.state !== 'live' || after.outputs.length < 2) return null;
  const was = new Map(before.outputs.map(({ id, state }) => [id, state]));
  const changed = after.outputs.filter(({ id, state }) => was.get(id) !== state);
  const lost = changed.filter(({ id, state }) => was.get(id) === 'live' && isTrouble(state)).map(({ name }) => name);
  const fine = namesIn(after.outputs, ['live']);
  if (lost.length > 0) {
    const text = t('app.voice.notReceiving', { count: lost.length, names: listNames(lost) });
    return {
      text: fine.length === 0 ? text : `${text} ${t('app.voice.fine', { count: fine.length, names: listNames(fine) })}`,
      urgency: 'assertive',
    };
  }
  const back = changed.filter(({ id, state }) => state === 'live' && was.get(id) === 'reconnecting');
  if (back.length > 0)
    return { text: t('app.voice.back', { where: listNames(back.map(({ name }) => name)) }), urgency: 'polite' };
  const joined = changed.filter(({ state }) => state === 'live');
  return joined.length === 0
    ? null
    : { text: t('app.voice.liveToo', { names: listNames(joined.map(({ name }) => name)) }), urgency: 'polite' };
}

function isTrouble(state: OutputState): boolean {
  return state === 'reconnecting' || state === 'failed';
}

/** Who receives, or is about to; a session with one destination is told by its service. */
function serviceOf({ destination, outputs, state }: SessionSnapshot): string {
  if (outputs.length > 1) {
    const live = namesIn(outputs, ['live']);
    return listNames(state === 'live' && live.length > 0 ? live : outputs.map(({ name }) => name));
  }
  return destination === null ? t('app.voice.server') : presetFor(destination.serviceId).name;
}

function failure(session: SessionSnapshot): Utterance | null {
  if (session.reason === null) return null;
  const context = { service: serviceOf(session), host: session.destination?.host ?? '' };
  return { text: sentenceFor(session.reason, context).text, urgency: 'assertive' };
}

function verdictChange(before: SessionSnapshot, after: SessionSnapshot): Utterance | null {
  const text = verdictOf(after);
  return text === '' || text === verdictOf(before) || isTold(after) ? null : { text, urgency: 'chatter' };
}

/** One of several was lost, which has been said; why stands in the window. */
function isTold({ outputs, verdict }: SessionSnapshot): boolean {
  return outputs.length > 1 && outputs.some(({ id, state }) => id === verdict?.outputId && isTrouble(state));
}

/** The sentence of the first stage that is bad; empty while none is. */
export function verdictOf({ stages }: SessionSnapshot): string {
  return stages.find(({ health }) => health === 'bad')?.verdict ?? '';
}

/** ms that chatter has to wait so that it keeps its distance from the last one. */
export function chatterWait(lastSpokenAt: number, now: number): number {
  return Math.max(0, lastSpokenAt + chatterGapMillis - now);
}
