/** What main tells of a show: the name of what is on air, and whether somebody may be heard. */
import type { Show } from '../../document/show.ts';
import { indexShow } from '../show-index.ts';
import { leadSource } from './lead.ts';

/** The name of the source that the program stands or falls with, or else of its scene. */
export function airedName(show: Show): string {
  const index = indexShow(show);
  const { programId } = show.stage;
  const leadId = leadSource(index, programId) ?? '';
  return index.sources.get(leadId)?.name ?? index.scenes.get(programId)?.name ?? '';
}

/** True when a microphone of the show is open: silence is then worth telling. */
export function hasOpenMicrophone({ sources }: Show): boolean {
  return sources.some(({ input, strip }) => input.kind === 'microphone' && strip?.muted === false);
}
