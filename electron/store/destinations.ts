/** The destinations beside the main one of a profile: each with an address, a backup and a key of its own. */
import {
  maxDestinations,
  type Destination,
  type DestinationPatch,
  type DestinationWish,
  type KeyState,
  type Profile,
  type ProfileView,
} from '../../shared/contract/settings.ts';
import { fail, ok, type Reply } from '../../shared/errors.ts';
import { backupFor } from '../../shared/live/services/presets.ts';
import { checked, type EditedProfile, type ProfileDocument } from './profile-document.ts';
import { keyMoved, merged, uniqueName, withChanged, withoutProofs } from './profile-edits.ts';
import { backupAddress, defaultAddress, profileAddress } from './server-address.ts';

/** Which destination of which profile. */
export type DestinationPlace = { readonly profileId: string; readonly id: string };

type Addressed = Pick<Destination, 'id' | 'serviceId' | 'serverUrl' | 'backupUrl' | 'hotStandby'>;

/** Edits destinations through the same document, in the same turn, as the profiles. */
export class DestinationStore {
  readonly #document: ProfileDocument;

  constructor(document: ProfileDocument) {
    this.#document = document;
  }

  /** Adds one, with its key; `input-invalid` where the profile has as many as a session takes. */
  add(
    profileId: string,
    wish: { readonly destination: DestinationWish; readonly key: string | null },
  ): Promise<Reply<EditedProfile & { readonly id: string }>> {
    return this.#document.inTurn(async () => {
      const { keys, randomId } = this.#document.options;
      const found = this.#document.find(profileId);
      if (!found.ok) return found;
      const { destinations } = found.value;
      if (destinations.length >= maxDestinations - 1) return fail('input-invalid', { why: 'eight are the most' });
      const id = randomId();
      const given = wish.key === null ? ok(null) : await keys.set(id, wish.key);
      if (!given.ok) return given;
      const added = await this.#put(found.value, { ...wish.destination, id }, (made) => [...destinations, made]);
      if (added.ok) return ok({ ...added.value, id });
      await keys.clear(id);
      return added;
    });
  }

  /** Changes one; another service or server brings its own addresses unless the patch names them. */
  update(place: DestinationPlace, patch: DestinationPatch): Promise<Reply<EditedProfile>> {
    return this.#document.inTurn(async () => {
      const found = this.find(place);
      if (!found.ok) return found;
      const { profile, destination } = found.value;
      return this.#put(profile, withNewAddresses(destination, patch), (changed) =>
        profile.destinations.map((each) => (each.id === changed.id ? changed : each)),
      );
    });
  }

  /** Removes one and its key. */
  remove(place: DestinationPlace): Promise<Reply<ProfileView>> {
    return this.#document.inTurn(async () => {
      const found = this.find(place);
      if (!found.ok) return found;
      const { profile } = found.value;
      const destinations = profile.destinations.filter((each) => each.id !== place.id);
      const next = { ...profile, destinations };
      const saved = await this.#document.save(withChanged(this.#document.current, next));
      if (!saved.ok) return saved;
      const cleared = await this.#document.options.keys.clear(place.id);
      this.#document.announce();
      return cleared.ok ? ok(this.#document.viewOf(next)) : cleared;
    });
  }

  setKey(place: DestinationPlace, key: string): Promise<Reply<{ readonly key: KeyState }>> {
    return this.#changeKey(place, () => this.#document.options.keys.set(place.id, key));
  }

  clearKey(place: DestinationPlace): Promise<Reply<{ readonly key: KeyState }>> {
    return this.#changeKey(place, () => this.#document.options.keys.clear(place.id));
  }

  /** The destination with its profile; `input-invalid` when there is none. */
  find(place: DestinationPlace): Reply<{ readonly profile: Profile; readonly destination: Destination }> {
    const profile = this.#document.find(place.profileId);
    if (!profile.ok) return profile;
    const destination = profile.value.destinations.find((each) => each.id === place.id);
    if (destination === undefined) return fail('input-invalid', { why: 'there is no such destination' });
    return ok({ profile: profile.value, destination });
  }

  async #put(
    profile: Profile,
    wish: Destination,
    place: (destination: Destination) => readonly Destination[],
  ): Promise<Reply<EditedProfile>> {
    const { keys } = this.#document.options;
    if (wish.serviceId === 'rehearsal') return fail('input-invalid', { why: 'a rehearsal goes nowhere else' });
    const addresses = addressesOf(wish, { hasKey: keys.state(wish.id) !== 'none' });
    if (!addresses.ok) return addresses;
    const { key, ...stored } = addresses.value;
    const name = uniqueName(profile.destinations, wish.name.trim(), wish.id);
    const next = { ...profile, destinations: [...place({ ...wish, ...stored, name })] };
    const current = key === null ? this.#document.current : withoutProofs(this.#document.current, [wish.id]);
    const valid = checked(withChanged(current, next));
    if (!valid.ok) return valid;
    const moved = key === null ? ok(null) : await keys.set(wish.id, key);
    if (!moved.ok) return moved;
    const saved = await this.#document.commit(valid.value);
    if (!saved.ok) return saved;
    return ok({ profile: this.#document.viewOf(next), explanations: key === null ? [] : [keyMoved()] });
  }

  #changeKey(
    place: DestinationPlace,
    change: () => Promise<Reply<KeyState>>,
  ): Promise<Reply<{ readonly key: KeyState }>> {
    return this.#document.inTurn(async () => {
      const found = this.find(place);
      if (!found.ok) return found;
      const changed = await change();
      if (!changed.ok) return changed;
      await this.#document.keyChanged(place.id);
      return ok({ key: changed.value });
    });
  }
}

/** Both addresses as they may be stored, and a key that was glued to one of them. */
export function addressesOf(
  wish: Addressed,
  profile: { readonly hasKey: boolean },
): Reply<Pick<Addressed, 'serverUrl' | 'backupUrl' | 'hotStandby'> & { readonly key: string | null }> {
  const server = profileAddress(wish.serviceId, wish.serverUrl, profile);
  if (!server.ok) return server;
  const { serverUrl } = server.value;
  const backup = backupAddress(wish.serviceId, wish.backupUrl, serverUrl);
  if (!backup.ok) return backup;
  const backupUrl = backup.value.serverUrl;
  // Both addresses take the same key, so the one behind the backup tells nothing new where there is one already.
  const key = server.value.key ?? (profile.hasKey ? null : backup.value.key);
  return ok({ serverUrl, backupUrl, hotStandby: wish.hotStandby && backupUrl !== '', key });
}

/** Destinations of a file without the keys that were glued to their addresses, and those keys. */
export function splitKeys(destinations: readonly Destination[]): Reply<{
  readonly destinations: readonly Destination[];
  readonly found: readonly { readonly id: string; readonly key: string }[];
}> {
  const found: { readonly id: string; readonly key: string }[] = [];
  const split: Destination[] = [];
  for (const destination of destinations) {
    if (destination.serviceId === 'rehearsal') return fail('import-invalid');
    const addresses = addressesOf(destination, { hasKey: false });
    if (!addresses.ok) return addresses;
    const { key, ...stored } = addresses.value;
    if (key !== null) found.push({ id: destination.id, key });
    split.push({ ...destination, ...stored });
  }
  return ok({ destinations: split, found });
}

/** Another service brings its own addresses, another server its own backup, unless the patch names them. */
export function withNewAddresses<Place extends Addressed>(
  place: Place,
  patch: { readonly [Field in keyof Place]?: Place[Field] | undefined },
): Place {
  const next = merged<Place>(place, patch);
  const isNewService = next.serviceId !== place.serviceId;
  const serverUrl = isNewService && patch.serverUrl === undefined ? defaultAddress(next.serviceId) : next.serverUrl;
  const followed = place.backupUrl === backupFor(place.serviceId, place.serverUrl);
  const isMoved = isNewService || (followed && serverUrl !== place.serverUrl);
  const backupUrl = isMoved && patch.backupUrl === undefined ? backupFor(next.serviceId, serverUrl) : next.backupUrl;
  return { ...next, serverUrl, backupUrl };
}
