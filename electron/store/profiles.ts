/** The stream profiles and studio settings as main owns them: every change is checked, written, then announced. */
import type { Profiles } from '../../shared/contract/ipc.ts';
import {
  exportedProfileSchema,
  profileFileSchema,
  settingsVersion,
  type ExportedProfile,
  type Profile,
  type ProfileFile,
  type ProfilePatch,
  type ProfileView,
  type Settings,
  type SettingsPatch,
} from '../../shared/contract/settings.ts';
import { fail, ok, type Reply } from '../../shared/errors.ts';
import { applyLimits, fitCodecs, type ServiceId } from '../../shared/live/services/presets.ts';
import type { KeyVault } from './key-vault.ts';
import {
  freshDocument,
  freshProfile,
  merged,
  uniqueName,
  withChanged,
  withoutProfile,
  withProfile,
  withSelected,
  withSettings,
} from './profile-edits.ts';
import { isConsistent, loadProfileFile, saveProfileFile, type ProfileFileOptions } from './profile-file.ts';
import { defaultAddress, profileAddress } from './server-address.ts';

/** A profile after a change, and a sentence for each thing that Uplink changed by itself. */
export type EditedProfile = { readonly profile: ProfileView; readonly explanations: readonly string[] };

/** Where the profiles live; `randomId` gives a version-4 UUID. */
export type ProfilesOptions = ProfileFileOptions & {
  readonly keys: KeyVault;
  readonly randomId: () => string;
};

/** Longest text that is looked at as an exported profile. */
const maxImportLength = 64_000;

const keyMoved =
  'That address contained your stream key. We moved it to the key field so that it can’t appear in logs.';

/** Opens the profiles; without a usable file there is one, the rehearsal. `setAside` is a sentence for the user. */
export async function openProfiles(
  options: ProfilesOptions,
): Promise<{ readonly profiles: ProfileStore; readonly setAside: string | null }> {
  const loaded = await loadProfileFile(options);
  const document = loaded.document ?? freshDocument(options.randomId());
  // Keys of a file that was set aside stay, for whoever repairs it.
  if (loaded.setAside === null && loaded.document !== null) {
    await options.keys.keepOnly(document.profiles.map((profile) => profile.id));
  }
  return { profiles: new ProfileStore(document, options, loaded.writable), setAside: loaded.setAside };
}

/** Owns the profile document; changes happen one after the other, and a failed one changes nothing. */
export class ProfileStore {
  #document: ProfileFile;
  readonly #options: ProfilesOptions;
  readonly #writable: boolean;
  readonly #listeners = new Set<() => void>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(document: ProfileFile, options: ProfilesOptions, writable: boolean) {
    this.#document = document;
    this.#options = options;
    this.#writable = writable;
  }

  /** All profiles as the window sees them. */
  view(): Profiles {
    return {
      selectedId: this.#document.selectedId,
      profiles: this.#document.profiles.map((profile) => this.#viewOf(profile)),
    };
  }

  settings(): Settings {
    return this.#document.settings;
  }

  /** The profile that Go live uses. */
  selected(): Profile {
    const { profiles, selectedId } = this.#document;
    const selected = profiles.find((profile) => profile.id === selectedId) ?? profiles[0];
    if (selected === undefined) throw new Error('the profile document is empty');
    return selected;
  }

  /** Finds a profile by id, or by name in any case. */
  find(nameOrId: string): Reply<Profile> {
    const wanted = nameOrId.trim().toLowerCase();
    const found = this.#document.profiles.find((each) => each.id === wanted || each.name.toLowerCase() === wanted);
    return found === undefined ? fail('profile-not-found', { why: nameOrId.slice(0, 80) }) : ok(found);
  }

  /** Calls `listener` after every change of profiles, keys or settings; returns the way to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  updateSettings(patch: SettingsPatch): Promise<Reply<Settings>> {
    return this.#inTurn(async () => {
      const saved = await this.#commit(withSettings(this.#document, patch));
      return saved.ok ? ok(this.settings()) : saved;
    });
  }

  /** Creates a profile with the settings that fit the service; it is not selected. */
  create(wish: { readonly name: string; readonly serviceId: ServiceId }): Promise<Reply<ProfileView>> {
    return this.#inTurn(() => {
      const name = uniqueName(this.#document.profiles, wish.name.trim(), null);
      return this.#add(freshProfile({ id: this.#options.randomId(), name, serviceId: wish.serviceId }));
    });
  }

  /** Changes a profile; the service's limits are applied and a key in the address moves to the vault. */
  update(id: string, patch: ProfilePatch): Promise<Reply<EditedProfile>> {
    return this.#inTurn(async () => {
      const found = this.find(id);
      return found.ok ? this.#put(withNewService(found.value, patch), withChanged) : found;
    });
  }

  /** Copies a profile with its key; the copy is not selected. */
  duplicate(id: string): Promise<Reply<ProfileView>> {
    return this.#inTurn(async () => {
      const found = this.find(id);
      if (!found.ok) return found;
      const name = uniqueName(this.#document.profiles, found.value.name, null);
      const copy: Profile = { ...found.value, id: this.#options.randomId(), name };
      const key = await this.#options.keys.duplicate(id, copy.id);
      if (!key.ok) return key;
      const added = await this.#add(copy);
      if (!added.ok) await this.#options.keys.clear(copy.id);
      return added;
    });
  }

  /** Removes a profile and its key; after the last one the rehearsal profile comes back. */
  remove(id: string): Promise<Reply<Profiles>> {
    return this.#inTurn(async () => {
      const found = this.find(id);
      if (!found.ok) return found;
      const saved = await this.#save(withoutProfile(this.#document, id, this.#options.randomId()));
      if (!saved.ok) return saved;
      const cleared = await this.#options.keys.clear(id);
      this.#announce();
      return cleared.ok ? ok(this.view()) : cleared;
    });
  }

  select(id: string): Promise<Reply<Profiles>> {
    return this.#inTurn(async () => {
      const found = this.find(id);
      if (!found.ok) return found;
      const saved = await this.#commit(withSelected(this.#document, found.value.id));
      return saved.ok ? ok(this.view()) : saved;
    });
  }

  /** Gives a profile its key. */
  setKey(id: string, key: string): Promise<Reply<{ readonly key: ProfileView['key'] }>> {
    return this.#changeKey(id, () => this.#options.keys.set(id, key));
  }

  clearKey(id: string): Promise<Reply<{ readonly key: ProfileView['key'] }>> {
    return this.#changeKey(id, () => this.#options.keys.clear(id));
  }

  /** The profile as a text for a file; it never holds a key. */
  exportText(id: string): Reply<string> {
    const found = this.find(id);
    if (!found.ok) return found;
    const { id: _id, ...profile } = found.value;
    return ok(`${JSON.stringify({ uplinkProfile: settingsVersion, profile }, null, 2)}\n`);
  }

  /** Adds an exported profile; anything that isn't one is refused with `import-invalid`. */
  importText(text: string): Promise<Reply<EditedProfile>> {
    return this.#inTurn(async () => {
      const profile = exportedProfile(text);
      if (profile === null) return fail('import-invalid');
      return this.#put({ ...profile, id: this.#options.randomId() }, withProfile);
    });
  }

  /** Checks the profile, moves its key, fits it to the service, names it and stores it with `place`. */
  async #put(
    wish: Profile,
    place: (document: ProfileFile, profile: Profile) => ProfileFile,
  ): Promise<Reply<EditedProfile>> {
    const { keys } = this.#options;
    const address = profileAddress(wish.serviceId, wish.serverUrl, { hasKey: keys.state(wish.id) !== 'none' });
    if (!address.ok) return address;
    const { serverUrl, key } = address.value;
    const { explanations, video, audio } = applyLimits(wish.serviceId, wish.video, wish.audio);
    const fitted = fitCodecs(wish.serviceId, wish.codecs);
    const changes = [...explanations, ...fitted.explanations];
    const name = uniqueName(this.#document.profiles, wish.name.trim(), wish.id);
    const profile: Profile = { ...wish, name, serverUrl, video, audio, codecs: fitted.codecs };
    const next = checked(place(this.#document, profile));
    if (!next.ok) return next;
    const moved = key === null ? ok(null) : await keys.set(wish.id, key);
    if (!moved.ok) return moved;
    const saved = await this.#commit(next.value);
    if (!saved.ok) return saved;
    return ok({
      profile: this.#viewOf(profile),
      explanations: key === null ? changes : [keyMoved, ...changes],
    });
  }

  async #add(profile: Profile): Promise<Reply<ProfileView>> {
    const saved = await this.#commit(withProfile(this.#document, profile));
    return saved.ok ? ok(this.#viewOf(profile)) : saved;
  }

  #changeKey<T extends ProfileView['key']>(
    id: string,
    change: () => Promise<Reply<T>>,
  ): Promise<Reply<{ readonly key: T }>> {
    return this.#inTurn(async () => {
      const found = this.find(id);
      if (!found.ok) return found;
      const changed = await change();
      if (!changed.ok) return changed;
      this.#announce();
      return ok({ key: changed.value });
    });
  }

  #viewOf(profile: Profile): ProfileView {
    return { ...profile, key: this.#options.keys.state(profile.id) };
  }

  async #commit(next: ProfileFile): Promise<Reply<null>> {
    const saved = await this.#save(next);
    if (saved.ok) this.#announce();
    return saved;
  }

  async #save(next: ProfileFile): Promise<Reply<null>> {
    const valid = checked(next);
    if (!valid.ok) return valid;
    if (!this.#writable) return fail('storage-failed', { why: 'the damaged file can’t be moved' });
    const saved = await saveProfileFile(valid.value, this.#options);
    if (saved.ok) this.#document = valid.value;
    return saved;
  }

  #announce(): void {
    for (const listener of this.#listeners) listener();
  }

  /** One change at a time, in the order of the calls. */
  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(change);
    this.#queue = turn.catch(() => null);
    return turn;
  }
}

/** The last gate before the file: the schema, unique ids and names, a selected profile. */
function checked(document: ProfileFile): Reply<ProfileFile> {
  const parsed = profileFileSchema.safeParse(document);
  return parsed.success && isConsistent(parsed.data) ? ok(parsed.data) : fail('input-invalid');
}

/** A change of service brings its own address unless the patch names one. */
function withNewService(profile: Profile, patch: ProfilePatch): Profile {
  const next = merged<Profile>(profile, patch);
  const isNewService = next.serviceId !== profile.serviceId && patch.serverUrl === undefined;
  return isNewService ? { ...next, serverUrl: defaultAddress(next.serviceId) } : next;
}

function exportedProfile(text: string): ExportedProfile['profile'] | null {
  if (text.length > maxImportLength) return null;
  try {
    return exportedProfileSchema.parse(JSON.parse(text)).profile;
  } catch {
    // Not JSON or not ours: the caller says so.
    return null;
  }
}
