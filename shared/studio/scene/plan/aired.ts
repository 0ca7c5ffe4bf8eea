/** What main tells of a show: the name of what is on air, and whether somebody may be heard. */
import { closedDb } from '../../audio/level/decibels.ts';
import type { Show } from '../../document/show.ts';
import type { Strip } from '../../document/source.ts';
import { indexShow } from '../show-index.ts';
import { leadSource } from './lead.ts';

/** The name of the source that the program stands or falls with, or else of its scene. */
export function airedName(show: Show): string {
  const index = indexShow(show);
  const { programId } = show.stage;
  const leadId = leadSource(index, programId) ?? '';
  return index.sources.get(leadId)?.name ?? index.scenes.get(programId)?.name ?? '';
}

/**
 * True when a microphone of the show is sent: silence is then worth telling. Where the user closed every way to viewers,
 * it is wanted. Microphones don't ask which scene is on air.
 */
export function hasOpenMicrophone({ sources, master }: Show): boolean {
  if (master.muted || master.faderDb <= closedDb) return false;
  return sources.some(({ input, strip }) => input.kind === 'microphone' && strip !== null && isSent(strip));
}

/** Into track 1, which viewers hear; the master comes after it. */
export function isSent({ muted, faderDb, monitor, tracks }: Strip): boolean {
  return !muted && faderDb > closedDb && monitor !== 'only' && (tracks & 1) !== 0;
}
