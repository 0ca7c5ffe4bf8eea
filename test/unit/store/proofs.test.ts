/** What was proved of a destination: with this key, at this address, in this network. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { profileViewSchema } from '../../../shared/contract/settings.ts';
import { openKeyVault } from '../../../electron/store/key-vault.ts';
import { openProfiles, type ProfileStore } from '../../../electron/store/profiles.ts';
import { noon, scrambling, temporaryDirectory, valueOf } from './store-rig.ts';

let directory = '';
let dispose = async (): Promise<void> => {};
let profiles: ProfileStore;
let network: string;
let id: string;

async function open(): Promise<void> {
  const { keys } = await openKeyVault({ directory, encryption: scrambling() });
  const options = { directory, keys, now: () => noon, randomId: () => crypto.randomUUID(), network: () => network };
  ({ profiles } = await openProfiles(options));
}

const proof = (of = id) => {
  const views = profiles.view().profiles.map((view) => profileViewSchema.parse(view));
  return views.flatMap((view) => [view, ...view.destinations]).find((each) => each.id === of)?.proof;
};

const here = { at: noon, isHere: true };
const elsewhere = { at: noon, isHere: false };

beforeEach(async () => {
  ({ path: directory, dispose } = await temporaryDirectory());
  network = 'home';
  await open();
  ({ id } = valueOf(await profiles.create({ name: 'Twitch', serviceId: 'twitch' })));
  valueOf(await profiles.setKey(id, 'live_1_key'));
  valueOf(await profiles.prove(id));
});
afterEach(() => dispose());

describe('a proof', () => {
  test('is told with when and where, also by the next run', async () => {
    expect(proof()).toEqual(here);
    await open();
    expect(proof()).toEqual(here);
    network = 'library';
    expect(proof()).toEqual(elsewhere);
  });

  test('in another network takes the place of the one before', async () => {
    network = 'library';
    valueOf(await profiles.prove(id));
    expect(proof()).toEqual(here);
    network = 'home';
    expect(proof()).toEqual(elsewhere);
  });

  test('without a network is neither here nor elsewhere', () => {
    network = '';
    expect(proof()).toEqual(here);
  });

  test('goes with another key, and with none', async () => {
    valueOf(await profiles.setKey(id, 'live_2_key'));
    expect(proof()).toBeUndefined();
    valueOf(await profiles.prove(id));
    valueOf(await profiles.clearKey(id));
    expect(proof()).toBeUndefined();
  });

  test('goes with another address, and stays with another name', async () => {
    valueOf(await profiles.update(id, { name: 'Evening' }));
    expect(proof()).toEqual(here);
    valueOf(
      await profiles.update(id, { serviceId: 'kick', serverUrl: 'rtmps://example.contribute.live-video.net/app' }),
    );
    expect(proof()).toBeUndefined();
  });

  test('of a further destination is its own, and goes with a key that was glued to its address', async () => {
    const destination = {
      name: 'Relay',
      serviceId: 'custom',
      serverUrl: 'rtmp://relay.example.org/live',
      backupUrl: '',
      hotStandby: false,
      priority: 2,
      enabled: true,
    } as const;
    const added = valueOf(await profiles.destinations.add(id, { destination, key: 'relay-key' }));
    expect(proof(added.id)).toBeUndefined();
    valueOf(await profiles.prove(added.id));
    expect([proof(), proof(added.id)]).toEqual([here, here]);
    valueOf(await profiles.destinations.setKey({ profileId: id, id: added.id }, 'other-key'));
    expect([proof(), proof(added.id)]).toEqual([here, undefined]);
  });

  test('does not go along with an exported profile, nor to a copy', async () => {
    const text = valueOf(profiles.exportText(id, null));
    expect(text).not.toContain('home');
    const imported = valueOf(await profiles.importText(text));
    expect(imported.profile.proof).toBeUndefined();
    expect(valueOf(await profiles.duplicate(id)).proof).toBeUndefined();
  });

  test('of what is in no profile is nothing', async () => {
    valueOf(await profiles.prove(crypto.randomUUID()));
    valueOf(await profiles.remove(id));
    valueOf(await profiles.prove(profiles.selected().id));
    expect(proof()).toBeUndefined();
  });

  test('another network is announced', () => {
    let told = 0;
    profiles.onChange(() => {
      told += 1;
    });
    profiles.networkChanged();
    expect(told).toBe(1);
  });
});
