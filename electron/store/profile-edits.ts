/** Pure edits of the profile document: each takes a document and gives the next one; files and keys are elsewhere. */
import {
  defaultSettings,
  maxNameLength,
  settingsVersion,
  type Profile,
  type ProfileFile,
  type Settings,
  type SettingsPatch,
} from '../../shared/contract/settings.ts';
import { backupFor, recommend, type ServiceId } from '../../shared/live/services/presets.ts';
import { defaultAddress } from './server-address.ts';
import { say } from '../../shared/wire/tongue.ts';

/** What the user is told when an address held a key. */
export function keyMoved(): string {
  return say`That address contained your stream key. We moved it to the key field so that it can’t appear in logs.`;
}

/** A fresh document: the rehearsal profile, which always works, selected, and default settings. */
export function freshDocument(id: string): ProfileFile {
  return {
    version: settingsVersion,
    selectedId: id,
    profiles: [freshProfile({ id, name: say`Rehearsal`, serviceId: 'rehearsal' })],
    settings: defaultSettings,
    proofs: {},
  };
}

/** A profile with the settings that fit its service. */
export function freshProfile(wish: {
  readonly id: string;
  readonly name: string;
  readonly serviceId: ServiceId;
}): Profile {
  const serverUrl = defaultAddress(wish.serviceId);
  return {
    ...wish,
    serverUrl,
    backupUrl: backupFor(wish.serviceId, serverUrl),
    hotStandby: false,
    priority: 1,
    enabled: true,
    ...recommend(wish.serviceId),
    ceilingKbps: null,
    destinations: [],
  };
}

/** Adds a profile at the end. */
export function withProfile(document: ProfileFile, profile: Profile): ProfileFile {
  return { ...document, profiles: [...document.profiles, profile] };
}

/** The profile under another id, each destination too; `renamed` tells which id became which. */
export function withFreshIds(
  profile: Profile,
  randomId: () => string,
): { readonly profile: Profile; readonly renamed: readonly { readonly from: string; readonly to: string }[] } {
  const renamed = [profile, ...profile.destinations].map(({ id }) => ({ from: id, to: randomId() }));
  const fresh = (id: string): string => renamed.find(({ from }) => from === id)?.to ?? id;
  const destinations = profile.destinations.map((each) => ({ ...each, id: fresh(each.id) }));
  return { profile: { ...profile, id: fresh(profile.id), destinations }, renamed };
}

/** Replaces the profile of the same id. */
export function withChanged(document: ProfileFile, changed: Profile): ProfileFile {
  return { ...document, profiles: document.profiles.map((profile) => (profile.id === changed.id ? changed : profile)) };
}

/** Selects another profile. */
export function withSelected(document: ProfileFile, id: string): ProfileFile {
  return { ...document, selectedId: id };
}

/** Changes the studio settings; absent fields stay. */
export function withSettings(document: ProfileFile, patch: SettingsPatch): ProfileFile {
  return { ...document, settings: merged<Settings>(document.settings, patch) };
}

/** Removes a profile and selects its neighbour; after the last one the rehearsal profile comes back as `freshId`. */
export function withoutProfile(document: ProfileFile, id: string, freshId: string): ProfileFile {
  const at = document.profiles.findIndex((profile) => profile.id === id);
  const profiles = document.profiles.filter((profile) => profile.id !== id);
  const neighbour = profiles[Math.min(at, profiles.length - 1)];
  if (neighbour === undefined) return { ...freshDocument(freshId), settings: document.settings };
  const selectedId = document.selectedId === id ? neighbour.id : document.selectedId;
  return { ...document, profiles, selectedId };
}

/** The service took key and pictures where this destination points to; one that is in no profile has nothing to prove. */
export function withProof(
  document: ProfileFile,
  id: string,
  seen: { readonly at: number; readonly network: string },
): ProfileFile {
  const places = document.profiles.flatMap((profile) => [profile, ...profile.destinations]);
  const place = places.find((each) => each.id === id);
  if (place === undefined) return document;
  const known = new Set(places.map((each) => each.id));
  const kept = Object.entries(document.proofs).filter(([of]) => known.has(of));
  return { ...document, proofs: { ...Object.fromEntries(kept), [id]: { ...seen, address: addressOf(place) } } };
}

/** These destinations have another key, which nobody has seen to work. */
export function withoutProofs(document: ProfileFile, ids: readonly string[]): ProfileFile {
  const proofs = Object.fromEntries(Object.entries(document.proofs).filter(([id]) => !ids.includes(id)));
  return { ...document, proofs };
}

/** Whether a destination is proved as it is now; another network takes away only that it was here. */
export function proofOf(
  { proofs }: Pick<ProfileFile, 'proofs'>,
  place: Addressed & { readonly id: string },
  network: string,
): { readonly proof?: { readonly at: number; readonly isHere: boolean } } {
  const found = proofs[place.id];
  if (found === undefined || found.address !== addressOf(place)) return {};
  // Without a network there is nothing to compare.
  return { proof: { at: found.at, isHere: network === '' || network === found.network } };
}

type Addressed = Pick<Profile, 'serviceId' | 'serverUrl'>;

function addressOf({ serviceId, serverUrl }: Addressed): string {
  return `${serviceId} ${serverUrl}`;
}

/** The name, or the name with a number when another one than `ownId` has it; upper and lower case are the same. */
export function uniqueName(
  others: readonly { readonly id: string; readonly name: string }[],
  name: string,
  ownId: string | null,
): string {
  const taken = new Set(others.filter(({ id }) => id !== ownId).map((other) => other.name.toLowerCase()));
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : ` ${number}`;
    const candidate = name.slice(0, maxNameLength - suffix.length).trim() + suffix;
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
}

/** `base` with the fields of `patch` that are present. */
export function merged<T extends object>(base: T, patch: { readonly [K in keyof T]?: T[K] | undefined }): T {
  const present = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  return { ...base, ...present };
}
