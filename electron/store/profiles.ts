/** The stream profiles and studio settings as main owns them: every change is checked, written, then announced. */
import { z } from 'zod';
import type { Profiles } from '../../shared/contract/ipc.ts';
import {
  exportedProfileSchema,
  settingsVersion,
  type Profile,
  type ProfileFile,
  type ProfilePatch,
  type ProfileView,
  type Settings,
  type SettingsPatch,
} from '../../shared/contract/settings.ts';
import { fail, ok, type Reply } from '../../shared/errors.ts';
import { applyLimits, fitCodecs, type ServiceId } from '../../shared/live/services/presets.ts';
import type { Show } from '../../shared/studio/document/show.ts';
import { addressesOf, DestinationStore, splitKeys, withNewAddresses } from './destinations.ts';
import { checked, ProfileDocument, type EditedProfile, type ProfilesOptions } from './profile-document.ts';
import {
  freshDocument,
  freshProfile,
  keyMoved,
  uniqueName,
  withChanged,
  withFreshIds,
  withoutProfile,
  withoutProofs,
  withProfile,
  withProof,
  withSelected,
  withSettings,
} from './profile-edits.ts';
import { keyIdsOf, loadProfileFile } from './profile-file.ts';
import { maxExportBytes, showIn } from './show/exported-show.ts';

/** Longest text that is looked at as an exported profile, in bytes: mostly its show. */
export const maxProfileBytes = maxExportBytes;

/** Opens the profiles; without a usable file there is one, the rehearsal. `setAside` is a sentence for the user. */
export async function openProfiles(
  options: ProfilesOptions,
): Promise<{ readonly profiles: ProfileStore; readonly setAside: string | null }> {
  const loaded = await loadProfileFile(options);
  const document = loaded.document ?? freshDocument(options.randomId());
  // Keys of a file that was set aside stay, for whoever repairs it.
  if (loaded.setAside === null && loaded.document !== null) await options.keys.keepOnly(keyIdsOf(document));
  const held = new ProfileDocument(document, options, loaded.writable);
  return { profiles: new ProfileStore(held), setAside: loaded.setAside };
}

/** Owns the profiles and the settings; changes happen one after the other, and a failed one changes nothing. */
export class ProfileStore {
  readonly destinations: DestinationStore;
  readonly #document: ProfileDocument;
  /** Selected for this run; null: what is stored. */
  #ofRun: string | null = null;

  constructor(document: ProfileDocument) {
    this.#document = document;
    this.destinations = new DestinationStore(document);
  }

  /** All profiles as the window sees them. */
  view(): Profiles {
    const { profiles } = this.#document.current;
    return { selectedId: this.selected().id, profiles: profiles.map((profile) => this.#document.viewOf(profile)) };
  }

  settings(): Settings {
    return this.#document.current.settings;
  }

  /** The profile that Go live uses, and whose show is open. */
  selected(): Profile {
    const { profiles, selectedId } = this.#document.current;
    const ofRun = profiles.find((profile) => profile.id === this.#ofRun);
    const selected = ofRun ?? profiles.find((profile) => profile.id === selectedId) ?? profiles[0];
    if (selected === undefined) throw new Error('the profile document is empty');
    return selected;
  }

  /** Selects a profile, by id or name, until another one is; the next run finds the one that is stored. */
  selectForRun(nameOrId: string): Reply<Profile> {
    const found = this.find(nameOrId);
    if (found.ok) this.#ofRun = found.value.id;
    return found;
  }

  /** Finds a profile by id, or by name in any case. */
  find(nameOrId: string): Reply<Profile> {
    return this.#document.find(nameOrId);
  }

  /** Calls `listener` after every change of profiles, keys or settings; returns the way to stop. */
  onChange(listener: () => void): () => void {
    return this.#document.onChange(listener);
  }

  updateSettings(patch: SettingsPatch): Promise<Reply<Settings>> {
    return this.#document.inTurn(async () => {
      const saved = await this.#document.commit(withSettings(this.#document.current, patch));
      return saved.ok ? ok(this.settings()) : saved;
    });
  }

  /** Creates a profile with the settings that fit the service; it is not selected. */
  create(wish: { readonly name: string; readonly serviceId: ServiceId }): Promise<Reply<ProfileView>> {
    return this.#document.inTurn(() => {
      const name = uniqueName(this.#document.current.profiles, wish.name.trim(), null);
      return this.#add(freshProfile({ id: this.#document.options.randomId(), name, serviceId: wish.serviceId }));
    });
  }

  /** Changes a profile; the service's limits are applied and a key in the address moves to the vault. */
  update(id: string, patch: ProfilePatch): Promise<Reply<EditedProfile>> {
    return this.#document.inTurn(async () => {
      const found = this.find(id);
      return found.ok ? this.#put(withNewAddresses(found.value, patch), withChanged) : found;
    });
  }

  /** Copies a profile with its keys; the copy is not selected. */
  duplicate(id: string): Promise<Reply<ProfileView>> {
    return this.#document.inTurn(async () => {
      const found = this.find(id);
      if (!found.ok) return found;
      const { keys, randomId } = this.#document.options;
      const name = uniqueName(this.#document.current.profiles, found.value.name, null);
      const copy = withFreshIds({ ...found.value, name }, randomId);
      const copied = await keys.duplicate(copy.renamed);
      if (!copied.ok) return copied;
      const added = await this.#add(copy.profile);
      if (!added.ok) await keys.clear(...copy.renamed.map(({ to }) => to));
      return added;
    });
  }

  /** Removes a profile and its keys; after the last one the rehearsal profile comes back. */
  remove(id: string): Promise<Reply<Profiles>> {
    return this.#document.inTurn(async () => {
      const found = this.find(id);
      if (!found.ok) return found;
      const saved = await this.#document.save(
        withoutProfile(this.#document.current, id, this.#document.options.randomId()),
      );
      if (!saved.ok) return saved;
      const ids = [found.value, ...found.value.destinations].map((each) => each.id);
      const cleared = await this.#document.options.keys.clear(...ids);
      this.#document.announce();
      return cleared.ok ? ok(this.view()) : cleared;
    });
  }

  select(id: string): Promise<Reply<Profiles>> {
    return this.#document.inTurn(async () => {
      const found = this.find(id);
      if (!found.ok) return found;
      const before = this.#ofRun;
      // Listeners of the change ask which one it is.
      this.#ofRun = null;
      const saved = await this.#document.commit(withSelected(this.#document.current, found.value.id));
      if (!saved.ok) this.#ofRun = before;
      return saved.ok ? ok(this.view()) : saved;
    });
  }

  /** A destination of whatever profile works here: the service took key and pictures. */
  prove(id: string): Promise<Reply<null>> {
    return this.#document.inTurn(() => {
      const seen = { at: this.#document.options.now(), network: this.#document.network() };
      const next = withProof(this.#document.current, id, seen);
      return next === this.#document.current ? Promise.resolve(ok(null)) : this.#document.commit(next);
    });
  }

  /** This computer may be in another network: whoever listens looks again. */
  networkChanged(): void {
    this.#document.announce();
  }

  /** Gives a profile its key. */
  setKey(id: string, key: string): Promise<Reply<{ readonly key: ProfileView['key'] }>> {
    return this.#changeKey(id, () => this.#document.options.keys.set(id, key));
  }

  clearKey(id: string): Promise<Reply<{ readonly key: ProfileView['key'] }>> {
    return this.#changeKey(id, () => this.#document.options.keys.clear(id));
  }

  /** The profile with its show as a text for a file; it never holds a key. */
  exportText(id: string, show: Show | null): Reply<string> {
    const found = this.find(id);
    if (!found.ok) return found;
    const { id: _id, destinations, ...profile } = found.value;
    const others = destinations.map(({ id: _own, ...destination }) => destination);
    const exported = { uplinkProfile: settingsVersion, profile: { ...profile, destinations: others } };
    return ok(`${JSON.stringify(show === null ? exported : { ...exported, show }, null, 2)}\n`);
  }

  /** Adds an exported profile, all but its show; anything that isn't one is refused with `import-invalid`. */
  importText(text: string): Promise<Reply<EditedProfile & { readonly show: Show | null }>> {
    return this.#document.inTurn(async () => {
      const { keys, randomId } = this.#document.options;
      const imported = importedProfile(text, randomId);
      if (!imported.ok) return imported;
      const { profile, show } = imported.value;
      const others = splitKeys(profile.destinations);
      if (!others.ok) return others;
      const given = await Promise.all(others.value.found.map(({ id, key }) => keys.set(id, key)));
      const refused = given.find((each) => !each.ok);
      if (refused?.ok === false) return refused;
      const edited = await this.#put({ ...profile, destinations: [...others.value.destinations] }, withProfile);
      return edited.ok ? ok({ ...edited.value, show }) : edited;
    });
  }

  /** Checks the profile, moves its key, fits it to the service, names it and stores it with `place`. */
  async #put(
    wish: Profile,
    place: (document: ProfileFile, profile: Profile) => ProfileFile,
  ): Promise<Reply<EditedProfile>> {
    const { keys } = this.#document.options;
    const addresses = addressesOf(wish, { hasKey: keys.state(wish.id) !== 'none' });
    if (!addresses.ok) return addresses;
    const { key, ...stored } = addresses.value;
    const { explanations, video, audio } = applyLimits(wish.serviceId, wish.video, wish.audio);
    const fitted = fitCodecs(wish.serviceId, wish.codecs);
    const changes = [...explanations, ...fitted.explanations];
    const name = uniqueName(this.#document.current.profiles, wish.name.trim(), wish.id);
    const profile: Profile = { ...wish, ...stored, name, video, audio, codecs: fitted.codecs };
    // A key that was glued to the address takes the place of the one that was proved.
    const current = key === null ? this.#document.current : withoutProofs(this.#document.current, [wish.id]);
    const next = checked(place(current, profile));
    if (!next.ok) return next;
    const moved = key === null ? ok(null) : await keys.set(wish.id, key);
    if (!moved.ok) return moved;
    const saved = await this.#document.commit(next.value);
    if (!saved.ok) return saved;
    return ok({
      profile: this.#document.viewOf(profile),
      explanations: key === null ? changes : [keyMoved(), ...changes],
    });
  }

  async #add(profile: Profile): Promise<Reply<ProfileView>> {
    const saved = await this.#document.commit(withProfile(this.#document.current, profile));
    return saved.ok ? ok(this.#document.viewOf(profile)) : saved;
  }

  #changeKey<T extends ProfileView['key']>(
    id: string,
    change: () => Promise<Reply<T>>,
  ): Promise<Reply<{ readonly key: T }>> {
    return this.#document.inTurn(async () => {
      const found = this.find(id);
      if (!found.ok) return found;
      const changed = await change();
      if (!changed.ok) return changed;
      await this.#document.keyChanged(id);
      return ok({ key: changed.value });
    });
  }
}

/** An exported profile under fresh ids, and its show; files from before there were shows have none. */
function importedProfile(
  text: string,
  randomId: () => string,
): Reply<{ readonly profile: Profile; readonly show: Show | null }> {
  if (text.length > maxProfileBytes) return fail('import-invalid');
  try {
    const { show: given, ...exported } = withShowSchema.parse(JSON.parse(text));
    const { destinations, ...profile } = exportedProfileSchema.parse(exported).profile;
    const show = given === undefined ? ok(null) : showIn(given);
    if (!show.ok) return show;
    const others = destinations.map((wish) => Object.assign(wish, { id: randomId() }));
    return ok({ profile: { ...profile, id: randomId(), destinations: others }, show: show.value });
  } catch {
    // Not JSON or not ours.
    return fail('import-invalid');
  }
}

const withShowSchema = z.looseObject({ show: z.unknown().optional() });
