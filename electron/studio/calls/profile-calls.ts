/** The calls about profiles and destinations; what concerns a profile on air reaches the session too. */
import type { BrowserWindow } from 'electron';
import type { ProfileView } from '../../../shared/contract/settings.ts';
import { fail, ok, type Reply, type StudioError } from '../../../shared/errors.ts';
import { needsOwn } from '../../../shared/live/delivery/renditions.ts';
import { applyLimits } from '../../../shared/live/services/presets.ts';
import { isActive } from '../../../shared/live/session/status.ts';
import type { Handlers } from '../../ipc/answer.ts';
import type { Session } from '../../session/session.ts';
import type { DestinationPlace } from '../../store/destinations.ts';
import type { EditedProfile } from '../../store/profile-document.ts';
import { maxProfileBytes, type ProfileStore } from '../../store/profiles.ts';
import type { ShowStore } from '../../store/show/show-store.ts';
import { fileNameOf, openTexts, saveText } from './files.ts';
import { mainDestination, type OnAir } from '../on-air.ts';
import { say } from '../../../shared/wire/tongue.ts';

/** What these calls need. */
export type ProfileCallParts = {
  readonly profiles: ProfileStore;
  readonly shows: ShowStore;
  readonly session: Session;
  readonly onAir: OnAir;
  readonly window: () => BrowserWindow | null;
  /** Something that Uplink changed by itself. */
  readonly tell: (text: string) => void;
  /** Why a destination that was added does not join the stream; it is in the profile all the same. */
  readonly refused: (error: StudioError) => void;
};

/** One handler each. */
export function profileCalls(parts: ProfileCallParts) {
  const { profiles, onAir, session } = parts;
  return {
    'profile.create': (wish) => profiles.create(wish),
    'profile.update': async ({ id, patch }) => {
      const edited = await profiles.update(id, patch);
      if (!edited.ok) return edited;
      refresh(parts, id, id);
      return told(parts, edited.value);
    },
    'profile.duplicate': ({ id }) => duplicateProfile(parts, id),
    'profile.remove': async ({ id }) => {
      if (isActive(session.state)) return fail('busy');
      const removed = await profiles.remove(id);
      // What may be left of its show nobody finds under this id any more.
      if (removed.ok) await parts.shows.remove(id);
      return removed;
    },
    // Its show goes with it, and viewers see that of the profile that went live.
    'profile.select': ({ id }) => (isActive(session.state) ? fail('busy') : profiles.select(id)),
    'profile.setKey': async ({ id, key }) => {
      const set = await profiles.setKey(id, key);
      if (set.ok && onAir.isProfile(id)) await onAir.learnKey(id);
      return set;
    },
    'profile.clearKey': ({ id }) => profiles.clearKey(id),
    'profile.export': ({ id }) => exportProfile(parts, id),
    'profile.import': () => importProfile(parts),
    'destination.add': (wish) => addDestination(parts, wish),
    'destination.update': async ({ patch, ...place }) => {
      const edited = await profiles.destinations.update(place, patch);
      if (!edited.ok) return edited;
      refresh(parts, place.profileId, place.id);
      return told(parts, edited.value);
    },
    'destination.remove': async (place) => {
      const removed = await profiles.destinations.remove(place);
      if (removed.ok && isOnAir(parts, place.profileId)) parts.session.removeOutput(place.id);
      return removed;
    },
    'destination.setKey': async ({ key, ...place }) => {
      const set = await profiles.destinations.setKey(place, key);
      if (set.ok && onAir.isProfile(place.profileId)) await onAir.learnKey(place.id);
      return set;
    },
    'destination.clearKey': (place) => profiles.destinations.clearKey(place),
  } satisfies Partial<Handlers>;
}

/** A profile without the show it was copied for would be another one. */
async function duplicateProfile({ profiles, shows }: ProfileCallParts, id: string): Promise<Reply<ProfileView>> {
  const copy = await profiles.duplicate(id);
  if (!copy.ok) return copy;
  const copied = await shows.copy(id, copy.value.id);
  if (copied.ok) return copy;
  await profiles.remove(copy.value.id);
  return copied;
}

async function exportProfile({ profiles, shows, window }: ProfileCallParts, id: string): Promise<Reply<string | null>> {
  const text = profiles.exportText(id, await shows.showOf(id));
  const found = profiles.find(id);
  if (!text.ok) return text;
  const name = found.ok ? fileNameOf(found.value.name) : 'profile';
  const shown = window();
  return shown === null ? ok(null) : saveText(shown, `${name}.uplink.json`, text.value);
}

async function importProfile({ profiles, shows, window }: ProfileCallParts): Promise<Reply<ProfileView | null>> {
  const shown = window();
  const picked = shown === null ? ok([]) : await openTexts(shown, profileFile);
  if (!picked.ok) return picked;
  const [file] = picked.value;
  if (file === undefined) return ok(null);
  const edited = await profiles.importText(file.text);
  if (!edited.ok) return edited;
  const { profile, show } = edited.value;
  const put = show === null ? ok(null) : await shows.put(profile.id, show);
  if (put.ok) return ok(profile);
  await profiles.remove(profile.id);
  return put;
}

const profileFile = { name: 'Uplink profile', extensions: ['json'], maxBytes: maxProfileBytes } as const;

/** Starts a destination that the session does not know yet; it joins at the next key frame. */
export async function joinSession(parts: ProfileCallParts, id: string): Promise<Reply<null> | null> {
  const profile = parts.profiles.selected();
  if (!isOnAir(parts, profile.id)) return null;
  const destination = [mainDestination(profile), ...profile.destinations].find((each) => each.id === id);
  if (destination === undefined) return null;
  return parts.session.addOutput(await parts.onAir.target(destination));
}

async function addDestination(
  parts: ProfileCallParts,
  { profileId, ...wish }: Parameters<Handlers['destination.add']>[0],
): Promise<Reply<ProfileView>> {
  const added = await parts.profiles.destinations.add(profileId, wish);
  if (!added.ok) return added;
  const { id, ...edited } = added.value;
  if (!wish.destination.enabled || !isOnAir(parts, profileId)) return told(parts, edited);
  const { video, audio, codecs } = edited.profile;
  // The stream runs already, in a format that the newcomer did not choose; with an encoding of its own any bitrate will do.
  const hasOwn = needsOwn(wish.destination, { codecs, kbps: video.kbps });
  const format = hasOwn ? { ...video, kbps: 1 } : video;
  for (const text of applyLimits(wish.destination.serviceId, format, audio).explanations) {
    // What we would send instead does not hold for a stream that runs.
    const limit = text.split(/, (?:so|also) /u)[0] ?? text;
    parts.tell(say`${limit}. The stream that runs goes there unchanged.`);
  }
  const joined = await joinSession(parts, id);
  if (joined?.ok === false) parts.refused(joined.error);
  return told(parts, edited);
}

/** A destination that was changed while it was off leaves the session; Start brings it in with what it says now. */
function refresh(parts: ProfileCallParts, profileId: string, id: DestinationPlace['id']): void {
  if (!isOnAir(parts, profileId)) return;
  const output = parts.session.snapshot().outputs.find((each) => each.id === id);
  if (output?.state === 'idle' || output?.state === 'failed') parts.session.removeOutput(id);
}

function isOnAir({ onAir, session }: ProfileCallParts, profileId: string): boolean {
  return onAir.isProfile(profileId) && isActive(session.state);
}

function told(parts: ProfileCallParts, { profile, explanations }: EditedProfile): Reply<ProfileView> {
  for (const text of explanations) parts.tell(text);
  return ok(profile);
}
