/** Edits of a strip as steps that can be undone; steps of one gesture become one. */
import type { Command } from '../../../../../shared/studio/edit/commands.ts';
import { edit } from '../../../../store/show/show.ts';

/** What may be changed of a strip. */
export type StripPatch = Extract<Command, { name: 'strip.set' }>['patch'];

/** What may be changed of the sent mix. */
export type MasterPatch = Extract<Command, { name: 'master.set' }>['patch'];

/** Changes a strip. */
export function setStrip(sourceId: string, patch: StripPatch, gesture: string | null = null): Promise<boolean> {
  return edit({ name: 'strip.set', sourceId, patch }, gesture);
}

/** Changes the sent mix. */
export function setMaster(patch: MasterPatch, gesture: string | null = null): Promise<boolean> {
  return edit({ name: 'master.set', patch }, gesture);
}
