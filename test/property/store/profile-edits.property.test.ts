/** Whatever is done to the profiles in whatever order, file and view stay valid and no key leaves the vault. */
import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { profilesSchema } from '../../../shared/contract/ipc.ts';
import {
  profileFileSchema,
  settingsSchema,
  type KeyState,
  type ProfilePatch,
} from '../../../shared/contract/settings.ts';
import { applyLimits, serviceIds } from '../../../shared/live/services/presets.ts';
import { filesIn, inOrder, openRig, scrambling, temporaryDirectory, type Rig } from '../../unit/store/store-rig.ts';

/** Every key of this test holds this; no word of the program does. */
const mark = 'kEyM4rk';

type Step = (rig: Rig, pick: (index: number) => string) => Promise<unknown>;

const anyIndex = fc.nat(6);
const anyService = fc.constantFrom(...serviceIds);
const anyName = fc.oneof(fc.constantFrom('Show', 'show', 'Rehearsal', ' '), fc.string({ maxLength: 90 }));
const anyKey = fc.string({ maxLength: 20 }).map((text) => `${mark}-${text}`);
/** Glued to an address, a key ends at the last slash: one inside it can't be told from the path. */
const anyGluedKey = anyKey.map((key) => key.replaceAll('/', ''));
const anyUrl = fc.oneof(
  fc.constantFrom('', 'rtmp://host', 'rtmp://host/live', 'rtmps://host/a/b', 'nonsense', 'rtmp://u:p@host/live'),
  anyGluedKey.map((key) => `rtmp://host/live/${key}`),
  anyGluedKey.map((key) => `rtmps://host:444/a/b/${key}?sig=${mark}`),
  fc.string({ maxLength: 40 }),
);
const anyPatch = fc.record(
  {
    name: anyName,
    serviceId: anyService,
    serverUrl: anyUrl,
    video: fc.record({
      width: fc.integer({ min: 100, max: 4000 }),
      height: fc.integer({ min: 100, max: 4000 }),
      fps: fc.integer({ min: 5, max: 70 }),
      kbps: fc.integer({ min: 100, max: 60_000 }),
    }),
    audio: fc.record({ kbps: fc.integer({ min: 32, max: 400 }) }),
  },
  { requiredKeys: [] },
);

const anyDestination = fc.record({
  name: anyName,
  serviceId: anyService,
  serverUrl: anyUrl,
  backupUrl: anyUrl,
  hotStandby: fc.boolean(),
  priority: fc.integer({ min: 0, max: 9 }),
  enabled: fc.boolean(),
});

/** The place of a destination, which need not exist. */
function placeIn(rig: Rig, profileId: string, index: number): { readonly profileId: string; readonly id: string } {
  const profile = rig.profiles.view().profiles.find(({ id }) => id === profileId);
  return { profileId, id: profile?.destinations[index]?.id ?? randomUUID() };
}

const anyDestinationStep: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(anyIndex, anyDestination, fc.option(anyKey)).map(
    ([at, destination, key]): Step =>
      (rig, pick) =>
        rig.profiles.destinations.add(pick(at), { destination, key }),
  ),
  fc
    .tuple(
      anyIndex,
      anyIndex,
      fc.record(
        { serviceId: anyService, serverUrl: anyUrl, backupUrl: anyUrl, hotStandby: fc.boolean() },
        { requiredKeys: [] },
      ),
    )
    .map(
      ([at, index, patch]): Step =>
        (rig, pick) =>
          rig.profiles.destinations.update(placeIn(rig, pick(at), index), patch),
    ),
  fc.tuple(anyIndex, anyIndex).map(
    ([at, index]): Step =>
      (rig, pick) =>
        rig.profiles.destinations.remove(placeIn(rig, pick(at), index)),
  ),
  fc.tuple(anyIndex, anyIndex, anyKey).map(
    ([at, index, key]): Step =>
      (rig, pick) =>
        rig.profiles.destinations.setKey(placeIn(rig, pick(at), index), key),
  ),
);

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(anyName, anyService).map(
    ([name, serviceId]): Step =>
      (rig) =>
        rig.profiles.create({ name, serviceId }),
  ),
  fc.tuple(anyIndex, anyPatch).map(
    ([at, patch]): Step =>
      (rig, pick) =>
        rig.profiles.update(pick(at), patch satisfies ProfilePatch),
  ),
  anyIndex.map(
    (at): Step =>
      (rig, pick) =>
        rig.profiles.duplicate(pick(at)),
  ),
  anyIndex.map(
    (at): Step =>
      (rig, pick) =>
        rig.profiles.remove(pick(at)),
  ),
  anyIndex.map(
    (at): Step =>
      (rig, pick) =>
        rig.profiles.select(pick(at)),
  ),
  fc.tuple(anyIndex, anyKey).map(
    ([at, key]): Step =>
      (rig, pick) =>
        rig.profiles.setKey(pick(at), key),
  ),
  anyIndex.map(
    (at): Step =>
      (rig, pick) =>
        rig.profiles.clearKey(pick(at)),
  ),
  fc.tuple(anyIndex, anyKey).map(([at, key]): Step => async (rig, pick) => {
    const text = rig.profiles.exportText(pick(at), null);
    if (!text.ok) return text;
    const withKey = text.value.replace(/("serverUrl": "[^"]+)"/, `$1/${encodeURIComponent(key)}"`);
    return [text, await rig.profiles.importText(withKey)];
  }),
  fc.string().map(
    (text): Step =>
      (rig) =>
        rig.profiles.importText(text),
  ),
  fc.record({ gainDb: fc.double({ noNaN: true }), muted: fc.boolean() }).map(
    (mix): Step =>
      (rig) =>
        rig.profiles.updateSettings({ mix }),
  ),
  anyDestinationStep,
);

function checkView(rig: Rig): void {
  const view = profilesSchema.parse(rig.profiles.view());
  settingsSchema.parse(rig.profiles.settings());
  expect(view.profiles.length).toBeGreaterThan(0);
  expect(view.profiles.map((profile) => profile.id)).toContain(view.selectedId);
  expect(rig.profiles.selected().id).toBe(view.selectedId);
  const names = view.profiles.map((profile) => profile.name.toLowerCase());
  expect(new Set(names).size).toBe(names.length);
  for (const { serviceId, video, audio } of view.profiles) {
    expect(applyLimits(serviceId, video, audio).explanations).toEqual([]);
  }
}

async function checkFiles(rig: Rig): Promise<void> {
  const files = await filesIn(rig.directory);
  const text = files.get('profiles.json');
  if (text !== undefined) profileFileSchema.parse(JSON.parse(text));
  expect([...files.keys()].filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect(JSON.stringify([...files])).not.toContain(mark);
}

/** Does the steps on a fresh directory, looks after each one, and starts once more at the end. */
async function live(steps: readonly Step[], hasKeyStore: boolean): Promise<void> {
  const { path, dispose } = await temporaryDirectory();
  try {
    const rig = await openRig(path, { encryption: scrambling(hasKeyStore) });
    // Something to start from: the file exists.
    await rig.profiles.updateSettings({ welcomed: true });
    const pick = (index: number): string => rig.profiles.view().profiles[index]?.id ?? randomUUID();
    await inOrder(steps, async (step) => {
      expect(JSON.stringify(await step(rig, pick))).not.toContain(mark);
      checkView(rig);
      await checkFiles(rig);
    });
    const again = await openRig(path, { encryption: scrambling(hasKeyStore) });
    expect(again.setAside).toBeNull();
    expect(withoutRunKeys(again)).toEqual(withoutRunKeys(rig));
    expect(again.profiles.settings()).toEqual(rig.profiles.settings());
  } finally {
    await dispose();
  }
}

function keptKey<Place extends { readonly key: KeyState }>(place: Place): Place {
  return place.key === 'this-run' ? { ...place, key: 'none' } : place;
}

/** A key that lives for this run is gone in the next one. */
function withoutRunKeys(rig: Rig): unknown {
  const { selectedId, profiles } = rig.profiles.view();
  return {
    selectedId,
    profiles: profiles.map((profile) => ({
      ...keptKey(profile),
      destinations: profile.destinations.map(keptKey),
    })),
  };
}

test('random edits keep everything valid, and another start finds the same', { timeout: 120_000 }, async () => {
  await fc.assert(fc.asyncProperty(fc.array(anyStep, { maxLength: 20 }), fc.boolean(), live), { numRuns: 150 });
});
