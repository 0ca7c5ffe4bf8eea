/** Profiles: unique names, one at least, limits applied, and no key outside the vault. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { profilesSchema } from '../../../shared/contract/ipc.ts';
import { profileSchema, profileViewSchema } from '../../../shared/contract/settings.ts';
import { freshProfile } from '../../../electron/store/profile-edits.ts';
import { maxProfileBytes } from '../../../electron/store/profiles.ts';
import { emptyShow } from './show/show-rig.ts';
import { filesIn, inOrder, openRig, scrambling, temporaryDirectory, valueOf, type Rig } from './store-rig.ts';

let directory = '';
let dispose = async (): Promise<void> => {};
let rig: Rig;

beforeEach(async () => {
  ({ path: directory, dispose } = await temporaryDirectory());
  rig = await openRig(directory);
});
afterEach(() => dispose());

const key = 'k3y_9f8e7d6c5b4a';

async function makeCustom(name = 'Mine'): Promise<string> {
  return valueOf(await rig.profiles.create({ name, serviceId: 'custom' })).id;
}

describe('the list', () => {
  test('begins with the rehearsal, selected', () => {
    const view = profilesSchema.parse(rig.profiles.view());
    expect(view.profiles).toHaveLength(1);
    expect(view.profiles[0]).toMatchObject({ name: 'Rehearsal', serviceId: 'rehearsal', serverUrl: '', key: 'none' });
    expect(view.selectedId).toBe(view.profiles[0]?.id);
  });

  test('a new profile has the address and settings of its service', async () => {
    const made = valueOf(await rig.profiles.create({ name: '  Show ', serviceId: 'x' }));
    expect(profileViewSchema.parse(made)).toMatchObject({
      name: 'Show',
      serverUrl: 'rtmps://va.pscp.tv:443/x',
      audio: { kbps: 128 },
    });
    expect(rig.profiles.view().selectedId).not.toBe(made.id);
  });

  test('names are made unique, in any case and at full length', async () => {
    const names = ['Show', 'show', 'SHOW', 'x'.repeat(80), 'x'.repeat(80)];
    const made = await inOrder(names, (name) => rig.profiles.create({ name, serviceId: 'custom' }));
    expect(made.map((reply) => valueOf(reply).name)).toEqual([
      'Show',
      'show 2',
      'SHOW 3',
      'x'.repeat(80),
      `${'x'.repeat(78)} 2`,
    ]);
  });

  test('a profile keeps its own name when it is saved again', async () => {
    const id = await makeCustom('Show');
    const { profile } = valueOf(await rig.profiles.update(id, { name: 'Show', audio: { kbps: 96 } }));
    expect(profile).toMatchObject({ name: 'Show', audio: { kbps: 96 } });
  });

  test('a codec that another service does not take goes with the switch, and is told', async () => {
    const id = await makeCustom();
    const chosen = valueOf(await rig.profiles.update(id, { codecs: { video: 'av1', audio: 'opus' } }));
    expect(chosen).toMatchObject({ explanations: [], profile: { codecs: { video: 'av1', audio: 'opus' } } });
    const renamed = valueOf(await rig.profiles.update(id, { name: 'Other' }));
    expect(renamed.profile.codecs).toEqual({ video: 'av1', audio: 'opus' });
    const moved = valueOf(
      await rig.profiles.update(id, { serviceId: 'twitch', serverUrl: 'rtmp://live.twitch.tv/app' }),
    );
    expect(moved.profile.codecs).toEqual({ video: 'avc', audio: 'aac' });
    expect(moved.explanations).toHaveLength(2);
  });

  test('a profile from before there were codecs means H.264 and AAC', async () => {
    const { codecs, ...older } = freshProfile({
      id: '8d1c0b1e-6a34-4a53-9a0c-3d9f1a8e0001',
      name: 'Old',
      serviceId: 'x',
    });
    expect(profileSchema.parse(older).codecs).toEqual(codecs);
  });

  test('finds by id, and by name in any case', async () => {
    const id = await makeCustom('Évening Show');
    expect(valueOf(rig.profiles.find(id)).id).toBe(id);
    expect(valueOf(rig.profiles.find(' ÉVENING show')).id).toBe(id);
    expect(rig.profiles.find('nothing')).toMatchObject({ ok: false, error: { code: 'profile-not-found' } });
  });

  test('every operation on an unknown profile says so and changes nothing', async () => {
    const before = rig.profiles.view();
    const id = 'b3b8f0f6-6d5c-4f2f-8a55-0d8f3f1f2a3b';
    const { profiles } = rig;
    const replies = [
      await profiles.update(id, { name: 'x' }),
      await profiles.duplicate(id),
      await profiles.remove(id),
      await profiles.select(id),
      await profiles.setKey(id, key),
      await profiles.clearKey(id),
      profiles.exportText(id, null),
    ];
    for (const reply of replies) expect(reply).toMatchObject({ ok: false, error: { code: 'profile-not-found' } });
    expect(profiles.view()).toEqual(before);
  });
});

describe('copies, removal and listeners', () => {
  test('a duplicate has its own name, id and a copy of the key', async () => {
    const id = await makeCustom();
    await rig.profiles.setKey(id, key);
    const copy = valueOf(await rig.profiles.duplicate(id));
    expect(copy).toMatchObject({ name: 'Mine 2', key: 'stored' });
    await rig.profiles.remove(id);
    expect((await rig.keys.reveal(copy.id))?.reveal()).toBe(key);
  });

  test('removing the selected profile selects its neighbour, and forgets the key', async () => {
    const id = await makeCustom();
    const last = await makeCustom('Last');
    await rig.profiles.setKey(id, key);
    await rig.profiles.select(id);
    expect(valueOf(await rig.profiles.remove(id)).selectedId).toBe(last);
    expect(await rig.keys.reveal(id)).toBeNull();
  });

  test('after the last profile the rehearsal comes back; settings stay', async () => {
    await rig.profiles.updateSettings({ theme: 'light' });
    const { id } = rig.profiles.selected();
    const view = valueOf(await rig.profiles.remove(id));
    expect(view.profiles).toMatchObject([{ name: 'Rehearsal', serviceId: 'rehearsal' }]);
    expect(view.selectedId).not.toBe(id);
    expect(rig.profiles.settings().theme).toBe('light');
  });

  test('listeners hear of each change and not of a refused one', async () => {
    let heard = 0;
    const stop = rig.profiles.onChange(() => {
      heard += 1;
    });
    const id = await makeCustom();
    await rig.profiles.setKey(id, key);
    await rig.profiles.select(id);
    await rig.profiles.updateSettings({ welcomed: true });
    await rig.profiles.update(id, { serverUrl: 'not an address' });
    expect(heard).toBe(4);
    stop();
    await rig.profiles.remove(id);
    expect(heard).toBe(4);
  });
});

describe('updates', () => {
  test('limits of the service are applied and explained', async () => {
    const { id } = valueOf(await rig.profiles.create({ name: 'T', serviceId: 'twitch' }));
    const video = { width: 1280, height: 720, fps: 30, kbps: 9000 };
    const { profile, explanations } = valueOf(await rig.profiles.update(id, { video }));
    expect(profile.video.kbps).toBe(6000);
    expect(explanations).toEqual(['Twitch takes at most 6000 kb/s, so we send 6000 instead of 9000.']);
  });

  test('another service brings its own address and limits', async () => {
    const id = await makeCustom();
    await rig.profiles.update(id, { serverUrl: 'rtmp://my.host/live', audio: { kbps: 320 } });
    const { profile } = valueOf(await rig.profiles.update(id, { serviceId: 'x' }));
    expect(profile).toMatchObject({ serverUrl: 'rtmps://va.pscp.tv:443/x', audio: { kbps: 128 } });
    expect(valueOf(await rig.profiles.update(id, { serviceId: 'rehearsal' })).profile.serverUrl).toBe('');
  });

  test.each([
    ['http://host/live', 'scheme'],
    ['rtmp://', 'host'],
    ['rtmp://host', 'app'],
    ['rtmp://host:99999/live', 'port'],
    ['rtmp://user:pass@host/live', 'credentials'],
  ])('%s is refused: %s', async (serverUrl, why) => {
    const id = await makeCustom();
    const before = rig.profiles.view();
    expect(await rig.profiles.update(id, { serverUrl })).toMatchObject({
      ok: false,
      error: { code: 'url-invalid', facts: { why } },
    });
    expect(rig.profiles.view()).toEqual(before);
  });

  test('YouTube takes only its own addresses', async () => {
    const { id } = valueOf(await rig.profiles.create({ name: 'Y', serviceId: 'youtube' }));
    const refused = await rig.profiles.update(id, { serverUrl: 'rtmp://other.host/live2' });
    expect(refused).toMatchObject({ ok: false, error: { facts: { why: 'not-listed' } } });
    const pasted = await rig.profiles.update(id, { serverUrl: `rtmps://a.rtmps.youtube.com/live2/${key}` });
    expect(valueOf(pasted).profile).toMatchObject({ serverUrl: 'rtmps://a.rtmps.youtube.com/live2', key: 'stored' });
  });

  test('Kick’s address gets the path that its dashboard leaves out', async () => {
    const { id } = valueOf(await rig.profiles.create({ name: 'K', serviceId: 'kick' }));
    const { profile } = valueOf(await rig.profiles.update(id, { serverUrl: 'rtmps://abc.live-video.net' }));
    expect(profile.serverUrl).toBe('rtmps://abc.live-video.net/app');
  });

  test('values outside the schema are refused', async () => {
    const id = await makeCustom();
    const reply = await rig.profiles.update(id, { video: { width: 1281, height: 720, fps: 30, kbps: 4000 } });
    expect(reply).toMatchObject({ ok: false, error: { code: 'input-invalid' } });
    expect(await rig.profiles.updateSettings({ mix: { gainDb: 99, muted: false } })).toMatchObject({ ok: false });
  });

  test('a gain of -0 is 0, as the file will say', async () => {
    await rig.profiles.updateSettings({ mix: { gainDb: -0, muted: false } });
    expect(rig.profiles.settings().mix.gainDb).toBe(0);
  });
});

describe('a key in the address', () => {
  test.each([
    [`rtmp://my.host/live/${key}`, 'rtmp://my.host/live', key],
    [`rtmps://my.host/live/${key}?sig=Zm9v`, 'rtmps://my.host/live', `${key}?sig=Zm9v`],
    [`rtmp://my.host/live#${key}`, 'rtmp://my.host/live', key],
    [` rtmp://my.host/a/b/${key}\n`, 'rtmp://my.host/a/b', key],
    [`rtmp://my.host/live/${key}//`, 'rtmp://my.host/live', key],
    [`rtmp://my.host/live/${key}/?sig=Zm9v`, 'rtmp://my.host/live', `${key}?sig=Zm9v`],
    ['rtmp://my.host/live/stream', 'rtmp://my.host/live', 'stream'],
  ])('%s is split and explained', async (pasted, serverUrl, expected) => {
    const id = await makeCustom();
    const { profile, explanations } = valueOf(await rig.profiles.update(id, { serverUrl: pasted }));
    expect(profile).toMatchObject({ serverUrl, key: 'stored' });
    expect(explanations[0]).toContain('We moved it to the key field');
    expect((await rig.keys.reveal(id))?.reveal()).toBe(expected);
  });

  test('where there is a key already, a plain word is a second part of the path', async () => {
    const id = await makeCustom();
    await rig.profiles.setKey(id, key);
    const { profile } = valueOf(await rig.profiles.update(id, { serverUrl: 'rtmps://my.host/v2/pub' }));
    expect(profile.serverUrl).toBe('rtmps://my.host/v2/pub');
    const other = valueOf(await rig.profiles.update(id, { serverUrl: 'rtmps://my.host/live/n3w-key-77' }));
    expect(other.profile.serverUrl).toBe('rtmps://my.host/live');
    expect((await rig.keys.reveal(id))?.reveal()).toBe('n3w-key-77');
  });

  test.each([true, false])('no file and no answer ever shows it (key store: %s)', async (isAvailable) => {
    const place = join(directory, 'another');
    const { profiles } = await openRig(place, { encryption: scrambling(isAvailable) });
    const { id } = valueOf(await profiles.create({ name: 'Mine', serviceId: 'custom' }));
    const answers = [
      await profiles.update(id, { serverUrl: `rtmp://my.host/live/${key}` }),
      await profiles.setKey(id, key),
      await profiles.duplicate(id),
      profiles.view(),
      profiles.exportText(id, null),
      await profiles.importText(valueOf(profiles.exportText(id, null)).replace('/live"', `/live/${key}"`)),
      await profiles.select(id),
      await profiles.remove(id),
    ];
    expect(JSON.stringify(answers)).not.toContain(key);
    expect(JSON.stringify([...(await filesIn(place))])).not.toContain(key);
  });
});

describe('export and import', () => {
  test('an exported profile comes back as a new one without a key', async () => {
    const id = await makeCustom();
    await rig.profiles.update(id, { serverUrl: 'rtmp://my.host/live' });
    await rig.profiles.setKey(id, key);
    const text = valueOf(rig.profiles.exportText(id, null));
    expect(text).not.toContain(key);
    const { profile } = valueOf(await rig.profiles.importText(text));
    expect(profile).toMatchObject({ name: 'Mine 2', serverUrl: 'rtmp://my.host/live', key: 'none' });
    expect(profile.id).not.toBe(id);
  });

  test('a key in an imported address moves to the vault', async () => {
    const id = await makeCustom();
    await rig.profiles.update(id, { serverUrl: 'rtmp://my.host/live' });
    const text = valueOf(rig.profiles.exportText(id, null)).replace('/live"', `/live/${key}"`);
    const { profile, explanations } = valueOf(await rig.profiles.importText(text));
    expect(profile).toMatchObject({ serverUrl: 'rtmp://my.host/live', key: 'stored' });
    expect(explanations).toHaveLength(1);
  });

  test('limits apply to an imported profile', async () => {
    const { id } = valueOf(await rig.profiles.create({ name: 'T', serviceId: 'twitch' }));
    const text = valueOf(rig.profiles.exportText(id, null)).replace('"kbps": 4000', '"kbps": 20000');
    expect(valueOf(await rig.profiles.importText(text)).profile.video.kbps).toBe(6000);
  });

  test.each([
    ['nothing', ''],
    ['not JSON', 'hello'],
    ['another document', '{"name":"x"}'],
    ['a newer one', '{"uplinkProfile":2,"profile":{}}'],
    ['a list', '[]'],
    ['one with a field more', '{"uplinkProfile":2,"profile":{},"x":1}'],
  ])('%s is refused', async (_what, text) => {
    const before = rig.profiles.view();
    expect(await rig.profiles.importText(text)).toMatchObject({ ok: false, error: { code: 'import-invalid' } });
    expect(rig.profiles.view()).toEqual(before);
  });

  test('one that is longer than a profile can be is refused', async () => {
    const text = valueOf(rig.profiles.exportText(rig.profiles.selected().id, null));
    const refused = await rig.profiles.importText(text + ' '.repeat(maxProfileBytes));
    expect(refused).toMatchObject({ ok: false, error: { code: 'import-invalid' } });
  });

  test('its show goes along and comes back; a show that is none is refused with all', async () => {
    const show = emptyShow('shown');
    const text = valueOf(rig.profiles.exportText(await makeCustom(), show));
    expect(valueOf(await rig.profiles.importText(text)).show).toEqual(show);
    const before = rig.profiles.view();
    const broken = text.replace('"scenes": [', '"scenes": [7,');
    expect(await rig.profiles.importText(broken)).toMatchObject({ ok: false, error: { code: 'import-invalid' } });
    expect(rig.profiles.view()).toEqual(before);
  });

  test('a field too many is refused, so that a key can’t ride along', async () => {
    const text = valueOf(rig.profiles.exportText(rig.profiles.selected().id, null));
    const withKey = text.replace('"name"', `"key": "${key}", "name"`);
    expect(await rig.profiles.importText(withKey)).toMatchObject({ ok: false, error: { code: 'import-invalid' } });
  });
});
