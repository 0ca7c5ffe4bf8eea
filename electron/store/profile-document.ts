/** The profile document in memory and on disk: changes come one after the other, and a failed one changes nothing. */
import {
  profileFileSchema,
  type Destination,
  type Profile,
  type ProfileFile,
  type ProfileView,
} from '../../shared/contract/settings.ts';
import { fail, ok, type Reply } from '../../shared/errors.ts';
import type { KeyVault } from './key-vault.ts';
import { proofOf, withoutProofs } from './profile-edits.ts';
import { isConsistent, saveProfileFile, type ProfileFileOptions } from './profile-file.ts';

/** Where the profiles live; `randomId` gives a version-4 UUID. */
export type ProfilesOptions = ProfileFileOptions & {
  readonly keys: KeyVault;
  readonly randomId: () => string;
  /** A mark of the network that this computer is in now; empty where there is none. */
  readonly network?: () => string;
};

/** A profile after a change, and a sentence for each thing that Uplink changed by itself. */
export type EditedProfile = { readonly profile: ProfileView; readonly explanations: readonly string[] };

/** Holds the document for the stores of profiles and of destinations. */
export class ProfileDocument {
  readonly options: ProfilesOptions;
  readonly #writable: boolean;
  readonly #listeners = new Set<() => void>();
  #current: ProfileFile;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(document: ProfileFile, options: ProfilesOptions, writable: boolean) {
    this.#current = document;
    this.options = options;
    this.#writable = writable;
  }

  get current(): ProfileFile {
    return this.#current;
  }

  /** Finds a profile by id, or by name in any case. */
  find(nameOrId: string): Reply<Profile> {
    const wanted = nameOrId.trim().toLowerCase();
    const found = this.#current.profiles.find((each) => each.id === wanted || each.name.toLowerCase() === wanted);
    return found === undefined ? fail('profile-not-found', { why: nameOrId.slice(0, 80) }) : ok(found);
  }

  /** The profile as the window sees it. */
  viewOf(profile: Profile): ProfileView {
    const { keys } = this.options;
    const network = this.network();
    const seen = (place: Destination | Profile) => ({
      key: keys.state(place.id),
      ...proofOf(this.#current, place, network),
    });
    const destinations = profile.destinations.map((each) => ({ ...each, ...seen(each) }));
    return { ...profile, ...seen(profile), destinations };
  }

  /** A mark of the network that this computer is in now. */
  network(): string {
    return this.options.network?.() ?? '';
  }

  /** A destination has another key, or none: what was proved with the one before counts no more. */
  async keyChanged(id: string): Promise<void> {
    // The key is in the vault already; a proof that can't be taken back now is taken back with the next change.
    if (Object.hasOwn(this.#current.proofs, id)) await this.save(withoutProofs(this.#current, [id]));
    this.announce();
  }

  /** Calls `listener` after every change; returns the way to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells everybody who listens. */
  announce(): void {
    for (const listener of this.#listeners) listener();
  }

  /** One change at a time, in the order of the calls. */
  inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(change);
    this.#queue = turn.catch(() => null);
    return turn;
  }

  /** Checks, writes and takes over; `input-invalid` or `storage-failed` change nothing. */
  async save(next: ProfileFile): Promise<Reply<null>> {
    const valid = checked(next);
    if (!valid.ok) return valid;
    if (!this.#writable) return fail('storage-failed', { why: 'the damaged file can’t be moved' });
    const saved = await saveProfileFile(valid.value, this.options);
    if (saved.ok) this.#current = valid.value;
    return saved;
  }

  /** `save`, then `announce`. */
  async commit(next: ProfileFile): Promise<Reply<null>> {
    const saved = await this.save(next);
    if (saved.ok) this.announce();
    return saved;
  }
}

/** The last gate before the file: the schema, unique ids and names, a selected profile. */
export function checked(document: ProfileFile): Reply<ProfileFile> {
  const parsed = profileFileSchema.safeParse(document);
  return parsed.success && isConsistent(parsed.data) ? ok(parsed.data) : fail('input-invalid');
}
