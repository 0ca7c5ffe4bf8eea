/** What is spoken, and when: one text per state change, and chatter no more often than every ten seconds. */
import type { SessionSnapshot } from '../../../shared/contract/session.ts';
import { presetFor } from '../../../shared/live/services/presets.ts';
import { sentenceFor } from '../../../shared/live/words/sentences.ts';

/** How urgently a text is spoken; chatter waits and gives way to newer chatter. */
export type Urgency = 'chatter' | 'polite' | 'assertive';

/** One text for a live region. */
export type Utterance = { readonly text: string; readonly urgency: Urgency };

/** Shortest time between two pieces of chatter, ms. */
export const chatterGapMillis = 10_000;

/** The text for the step from one snapshot to the next; null when nothing is worth saying. */
export function utteranceFor(before: SessionSnapshot, after: SessionSnapshot): Utterance | null {
  if (before.state === after.state) return verdictChange(before, after);
  const service = after.destination === null ? 'the server' : presetFor(after.destination.serviceId).name;
  switch (after.state) {
    case 'off-air':
      return null;
    case 'checking':
      return { text: 'Checking', urgency: 'chatter' };
    case 'connecting':
      return { text: `Connecting to ${service}`, urgency: 'chatter' };
    case 'rehearsing':
      return { text: 'Rehearsal started. Nobody can see this.', urgency: 'polite' };
    case 'live':
      return {
        text: before.state === 'reconnecting' ? `Back on ${service}.` : `You are live on ${service}`,
        urgency: 'assertive',
      };
    case 'reconnecting':
      return { text: 'Connection lost. Trying again.', urgency: 'assertive' };
    case 'ending':
      return { text: 'Ending', urgency: 'chatter' };
    case 'ended':
      return { text: 'Ended. Report ready.', urgency: 'polite' };
    case 'failed':
      return after.reason === null
        ? null
        : {
            text: sentenceFor(after.reason, { service, host: after.destination?.host ?? '' }).text,
            urgency: 'assertive',
          };
  }
}

function verdictChange(before: SessionSnapshot, after: SessionSnapshot): Utterance | null {
  const text = verdictOf(after);
  return text === '' || text === verdictOf(before) ? null : { text, urgency: 'chatter' };
}

function verdictOf({ stages }: SessionSnapshot): string {
  return stages.find(({ health }) => health === 'bad')?.verdict ?? '';
}

/** ms that chatter has to wait so that it keeps its distance from the last one. */
export function chatterWait(lastSpokenAt: number, now: number): number {
  return Math.max(0, lastSpokenAt + chatterGapMillis - now);
}
