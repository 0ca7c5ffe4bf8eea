/** The profile that a run names: selected as long as the run, and no longer. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRig, temporaryDirectory, valueOf, type Rig } from './store-rig.ts';

let directory = '';
let dispose = async (): Promise<void> => {};
let rig: Rig;

beforeEach(async () => {
  ({ path: directory, dispose } = await temporaryDirectory());
  rig = await openRig(directory);
});
afterEach(() => dispose());

test('one that is selected for a run is stored as selected nowhere', async () => {
  const stored = rig.profiles.selected().id;
  const { id } = valueOf(await rig.profiles.create({ name: 'Sunday service', serviceId: 'custom' }));
  expect(rig.profiles.selectForRun('nobody').ok).toBe(false);
  expect(rig.profiles.selected().id).toBe(stored);
  rig.profiles.selectForRun('sunday SERVICE');
  expect([rig.profiles.selected().id, rig.profiles.view().selectedId]).toEqual([id, id]);
  valueOf(await rig.profiles.update(id, { name: 'Service' }));
  expect((await openRig(directory)).profiles.selected().id).toBe(stored);
  const told: string[] = [];
  rig.profiles.onChange(() => told.push(rig.profiles.selected().id));
  valueOf(await rig.profiles.select(stored));
  expect(told).toEqual([stored]);
  rig.profiles.selectForRun(id);
  valueOf(await rig.profiles.remove(id));
  expect(rig.profiles.selected().id).toBe(stored);
});
