/** The mirror of the stream profiles and the requests that edit them. Keys go to main and never come back. */
import { create } from 'zustand';
import type { Profiles } from '../../shared/contract/ipc.ts';
import type {
  DestinationPatch,
  DestinationView,
  DestinationWish,
  ProfilePatch,
  ProfileView,
  ServiceId,
} from '../../shared/contract/settings.ts';
import {
  applyLimits,
  fitCodecs,
  mainDestinationName,
  presetFor,
  serviceIds,
} from '../../shared/live/services/presets.ts';
import type { Reply } from '../../shared/errors.ts';
import { tell, tellFailure } from './notices.ts';
import { call } from './studio-client.ts';
import { currentLanguage, t } from '../words/words.ts';

type ProfileStore = { readonly profiles: readonly ProfileView[]; readonly selectedId: string };

/** Profiles as main last announced them. */
export const useProfiles = create<ProfileStore>()(() => ({ profiles: [], selectedId: '' }));

/** The selected profile; undefined only before the studio is loaded. */
export function selectedProfile(store: ProfileStore): ProfileView | undefined {
  return store.profiles.find((profile) => profile.id === store.selectedId);
}

/** Takes over what main announced. */
export function mirrorProfiles({ profiles, selectedId }: Profiles): void {
  useProfiles.setState({ profiles, selectedId });
}

/** Makes a profile and selects it. */
export async function createProfile(name: string, serviceId: ServiceId): Promise<void> {
  const reply = await call('profile.create', { name, serviceId });
  if (tellIfRefused(reply)) await selectProfile(reply.value.id);
}

/** Changes the profile; the mirror follows the answer. True when main took it. */
export async function editProfile(id: string, patch: ProfilePatch): Promise<boolean> {
  const reply = await call('profile.update', { id, patch });
  if (!tellIfRefused(reply)) return false;
  replaceProfile(reply.value);
  return true;
}

/** Copies the profile with its keys and selects the copy. */
export async function duplicateProfile(id: string): Promise<void> {
  const reply = await call('profile.duplicate', { id });
  if (tellIfRefused(reply)) await selectProfile(reply.value.id);
}

/** Deletes the profile and its key. */
export async function removeProfile(id: string): Promise<void> {
  const reply = await call('profile.remove', { id });
  if (tellIfRefused(reply)) mirrorProfiles(reply.value);
}

/** Makes the profile the one that Go live uses. */
export async function selectProfile(id: string): Promise<void> {
  const reply = await call('profile.select', { id });
  if (tellIfRefused(reply)) mirrorProfiles(reply.value);
}

/** One destination of a profile as panels show and edit it; the main one has the profile's own id. */
export type Place = DestinationView & { readonly profileId: string };

/** The profile's main destination. */
export function mainPlace(profile: ProfileView): Place {
  const { id, name, serviceId, serverUrl, backupUrl, hotStandby, priority, enabled, soundTrack } = profile;
  const address = { serviceId, serverUrl, backupUrl, hotStandby, priority, enabled, soundTrack };
  const { key, proof } = profile;
  return { id, profileId: id, name: mainDestinationName(serviceId, name), ...address, key, proof };
}

/** All destinations of a profile, the main one first. */
export function placesOf(profile: ProfileView): readonly Place[] {
  return [mainPlace(profile), ...profile.destinations.map((each) => ({ ...each, profileId: profile.id }))];
}

/** When its service took key and pictures, and that it was in another network; empty while that is to be seen. */
export function proofText({ proof }: Pick<Place, 'proof'>): string {
  if (proof === undefined) return '';
  const style = { dateStyle: 'medium', timeStyle: 'short' } as const;
  const when = new Intl.DateTimeFormat(currentLanguage(), style).format(proof.at);
  return t(proof.isHere ? 'destination.proof.here' : 'destination.proof.elsewhere', { when });
}

/** A profile is verified when all that would go live is; null while one of them is yet to be seen. */
export function proofOf(profile: ProfileView): 'here' | 'elsewhere' | null {
  const places = placesOf(profile).filter(({ enabled }) => enabled);
  if (places.length === 0 || places.some(({ proof }) => proof === undefined)) return null;
  return places.every(({ proof }) => proof?.isHere === true) ? 'here' : 'elsewhere';
}

/** True for the destination that is the profile itself. */
export function isMain(place: Pick<Place, 'id' | 'profileId'>): boolean {
  return place.id === place.profileId;
}

/** Changes one destination; the name of the main one is the profile's business. True when main took it. */
export async function editPlace(place: Place, patch: DestinationPatch): Promise<boolean> {
  if (isMain(place)) {
    // A profile's own ceiling is that of the whole session.
    const { name: _name, ceilingKbps: _ceilingKbps, ...rest } = patch;
    return editProfile(place.profileId, rest);
  }
  const reply = await call('destination.update', { profileId: place.profileId, id: place.id, patch });
  if (!tellIfRefused(reply)) return false;
  replaceProfile(reply.value);
  return true;
}

/** Adds a destination, with its key if one was given; while the profile is on air it joins at once. */
export async function addDestination(
  profileId: string,
  destination: DestinationWish,
  key: string | null,
): Promise<boolean> {
  const reply = await call('destination.add', { profileId, destination, key });
  if (!tellIfRefused(reply)) return false;
  replaceProfile(reply.value);
  return true;
}

/** Removes a destination and its key; never the main one. */
export async function removeDestination({ profileId, id }: Place): Promise<void> {
  const reply = await call('destination.remove', { profileId, id });
  if (tellIfRefused(reply)) replaceProfile(reply.value);
}

/** Hands the key to main, which keeps it encrypted or, without a key store, for this run. */
export async function saveKey(place: Place, key: string): Promise<boolean> {
  const { id, profileId } = place;
  const reply = await (isMain(place)
    ? call('profile.setKey', { id, key })
    : call('destination.setKey', { profileId, id, key }));
  if (!tellIfRefused(reply)) return false;
  markKey(place, reply.value.key);
  return true;
}

/** Forgets the key. */
export async function removeKey(place: Place): Promise<void> {
  const { id, profileId } = place;
  const reply = await (isMain(place)
    ? call('profile.clearKey', { id })
    : call('destination.clearKey', { profileId, id }));
  if (tellIfRefused(reply)) markKey(place, reply.value.key);
}

/** Writes the profile to a file that the user picks; the file never holds the key. */
export async function exportProfile(id: string): Promise<void> {
  const reply = await call('profile.export', { id });
  if (!tellIfRefused(reply) || reply.value === null) return;
  tell({ tone: 'good', text: t('live.profile.exported'), next: reply.value.slice(-300) });
}

/** Reads a profile from a file that the user picks and selects it. */
export async function importProfile(): Promise<void> {
  const reply = await call('profile.import', null);
  if (tellIfRefused(reply) && reply.value !== null) await selectProfile(reply.value.id);
}

/** Opens the service's key page or dashboard in the system's browser. */
export async function openService(serviceId: ServiceId): Promise<void> {
  tellIfRefused(await call('service.open', { serviceId }));
}

/** The id in a list's value; anything unknown is an own server. */
export function toServiceId(value: string): ServiceId {
  return serviceIds.find((id) => id === value) ?? 'custom';
}

/** Moves the profile to another service with that service's first address, and fits the format to its limits. */
export async function switchService(profile: ProfileView, serviceId: ServiceId): Promise<readonly string[]> {
  const { video, audio, explanations } = applyLimits(serviceId, profile.video, profile.audio);
  const { codecs, explanations: codecChanges } = fitCodecs(serviceId, profile.codecs);
  const serverUrl = presetFor(serviceId).servers[0]?.url ?? '';
  await editProfile(profile.id, { serviceId, serverUrl, video, audio, codecs });
  return [...explanations, ...codecChanges];
}

/** Makes sure that the selected profile streams to the service, without touching a profile that already has a key. */
export async function chooseService(serviceId: ServiceId): Promise<void> {
  const store = useProfiles.getState();
  const selected = selectedProfile(store);
  if (!selected || selected.serviceId === serviceId) return;
  const known = store.profiles.find((profile) => profile.serviceId === serviceId);
  if (known) await selectProfile(known.id);
  else if (selected.serviceId === 'rehearsal' || selected.key !== 'none') await copyFor(selected, serviceId);
  else {
    const hasServiceName = selected.name === presetFor(selected.serviceId).name;
    if (hasServiceName) await editProfile(selected.id, { name: presetFor(serviceId).name });
    await switchService(selected, serviceId);
  }
}

/** A profile for the service with the show of this one: what was set up before the service was chosen must not be lost. */
async function copyFor(profile: ProfileView, serviceId: ServiceId): Promise<void> {
  const reply = await call('profile.duplicate', { id: profile.id });
  if (!tellIfRefused(reply)) return;
  const copy = reply.value;
  await selectProfile(copy.id);
  // The key belongs to the other service.
  if (copy.key !== 'none') await removeKey(mainPlace(copy));
  await editProfile(copy.id, { name: presetFor(serviceId).name });
  await switchService(copy, serviceId);
}

/** Takes an address that was pasted: into the destination when its service allows it or lists it. */
export async function acceptServer(place: Place, serverUrl: string): Promise<void> {
  const { urlEditable, servers } = presetFor(place.serviceId);
  const listed = servers.some((server) => server.url === serverUrl);
  if (serverUrl === place.serverUrl || (!urlEditable && !listed)) return;
  await editPlace(place, { serverUrl });
}

function tellIfRefused<T>(reply: Reply<T>): reply is { readonly ok: true; readonly value: T } {
  if (!reply.ok) tellFailure(reply.error);
  return reply.ok;
}

function replaceProfile(changed: ProfileView): void {
  useProfiles.setState(({ profiles }) => ({
    profiles: profiles.map((profile) => (profile.id === changed.id ? changed : profile)),
  }));
}

function markKey(place: Place, key: ProfileView['key']): void {
  const mark = <Keyed extends { readonly id: string }>(keyed: Keyed) =>
    keyed.id === place.id ? { ...keyed, key } : keyed;
  useProfiles.setState(({ profiles }) => ({
    profiles: profiles.map((profile) => ({ ...mark(profile), destinations: profile.destinations.map(mark) })),
  }));
}
