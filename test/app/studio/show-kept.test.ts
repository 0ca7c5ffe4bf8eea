/** The show in the real app: changed through the window, there again after a kill in the very next moment, and with its profile. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { showStateSchema, type ShowState } from '../../../shared/contract/show/show.ts';
import type { Command } from '../../../shared/studio/edit/commands.ts';
import { launchStudio, type KeptStudio } from '../../support/faults/kept-studio.ts';
import { temporaryFolder, until } from '../../support/loopback.ts';
import { openScreen, type Screen } from '../../support/uplink-app.ts';
import { changeShow, undoShow } from '../../support/studio/show-source.ts';

let screen: Screen;
let data: { readonly path: string; readonly remove: () => Promise<void> };

beforeEach(async () => {
  [screen, data] = await Promise.all([openScreen(), temporaryFolder()]);
});
afterEach(async () => {
  await screen?.close();
  await data?.remove();
});

const launch = (): Promise<KeptStudio> => launchStudio({ screen, data: data.path });

async function showOf(studio: KeptStudio): Promise<ShowState> {
  return showStateSchema.parse(await studio.ask('show.load', null));
}

const change = (studio: KeptStudio, command: Command): Promise<unknown> => changeShow(studio.ask, command);

const scene = (id: string, name: string) => ({ id, name, tag: null, items: [], groups: [], transition: null });

test('what was answered is there after a kill, and goes with the profile', async () => {
  const first = await launch();
  await change(first, { name: 'scene.add', scene: scene('interview', 'Interview'), at: 1 });
  await change(first, { name: 'scene.rename', sceneId: 'interview', to: 'The interview' });
  await undoShow(first.ask);
  await change(first, { name: 'scene.add', scene: scene('goodbye', 'Goodbye'), at: 2 });
  const before = await showOf(first);
  await first.kill();

  const second = await launch();
  const { show, revision, undo } = await showOf(second);
  expect({ show, revision, undo }).toEqual({ show: before.show, revision: 4, undo: null });
  expect(show.scenes.map(({ name }) => name)).toEqual(['Scene 1', 'Interview', 'Goodbye']);
  const { profiles } = await second.load();
  const copy = await second.ask('profile.duplicate', { id: profiles.selectedId });
  const copyId = typeof copy === 'object' && copy !== null && 'id' in copy ? String(copy.id) : '';
  await change(second, { name: 'scene.remove', sceneId: 'goodbye' });
  await second.ask('profile.select', { id: copyId });
  await until('the copy’s show is open', async () => (await showOf(second)).profileId === copyId, 5000);
  expect((await showOf(second)).show).toEqual(before.show);
  await second.close();

  const third = await launch();
  expect(await showOf(third)).toMatchObject({ profileId: copyId, show: before.show });
  await third.ask('profile.select', { id: profiles.selectedId });
  expect((await showOf(third)).show.scenes.map(({ name }) => name)).toEqual(['Scene 1', 'Interview']);
  await third.close();
}, 120_000);
