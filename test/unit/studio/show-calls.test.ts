/** Shows go with their profiles: opened with the selected one, copied, removed, exported and imported. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readGivenShow } from '../../../electron/command-line/given-show.ts';
import { profileCalls, type ProfileCallParts } from '../../../electron/studio/calls/profile-calls.ts';
import {
  createShows,
  showCalls,
  type GivenShow,
  type ShowCallParts,
} from '../../../electron/studio/calls/show-calls.ts';
import { exportedShow } from '../../../electron/store/show/exported-show.ts';
import type { ShowStore } from '../../../electron/store/show/show-store.ts';
import { showCalls as showContract, showStateSchema } from '../../../shared/contract/show/show.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import { createShow } from '../../../shared/studio/document/default-show.ts';
import { openRig, valueOf, type Rig } from '../store/store-rig.ts';

/** What the system's dialogs answer; empty: cancelled. */
const picked = vi.hoisted(() => ({ save: '', open: [''] }));

vi.mock('electron', () => ({
  dialog: {
    showSaveDialog: () => Promise.resolve({ canceled: picked.save === '', filePath: picked.save }),
    showOpenDialog: () => Promise.resolve({ canceled: picked.open.length === 0, filePaths: picked.open }),
  },
}));

let directory: string;
let rig: Rig;
let shows: ShowStore;
/** What the command line gave. */
let given: Partial<Settings>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'uplink-shows-'));
  rig = await openRig(directory);
  shows = openShows(null);
  given = {};
  picked.save = '';
  picked.open = [];
});
afterEach(async () => {
  await shows.close(5000);
  await rm(directory, { recursive: true });
});

function openShows(givenShow: GivenShow | null): ShowStore {
  return createShows({
    directory: join(directory, 'shows'),
    profiles: rig.profiles,
    clock: { now: () => performance.now(), wallclock: () => Date.now() },
    tell: (sentence) => expect.unreachable(sentence),
    givenShow,
  });
}

function calls() {
  // Dialogs want a window; what they do with it is the system's.
  const window = () => ({});
  const session = { state: 'off-air' };
  const parts = { profiles: rig.profiles, shows, window, overrides: () => given, session };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no session is on air here
  const profile = profileCalls(parts as unknown as ProfileCallParts);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
  return { ...profile, ...showCalls(parts as unknown as ShowCallParts) };
}

async function load() {
  return showStateSchema.parse(valueOf(await calls()['show.load']()));
}

async function rename(to: string): Promise<void> {
  const { profileId, show } = await load();
  const sceneId = show.scenes[0]?.id ?? '';
  valueOf(await calls()['show.do']({ profileId, command: { name: 'scene.rename', sceneId, to }, gesture: null }));
}

/** The name of the first scene of a profile's show. */
async function nameOf(profileId: string): Promise<string | undefined> {
  return (await shows.showOf(profileId))?.scenes[0]?.name;
}

test('the first show of a profile looks as the settings did, in the size of its program', async () => {
  const { id } = rig.profiles.selected();
  valueOf(await rig.profiles.update(id, { video: { width: 720, height: 1280, fps: 30, kbps: 3000 } }));
  const microphone = { kind: 'microphone', deviceId: 'm', label: 'Desk' } as const;
  valueOf(await rig.profiles.updateSettings({ audioSource: microphone }));
  const { show } = await load();
  expect(show.canvas).toEqual({ width: 720, height: 1280 });
  expect(show.sources.map(({ input }) => input.kind)).toEqual(['test', 'microphone']);
});

test('the selected profile’s show is the open one', async () => {
  await rename('First');
  const announced: string[] = [];
  shows.onChange(({ profileId }) => announced.push(profileId));
  const made = valueOf(await rig.profiles.create({ name: 'Other', serviceId: 'custom' }));
  valueOf(await calls()['profile.select']({ id: made.id }));
  expect(await load()).toMatchObject({ profileId: made.id, revision: 0 });
  expect(announced).toEqual([made.id]);
});

test('what was meant for another profile’s show is refused, though a copy has the same ids', async () => {
  await rename('Mine');
  const before = await load();
  const copy = valueOf(await calls()['profile.duplicate']({ id: before.profileId }));
  valueOf(await calls()['profile.select']({ id: copy.id }));
  const { profileId } = before;
  const sceneId = before.show.scenes[0]?.id ?? '';
  const late = { profileId, command: { name: 'scene.rename', sceneId, to: 'Late' }, gesture: null } as const;
  const refused = { ok: false, error: { code: 'edit-refused', facts: { why: 'other-profile' } } };
  expect(await calls()['show.do'](late)).toMatchObject(refused);
  expect(await calls()['show.undo']({ profileId })).toMatchObject(refused);
  expect(await calls()['show.redo']({ profileId })).toMatchObject(refused);
  expect((await load()).show).toEqual(before.show);
  valueOf(await calls()['show.do']({ ...late, profileId: copy.id }));
  expect(await nameOf(copy.id)).toBe('Late');
});

test('a run with --profile opens that one’s show', async () => {
  const made = valueOf(await rig.profiles.create({ name: 'Named', serviceId: 'custom' }));
  rig.profiles.selectForRun('named');
  expect((await load()).profileId).toBe(made.id);
});

test('nothing is opened before somebody asks', async () => {
  valueOf(await rig.profiles.create({ name: 'Other', serviceId: 'custom' }));
  await shows.save();
  expect(shows.current).toBeNull();
});

test('a copied profile has a copy of the show', async () => {
  await rename('Mine');
  const copy = valueOf(await calls()['profile.duplicate']({ id: rig.profiles.selected().id }));
  await rename('Changed');
  expect(await nameOf(copy.id)).toBe('Mine');
});

test('a copy whose show can’t be copied is none', async () => {
  await rename('Mine');
  vi.spyOn(shows, 'copy').mockResolvedValue({
    ok: false,
    error: { code: 'storage-failed', blame: 'system', retryable: true, facts: {} },
  });
  expect(await calls()['profile.duplicate']({ id: rig.profiles.selected().id })).toMatchObject({ ok: false });
  expect(rig.profiles.view().profiles).toHaveLength(1);
});

test('a removed profile takes its show along', async () => {
  await rename('Mine');
  const { id } = rig.profiles.selected();
  valueOf(await calls()['profile.remove']({ id }));
  expect(await shows.showOf(id)).toBeNull();
  expect((await load()).profileId).toBe(rig.profiles.selected().id);
});

test('an exported profile comes back with its show', async () => {
  await rename('Exported');
  const { id } = rig.profiles.selected();
  picked.save = join(directory, 'profile.json');
  expect(valueOf(await calls()['profile.export']({ id }))).toBe(picked.save);
  await rename('Changed since');
  picked.open = [picked.save];
  const imported = valueOf(await calls()['profile.import']());
  expect(await nameOf(imported?.id ?? '')).toBe('Exported');
  expect(await nameOf(id)).toBe('Changed since');
});

test('a profile from before there were shows comes in without one, and begins as the settings say', async () => {
  picked.save = join(directory, 'old.json');
  const { id } = valueOf(await rig.profiles.create({ name: 'Old', serviceId: 'custom' }));
  valueOf(await calls()['profile.export']({ id }));
  expect(await readFile(picked.save, 'utf8')).not.toContain('"show"');
  picked.open = [picked.save];
  const imported = valueOf(await calls()['profile.import']());
  valueOf(await calls()['profile.select']({ id: imported?.id ?? '' }));
  expect((await load()).show.sources).toHaveLength(1);
});

test('a profile whose show can’t be kept is not taken in', async () => {
  await rename('Mine');
  picked.save = join(directory, 'profile.json');
  valueOf(await calls()['profile.export']({ id: rig.profiles.selected().id }));
  picked.open = [picked.save];
  vi.spyOn(shows, 'put').mockResolvedValue({
    ok: false,
    error: { code: 'storage-failed', blame: 'system', retryable: true, facts: {} },
  });
  expect(await calls()['profile.import']()).toMatchObject({ ok: false, error: { code: 'storage-failed' } });
  expect(rig.profiles.view().profiles).toHaveLength(1);
});

test('a show goes to a file and comes back into another profile', async () => {
  await rename('Passed on');
  picked.save = join(directory, 'mine.show.json');
  expect(valueOf(await calls()['show.export']())).toBe(picked.save);
  const made = valueOf(await rig.profiles.create({ name: 'Other', serviceId: 'custom' }));
  valueOf(await calls()['profile.select']({ id: made.id }));
  await load();
  picked.open = [picked.save];
  expect(valueOf(await calls()['show.import']())).toEqual({ revision: 1 });
  expect(await nameOf(made.id)).toBe('Passed on');
  expect(valueOf(await calls()['show.versions']())).toMatchObject([{ note: 'before-import' }]);
});

test('a file that is no show changes nothing, and a closed dialog neither', async () => {
  await rename('Mine');
  expect(valueOf(await calls()['show.import']())).toBeNull();
  expect(valueOf(await calls()['show.export']())).toBeNull();
  picked.open = [join(directory, `${randomUUID()}.json`)];
  expect(await calls()['show.import']()).toMatchObject({ ok: false, error: { code: 'import-invalid' } });
  await writeFile(picked.open[0] ?? '', '{"name":"Untitled","scene_order":[]}');
  expect(await calls()['show.import']()).toMatchObject({ ok: false, error: { code: 'import-invalid' } });
  expect(await load()).toMatchObject({ revision: 1 });
});

test('a source from the command line is shown and not stored', async () => {
  const stored = await load();
  const camera = {
    kind: 'camera',
    deviceId: 'c',
    label: 'Given camera',
    width: null,
    height: null,
    fps: null,
  } as const;
  given = { videoSource: camera, audioSource: { kind: 'silence' } };
  expect((await load()).show.sources.map(({ name }) => name)).toEqual(['Given camera']);
  given = {};
  expect(await load()).toEqual(stored);
});

test('a show given for this run is open and edited, and the stored one stays as it is', async () => {
  await rename('Stored');
  const { id } = rig.profiles.selected();
  await shows.close(5000);
  const file = join(directory, 'given.show.json');
  const ofRun = createShow({ newId: randomUUID });
  await writeFile(file, exportedShow(ofRun));
  const runFolder = join(directory, 'show-of-run');
  for (const _ of ['first run', 'second run']) {
    shows = openShows(valueOf(await readGivenShow(file, runFolder)));
    expect((await load()).show).toEqual(ofRun);
    await rename('Changed in this run');
    const copy = valueOf(await calls()['profile.duplicate']({ id }));
    expect(await nameOf(copy.id)).toBe('Changed in this run');
    await shows.close(5000);
  }
  shows = openShows(null);
  expect((await load()).show.scenes[0]?.name).toBe('Stored');
});

test('a given file that is no show ends the run with its name', async () => {
  const file = join(directory, 'given.show.json');
  const refusal = async () => (await readGivenShow(file, join(directory, 'show-of-run'))).ok;
  expect(await refusal()).toBe(false);
  await writeFile(file, JSON.stringify(createShow({ newId: randomUUID })));
  const read = await readGivenShow(file, join(directory, 'show-of-run'));
  expect(read).toMatchObject({ ok: false, error: { code: 'option-invalid', facts: { option: '--show' } } });
  expect(JSON.stringify(read)).toContain(file);
  expect(await readGivenShow(null, directory)).toEqual({ ok: true, value: null });
});

const obs = (name: string): string => join('test/fixtures/obs', name);
const profileFiles = ['profile/basic.ini', 'profile/service.json', 'profile/streamEncoder.json'].map(obs);

test('a scene collection of OBS takes the show’s place, and what did not come along is told', async () => {
  await rename('Mine');
  const { id } = rig.profiles.selected();
  picked.open = [obs('linux-28.json')];
  const answer = valueOf(await calls()['show.importObs']());
  expect(showContract['show.importObs'].output.parse(answer)?.notes.length).toBeGreaterThan(0);
  expect(rig.profiles.view()).toMatchObject({ selectedId: id, profiles: [{ id }] });
  expect((await load()).show.scenes.length).toBeGreaterThan(1);
  expect(valueOf(await calls()['show.versions']())).toMatchObject([{ note: 'before-import' }, {}]);
});

test('a profile of OBS becomes a profile of its own, with the scenes; the others stay as they are', async () => {
  await rename('Mine');
  const before = rig.profiles.view();
  picked.open = [...profileFiles, obs('windows-32.json')];
  const answer = valueOf(await calls()['show.importObs']());
  const selected = rig.profiles.selected();
  expect(selected).toMatchObject({
    name: 'Church',
    serviceId: 'twitch',
    video: { width: 1280, height: 720, fps: 60, kbps: 5200 },
    audio: { kbps: 192 },
  });
  expect(rig.profiles.view().profiles).toMatchObject([...before.profiles, { key: 'none' }]);
  expect(await nameOf(before.selectedId)).toBe('Mine');
  expect(await load()).toMatchObject({ profileId: selected.id, revision: 0 });
  expect((await load()).show.scenes.length).toBeGreaterThan(1);
  expect(answer?.notes.map(({ what }) => what)).toEqual(expect.arrayContaining(['Recording', 'Stream key']));
  expect(JSON.stringify(answer)).not.toContain('SECRET');
});

test('a profile of OBS alone begins with the show of the settings', async () => {
  picked.open = [profileFiles[0] ?? ''];
  valueOf(await calls()['show.importObs']());
  expect(rig.profiles.selected()).toMatchObject({ name: 'Church', serviceId: 'rehearsal' });
  expect((await load()).show.sources.map(({ input }) => input.kind)).toEqual(['test']);
});

test('files of OBS that tell nothing, and such as are not from OBS, change nothing', async () => {
  await rename('Mine');
  for (const files of [[obs('profile/service.json')], ['package.json'], [profileFiles[0] ?? '', 'package.json']]) {
    picked.open = files;
    expect(await calls()['show.importObs']()).toMatchObject({ ok: false, error: { code: 'import-invalid' } });
  }
  expect(rig.profiles.view().profiles).toHaveLength(1);
  expect(await load()).toMatchObject({ revision: 1 });
});

test('a picture keeps the size that its file has', async () => {
  await load();
  const logo = join(directory, 'logo.png');
  const head = '89504e470d0a1a0a0000000d49484452000001400000005a0802000000';
  await writeFile(logo, Buffer.from(head, 'hex'));
  const sized = { sources: [scene('Only', 'Logo'), image('Logo', logo)], current_scene: 'Only' };
  const file = join(directory, 'collection.json');
  await writeFile(file, JSON.stringify(sized));
  picked.open = [file];
  valueOf(await calls()['show.importObs']());
  const [item] = (await load()).show.scenes[0]?.items ?? [];
  expect(item?.transform).toMatchObject({ width: 320, height: 90 });
});

function image(name: string, file: string) {
  return { id: 'image_source', name, uuid: name, settings: { file } };
}

function scene(name: string, shown: string) {
  const item = { name: shown, source_uuid: shown, visible: true, pos: { x: 10, y: 20 }, scale: { x: 1, y: 1 } };
  return { id: 'scene', name, settings: { items: [item] } };
}
