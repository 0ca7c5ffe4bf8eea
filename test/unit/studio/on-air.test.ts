/** The plan of a session out of a profile: which destinations, in which format, and keys that are only ever a function. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OnAir, type PlanWish } from '../../../electron/studio/on-air.ts';
import type { SessionPlan } from '../../../electron/session/target.ts';
import { defaultRate, type ProfilePatch } from '../../../shared/contract/settings.ts';
import { openRig, temporaryDirectory, valueOf, type Rig } from '../store/store-rig.ts';

let rig: Rig;
let onAir: OnAir;
let profileId = '';
let secondId = '';
let dispose = async (): Promise<void> => {};

const live: PlanWish = { mode: 'live', source: 'Camera', rate: defaultRate };

beforeEach(async () => {
  const place = await temporaryDirectory();
  ({ dispose } = place);
  rig = await openRig(place.path);
  onAir = new OnAir((id) => rig.keys.reveal(id));
  profileId = valueOf(await rig.profiles.create({ name: 'Show', serviceId: 'youtube' })).id;
  valueOf(await rig.profiles.setKey(profileId, 'first-key'));
  const destination = { name: 'Second', serviceId: 'twitch', serverUrl: '', backupUrl: '' } as const;
  const rest = { hotStandby: false, priority: 2, enabled: true };
  secondId = valueOf(
    await rig.profiles.destinations.add(profileId, { destination: { ...destination, ...rest }, key: 'second-key' }),
  ).id;
});
afterEach(() => dispose());

async function planWith(patch: ProfilePatch = {}, wish: PlanWish = live): Promise<SessionPlan> {
  valueOf(await rig.profiles.update(profileId, patch));
  return valueOf(await onAir.plan(valueOf(rig.profiles.find(profileId)), wish));
}

test('all that are switched on go along, the main one first, each with its own key', async () => {
  const plan = await planWith();
  expect(plan.destinations.map(({ id, name }) => [id, name])).toEqual([
    [profileId, 'YouTube'],
    [secondId, 'Second'],
  ]);
  expect(plan.destinations.map(({ streamKey }) => streamKey?.())).toEqual(['first-key', 'second-key']);
  expect(JSON.stringify(plan)).not.toContain('-key"');
  const alone = await planWith({ enabled: false });
  expect(alone.destinations.map(({ id }) => id)).toEqual([secondId]);
});

test('the format and the ceiling suit every destination', async () => {
  const video = { width: 1920, height: 1080, fps: 60, kbps: 5000 };
  const plan = await planWith({ video, ceilingKbps: 20_000 });
  expect(plan.video).toEqual(video);
  expect(plan.rate).toEqual({ ...defaultRate, ceilingKbps: 6000 });
  expect((await planWith({ video: { ...video, kbps: 8000 } })).video.kbps).toBe(6000);
});

test('one that needs another codec or far less does not hold the others down', async () => {
  const video = { width: 1920, height: 1080, fps: 60, kbps: 9000 };
  const plan = await planWith({ video, ceilingKbps: 20_000, codecs: { video: 'av1', audio: 'aac' } });
  expect([plan.video, plan.codecs, plan.rate.ceilingKbps]).toEqual([video, { video: 'av1', audio: 'aac' }, 20_000]);
  valueOf(
    await rig.profiles.destinations.update({ profileId, id: secondId }, { serviceId: 'youtube', ceilingKbps: 2000 }),
  );
  expect((await planWith()).destinations.map(({ ceilingKbps }) => ceilingKbps)).toEqual([null, 2000]);
});

test('without a ceiling of its own the bitrate never goes above the profile’s', async () => {
  expect((await planWith({ ceilingKbps: null })).rate.ceilingKbps).toBe(4000);
});

test('a rehearsal goes to one place, without address and key, in the profile’s own format', async () => {
  const plan = await planWith(
    { video: { width: 1920, height: 1080, fps: 60, kbps: 9000 } },
    { ...live, mode: 'rehearsal' },
  );
  expect(plan.destinations).toMatchObject([{ serviceId: 'rehearsal', serverUrl: '', streamKey: null }]);
  expect(plan.video.kbps).toBe(9000);
  expect(onAir.isProfile(profileId)).toBe(false);
});

test('nothing that is switched on is refused', async () => {
  valueOf(await rig.profiles.destinations.update({ profileId, id: secondId }, { enabled: false }));
  valueOf(await rig.profiles.update(profileId, { enabled: false }));
  const reply = await onAir.plan(valueOf(rig.profiles.find(profileId)), live);
  expect(reply).toMatchObject({ ok: false, error: { code: 'input-invalid' } });
});

test('a key that is entered while live counts from the next attempt on; afterwards none is held', async () => {
  const plan = await planWith();
  const [first] = plan.destinations;
  valueOf(await rig.profiles.setKey(profileId, 'newer-key'));
  await onAir.learnKey(profileId);
  expect(first?.streamKey?.()).toBe('newer-key');
  onAir.clear();
  expect(first?.streamKey?.()).toBe('');
});

test('a destination without a key has none, and does not borrow one', async () => {
  valueOf(await rig.profiles.destinations.clearKey({ profileId, id: secondId }));
  expect((await planWith()).destinations.map(({ streamKey }) => streamKey?.() ?? null)).toEqual(['first-key', null]);
});

test('what has just been confirmed is told once, and only of this profile’s session to viewers', async () => {
  const outputs = (...states: readonly ('live' | 'connecting')[]) =>
    [profileId, secondId].map((id, index) => {
      const state = states[index] ?? 'idle';
      return { id, state, confirmedBy: state === 'live' ? 'acknowledged' : null };
    });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of an output only these are asked
  const shown = (mode: string, list: unknown) => ({ mode, outputs: list }) as Parameters<OnAir['newlyConfirmed']>[0];
  expect(onAir.newlyConfirmed(shown('live', outputs('live')))).toEqual([]);
  await planWith();
  expect(onAir.newlyConfirmed(shown('live', outputs('connecting', 'connecting')))).toEqual([]);
  expect(onAir.newlyConfirmed(shown('rehearsal', outputs('live', 'live')))).toEqual([]);
  expect(onAir.newlyConfirmed(shown('live', outputs('live', 'connecting')))).toEqual([profileId]);
  expect(onAir.newlyConfirmed(shown('live', outputs('live', 'live')))).toEqual([secondId]);
  expect(onAir.newlyConfirmed(shown('live', outputs('live', 'live')))).toEqual([]);
  await planWith();
  expect(onAir.newlyConfirmed(shown('live', outputs('live')))).toEqual([profileId]);
});
