/** While a session runs the show of the profile that is on air stays: no file and no other profile takes its place. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { profileCalls, type ProfileCallParts } from '../../../electron/studio/calls/profile-calls.ts';
import { createShows, showCalls, type ShowCallParts } from '../../../electron/studio/calls/show-calls.ts';
import type { ShowStore } from '../../../electron/store/show/show-store.ts';
import type { SessionState } from '../../../shared/live/session/status.ts';
import { openRig, valueOf, type Rig } from '../store/store-rig.ts';

/** The file that is picked, and what happens while the dialog is open. */
const picked = vi.hoisted(() => ({ path: '', meanwhile: (): void => undefined }));

vi.mock('electron', () => ({
  dialog: {
    showSaveDialog: () => Promise.resolve({ canceled: false, filePath: picked.path }),
    showOpenDialog: () => {
      picked.meanwhile();
      return Promise.resolve({ canceled: false, filePaths: [picked.path] });
    },
  },
}));

let directory: string;
let rig: Rig;
let shows: ShowStore;
let state: SessionState;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'uplink-locked-'));
  rig = await openRig(directory);
  const clock = { now: () => performance.now(), wallclock: () => Date.now() };
  const tell = (sentence: string) => expect.unreachable(sentence);
  shows = createShows({ directory: join(directory, 'shows'), profiles: rig.profiles, clock, tell, givenShow: null });
  state = 'off-air';
  picked.path = join(directory, 'other.show.json');
  picked.meanwhile = () => undefined;
  valueOf(await calls()['show.load']());
  valueOf(await calls()['show.export']());
});
afterEach(async () => {
  await shows.close(5000);
  await rm(directory, { recursive: true });
});

function calls() {
  const session = {
    get state() {
      return state;
    },
  };
  const parts = { profiles: rig.profiles, shows, session, window: () => ({}), overrides: () => ({}) };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of the session only its state is asked
  const profile = profileCalls(parts as unknown as ProfileCallParts);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the dialogs stand in for a window
  return { ...profile, ...showCalls(parts as unknown as ShowCallParts) };
}

const refused = { ok: false, error: { code: 'busy' } };

test.each(['show.import', 'show.importObs'] as const)('%s is refused from checking to ending', async (name) => {
  if (name === 'show.importObs') picked.path = 'test/fixtures/obs/linux-28.json';
  for (const running of ['checking', 'live', 'reconnecting', 'ending'] as const) {
    state = running;
    expect(await calls()[name]()).toMatchObject(refused);
  }
  // Going live while the dialog is open.
  state = 'off-air';
  picked.meanwhile = () => {
    state = 'checking';
  };
  expect(await calls()[name]()).toMatchObject(refused);
  expect(shows.current?.revision).toBe(0);
  state = 'ended';
  picked.meanwhile = () => undefined;
  expect(await calls()[name]()).toMatchObject({ ok: true });
  expect(shows.current?.revision).toBe(1);
});

test('the profile that is on air stays selected', async () => {
  const { id } = rig.profiles.selected();
  const made = valueOf(await rig.profiles.create({ name: 'Other', serviceId: 'custom' }));
  state = 'live';
  expect(await calls()['profile.select']({ id: made.id })).toMatchObject(refused);
  expect(await calls()['profile.remove']({ id })).toMatchObject(refused);
  expect(shows.current?.profileId).toBe(id);
  state = 'ended';
  expect(await calls()['profile.select']({ id: made.id })).toMatchObject({ ok: true });
});
