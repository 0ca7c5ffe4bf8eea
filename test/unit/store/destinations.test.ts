/** Several destinations in one profile: their addresses, backups and keys, and files from before there were any. */
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  defaultRate,
  defaultRecording,
  exportedProfileSchema,
  profilePatchSchema,
  settingsPatchSchema,
  settingsSchema,
  type DestinationView,
  type DestinationWish,
} from '../../../shared/contract/settings.ts';
import { filesIn, inOrder, openRig, temporaryDirectory, valueOf, type Rig } from './store-rig.ts';

let directory = '';
let dispose = async (): Promise<void> => {};
let rig: Rig;
let profileId = '';

beforeEach(async () => {
  ({ path: directory, dispose } = await temporaryDirectory());
  rig = await openRig(directory);
  profileId = valueOf(await rig.profiles.create({ name: 'Show', serviceId: 'twitch' })).id;
});
afterEach(() => dispose());

const key = 'k3y_9f8e7d6c5b4a';

const own: DestinationWish = {
  name: 'Own',
  serviceId: 'custom',
  serverUrl: 'rtmp://relay.example.org/live',
  backupUrl: '',
  hotStandby: false,
  priority: 2,
  enabled: true,
};

const store = (): Rig['profiles']['destinations'] => rig.profiles.destinations;

async function add(wish: Partial<DestinationWish> = {}, withKey: string | null = null): Promise<DestinationView> {
  const added = valueOf(await store().add(profileId, { destination: { ...own, ...wish }, key: withKey }));
  const made = added.profile.destinations.find(({ id }) => id === added.id);
  if (made === undefined) throw new Error('it is not in the profile');
  return made;
}

describe('a second destination', () => {
  test('is stored with its key under its own id, and found again after a restart', async () => {
    const made = await add({}, key);
    expect(made).toEqual({ ...own, id: made.id, key: 'stored' });
    const again = await openRig(directory);
    expect(again.profiles.view()).toEqual(rig.profiles.view());
    expect((await again.keys.reveal(made.id))?.reveal()).toBe(key);
    const files = await filesIn(directory);
    expect(JSON.stringify([...files])).not.toContain(key);
  });

  test('has the backup address that its service gives, and follows the server that is chosen', async () => {
    const secure = 'rtmps://a.rtmps.youtube.com:443/live2';
    const backupUrl = 'rtmps://b.rtmps.youtube.com:443/live2?backup=1';
    const made = await add({ serviceId: 'youtube', serverUrl: secure, backupUrl, hotStandby: true });
    expect(made).toMatchObject({ serverUrl: secure, backupUrl, hotStandby: true });
    const place = { profileId, id: made.id };
    const moved = valueOf(await store().update(place, { serverUrl: 'rtmp://a.rtmp.youtube.com/live2' }));
    expect(moved.profile.destinations[0]).toMatchObject({ backupUrl: 'rtmp://b.rtmp.youtube.com/live2?backup=1' });
    const elsewhere = valueOf(await store().update(place, { serviceId: 'twitch' }));
    expect(elsewhere.profile.destinations[0]).toMatchObject({
      serverUrl: 'rtmps://ingest.global-contribute.live-video.net:443/app',
      backupUrl: '',
      hotStandby: false,
    });
  });

  test('keeps a backup of its own when only the server changes', async () => {
    const made = await add({ backupUrl: 'rtmp://second.example.org/live' });
    const place = { profileId, id: made.id };
    const moved = valueOf(await store().update(place, { serverUrl: 'rtmp://third.example.org/live' }));
    expect(moved.profile.destinations[0]?.backupUrl).toBe('rtmp://second.example.org/live');
  });

  test.each([
    ['a backup that is none of the service’s', { serviceId: 'youtube', backupUrl: 'rtmp://evil.example.org/live2' }],
    ['a backup with a password in it', { backupUrl: 'rtmp://u:p@relay.example.org/live' }],
    ['no RTMP address', { serverUrl: 'http://relay.example.org' }],
    ['the rehearsal', { serviceId: 'rehearsal' }],
    ['a priority that does not exist', { priority: 9 }],
  ] as const)('is refused with %s, and leaves nothing behind', async (_what, wish) => {
    const before = rig.profiles.view();
    const reply = await store().add(profileId, { destination: { ...own, ...wish }, key });
    expect(reply.ok).toBe(false);
    expect(rig.profiles.view()).toEqual(before);
    // Another start would clear it away by itself.
    expect((await filesIn(directory)).get('keys.json') ?? '{"keys":{}}').toMatch(/"keys":\{\}/);
    expect((await openRig(directory)).profiles.view()).toEqual(before);
  });

  test('a key glued to either address moves to the vault', async () => {
    const glued = await add({ serverUrl: `rtmp://relay.example.org/live/${key}` });
    expect(glued).toMatchObject({ serverUrl: 'rtmp://relay.example.org/live', key: 'stored' });
    const backup = await add({ backupUrl: `rtmp://second.example.org/live/${key}2` });
    expect(backup).toMatchObject({ backupUrl: 'rtmp://second.example.org/live', key: 'stored' });
    expect((await rig.keys.reveal(backup.id))?.reveal()).toBe(`${key}2`);
    expect(JSON.stringify([...(await filesIn(directory))])).not.toContain(key);
  });

  test('goes with its key, and alone', async () => {
    const kept = await add({ name: 'Kept' }, `${key}1`);
    const gone = await add({ name: 'Gone' }, `${key}2`);
    const view = valueOf(await store().remove({ profileId, id: gone.id }));
    expect(view.destinations.map(({ name }) => name)).toEqual(['Kept']);
    expect(await rig.keys.reveal(gone.id)).toBeNull();
    expect((await rig.keys.reveal(kept.id))?.reveal()).toBe(`${key}1`);
  });

  test('has names of its own, and there are eight with the main one at most', async () => {
    const made = await inOrder([1, 2, 3, 4, 5, 6, 7], () => add());
    expect(made.map(({ name }) => name).slice(0, 3)).toEqual(['Own', 'Own 2', 'Own 3']);
    const eighth = await store().add(profileId, { destination: own, key: null });
    expect(eighth).toMatchObject({ ok: false, error: { code: 'input-invalid' } });
  });

  test('that does not exist can’t be changed', async () => {
    const place = { profileId, id: randomUUID() };
    const replies = [
      await store().update(place, { name: 'x' }),
      await store().remove(place),
      await store().setKey(place, key),
      await store().clearKey(place),
      await store().update({ ...place, profileId: randomUUID() }, { name: 'x' }),
    ];
    expect(replies.map(({ ok }) => ok)).toEqual(replies.map(() => false));
  });
});

describe('the profile', () => {
  test('is copied and removed with all its keys', async () => {
    const made = await add({}, key);
    const copy = valueOf(await rig.profiles.duplicate(profileId));
    const [copied] = copy.destinations;
    expect(copied).toMatchObject({ name: 'Own', key: 'stored' });
    expect(copied?.id).not.toBe(made.id);
    valueOf(await rig.profiles.remove(profileId));
    expect(await rig.keys.reveal(made.id)).toBeNull();
    expect((await rig.keys.reveal(copied?.id ?? ''))?.reveal()).toBe(key);
  });

  test('is exported with its destinations and without a key, and imported under fresh ids', async () => {
    const made = await add({ backupUrl: 'rtmp://second.example.org/live', hotStandby: true }, key);
    const text = valueOf(rig.profiles.exportText(profileId, null));
    expect(text).not.toContain(key);
    expect(text).not.toContain(made.id);
    const { profile } = valueOf(await rig.profiles.importText(text));
    const [imported] = profile.destinations;
    expect(imported).toMatchObject({ ...own, backupUrl: 'rtmp://second.example.org/live', hotStandby: true });
    expect(imported).toMatchObject({ key: 'none' });
    expect(imported?.id).not.toBe(made.id);
  });

  test('that is imported with a key in an address keeps it out of the file', async () => {
    await add();
    const text = valueOf(rig.profiles.exportText(profileId, null)).replaceAll('org/live', `org/live/${key}`);
    const { profile } = valueOf(await rig.profiles.importText(text));
    expect(profile.destinations[0]).toMatchObject({ serverUrl: 'rtmp://relay.example.org/live', key: 'stored' });
    expect(JSON.stringify([...(await filesIn(directory))])).not.toContain(key);
  });

  test('keeps all its keys when Uplink starts again, and loses those of nobody', async () => {
    const made = await add({}, key);
    await rig.keys.set(randomUUID(), 'of nobody');
    const again = await openRig(directory);
    expect(again.keys.state(made.id)).toBe('stored');
    const kept = [...((await filesIn(directory)).get('keys.json') ?? '').matchAll(/"([0-9a-f-]{36})"/gu)];
    expect(kept.map(([, id]) => id)).toEqual([made.id]);
  });
});

describe('files of version 1', () => {
  /** As Uplink wrote it before a profile had several destinations. */
  const older = {
    version: 1,
    selectedId: '8d1c0b1e-6a34-4a53-9a0c-3d9f1a8e0001',
    profiles: [
      {
        id: '8d1c0b1e-6a34-4a53-9a0c-3d9f1a8e0001',
        name: 'Old',
        serviceId: 'youtube',
        serverUrl: 'rtmps://a.rtmps.youtube.com:443/live2',
        video: { width: 1280, height: 720, fps: 30, kbps: 4000 },
        audio: { kbps: 128 },
      },
    ],
    settings: {
      videoSource: { kind: 'test' },
      audioSource: { kind: 'silence' },
      mix: { gainDb: -3, muted: false },
      theme: 'light',
      welcomed: true,
    },
  };

  test('open with all they hold and the new defaults, and are written as version 2', async () => {
    const path = join(directory, 'profiles.json');
    await writeFile(path, JSON.stringify(older));
    const again = await openRig(directory);
    expect(again.setAside).toBeNull();
    expect(again.profiles.selected()).toEqual({
      ...older.profiles[0],
      codecs: { video: 'avc', audio: 'aac' },
      backupUrl: '',
      hotStandby: false,
      priority: 1,
      enabled: true,
      ceilingKbps: null,
      destinations: [],
    });
    expect(again.profiles.settings()).toEqual({
      ...older.settings,
      recording: defaultRecording,
      rate: defaultRate,
      language: 'system',
      density: 'comfortable',
      textPercent: 100,
      shortcuts: {},
      globalShortcuts: {},
      monitorDevice: null,
    });
    valueOf(await again.profiles.updateSettings({ theme: 'dark' }));
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ version: 2 });
  });

  test('exports of version 1 can be imported', async () => {
    const [{ id: _id, ...profile } = { id: '' }] = older.profiles;
    const exported = { uplinkProfile: 1, profile };
    expect(exportedProfileSchema.parse(exported).profile.destinations).toEqual([]);
    const { profile: made } = valueOf(await rig.profiles.importText(JSON.stringify(exported)));
    expect(made).toMatchObject({ name: 'Old', destinations: [], enabled: true });
  });
});

test('a patch brings in nothing that it does not name', () => {
  expect(profilePatchSchema.parse({ name: 'x' })).toEqual({ name: 'x' });
  expect(settingsPatchSchema.parse({ theme: 'dark' })).toEqual({ theme: 'dark' });
});

test('bounds of the recording hold', () => {
  const recording = settingsSchema.shape.recording;
  expect(recording.safeParse(defaultRecording).success).toBe(true);
  for (const replaySeconds of [1, 4, 601, 7.5, -1]) {
    expect(recording.safeParse({ ...defaultRecording, replaySeconds }).success).toBe(false);
  }
});

test('bounds of text size and shortcuts hold', () => {
  const { textPercent, shortcuts } = settingsSchema.shape;
  expect([89, 90, 150, 151, 100.5].map((size) => textPercent.safeParse(size).success)).toEqual([
    false,
    true,
    true,
    false,
    false,
  ]);
  expect(shortcuts.safeParse({ 'audio.mute': 'Ctrl+M', 'scene.safe': '' }).success).toBe(true);
  expect(shortcuts.safeParse({ 'Audio mute': 'M' }).success).toBe(false);
  expect(shortcuts.safeParse({ 'audio.mute': 'x'.repeat(41) }).success).toBe(false);
  const many = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`command.${index}`, 'F1']));
  expect(shortcuts.safeParse(many).success).toBe(false);
});
