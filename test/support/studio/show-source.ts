/** The show of a running studio: read, and given another picture, as the window itself would. */
import { showStateSchema } from '../../../shared/contract/show/show.ts';
import type { Show } from '../../../shared/studio/document/show.ts';
import type { Command } from '../../../shared/studio/edit/commands.ts';
import type { Input } from '../../../shared/studio/document/source.ts';

/** A call of the contract; its value. */
type Ask = (name: string, input: unknown) => Promise<unknown>;

/** The show of the selected profile. */
export async function loadShow(ask: Ask): Promise<Show> {
  return showStateSchema.parse(await ask('show.load', null)).show;
}

/** Carries out a command on the show of the selected profile; the new revision. */
export async function changeShow(ask: Ask, command: Command): Promise<unknown> {
  const { profileId } = showStateSchema.parse(await ask('show.load', null));
  return ask('show.do', { profileId, command, gesture: null });
}

/** Takes the last step back. */
export async function undoShow(ask: Ask): Promise<unknown> {
  const { profileId } = showStateSchema.parse(await ask('show.load', null));
  return ask('show.undo', { profileId });
}

/** Another picture in the place of the frontmost one on air. */
export async function choosePicture(ask: Ask, input: Input): Promise<void> {
  const { scenes, stage } = await loadShow(ask);
  const sourceId = scenes.find(({ id }) => id === stage.programId)?.items.at(-1)?.sourceId ?? '';
  await changeShow(ask, { name: 'source.input', sourceId, input });
}
