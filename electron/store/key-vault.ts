/** The stream keys, one per destination id, encrypted by the system or kept for this run only; knows no Electron. */
import { join } from 'node:path';
import { z } from 'zod';
import { fail, ok, type Reply } from '../../shared/errors.ts';
import { maxKeyLength, type KeyState } from '../../shared/contract/settings.ts';
import { cleanPasted } from '../../shared/rtmp/url.ts';
import { readBounded, realFiles, setAside, systemWord, writeAtomically, type Files } from './atomic-file.ts';
import { Secret } from '../../shared/wire/secret.ts';
import { say } from '../../shared/wire/tongue.ts';

/** The system's key store, as `electron/platform/encryption.ts` wraps it. */
export type Encryption = {
  /** False when the system would only scramble with a known password. */
  readonly available: () => boolean;
  /** For "stored in…". */
  readonly name: () => string;
  readonly encrypt: (text: string) => Promise<Uint8Array>;
  readonly decrypt: (bytes: Uint8Array) => Promise<string>;
};

/** Where the vault lives and who encrypts; `now` (wall clock, ms) names a file that is set aside. */
export type KeyVaultOptions = {
  readonly directory: string;
  readonly encryption: Encryption;
  readonly now?: () => number;
  readonly files?: Files;
  /** Hears every key that this run learns, so that the log can blank it. */
  readonly onSecret?: (secret: Secret) => void;
};

/** 200 profiles of eight destinations with keys of 2 KB, encrypted and in base64. */
const maxFileBytes = 6_000_000;

const keyFileSchema = z.strictObject({ version: z.literal(1), keys: z.record(z.uuid(), z.base64()) });

/** Opens the vault; a damaged key file is set aside and named in `setAside`. */
export async function openKeyVault(
  options: KeyVaultOptions,
): Promise<{ readonly keys: KeyVault; readonly setAside: string | null }> {
  const files = options.files ?? realFiles;
  const path = join(options.directory, 'keys.json');
  const loaded = await loadBlobs(path, { files, now: options.now?.() ?? Date.now() });
  const { encryption, onSecret } = options;
  const vault = new KeyVault({
    path,
    files,
    encryption,
    onSecret: onSecret ?? (() => {}),
    blobs: loaded.blobs,
    writable: loaded.writable,
  });
  return { keys: vault, setAside: loaded.setAside };
}

type VaultParts = {
  readonly path: string;
  readonly files: Files;
  readonly encryption: Encryption;
  readonly onSecret: (secret: Secret) => void;
  readonly blobs: ReadonlyMap<string, string>;
  readonly writable: boolean;
};

/** Keys by destination id; a profile's own id is that of its main destination. Only main holds one; `reveal` is the only way to a key. */
export class KeyVault {
  readonly #parts: VaultParts;
  #blobs: ReadonlyMap<string, string>;
  readonly #thisRun = new Map<string, Secret>();
  readonly #unreadable = new Set<string>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(parts: VaultParts) {
    this.#parts = parts;
    this.#blobs = parts.blobs;
  }

  /** Whether there is a usable key for the destination, and whether it outlives this run. */
  state(id: string): KeyState {
    if (this.#thisRun.has(id)) return 'this-run';
    const isReadable = this.#parts.encryption.available() && !this.#unreadable.has(id);
    return this.#blobs.has(id) && isReadable ? 'stored' : 'none';
  }

  /** Stores a key; without encryption it is kept in memory until the end of this run. */
  set(id: string, key: string): Promise<Reply<KeyState>> {
    return this.#inTurn(async () => {
      const text = cleanPasted(key);
      if (text === '') return fail('key-missing');
      if (text.length > maxKeyLength) return fail('input-invalid', { why: 'the key is too long' });
      const secret = new Secret(text);
      this.#parts.onSecret(secret);
      return this.#keep(id, secret);
    });
  }

  /** Forgets the keys of these destinations. */
  clear(...ids: readonly string[]): Promise<Reply<KeyState>> {
    return this.#inTurn(async () => {
      const written = await this.#write(withoutKeys(this.#blobs, ids));
      if (!written.ok) return written;
      for (const id of ids) this.#forget(id);
      return ok('none');
    });
  }

  /** Gives each destination `to` the key of its `from`, where there is one. */
  duplicate(pairs: readonly { readonly from: string; readonly to: string }[]): Promise<Reply<null>> {
    return this.#inTurn(async () => {
      const blobs = new Map(this.#blobs);
      for (const { from, to } of pairs) {
        const secret = this.#thisRun.get(from);
        const blob = this.#blobs.get(from);
        if (secret !== undefined) this.#thisRun.set(to, secret);
        else if (blob !== undefined) blobs.set(to, blob);
      }
      return blobs.size === this.#blobs.size ? ok(null) : this.#write(blobs);
    });
  }

  /** The key, or null when there is none or the system can't decrypt it (then `state` says none). Main only. */
  async reveal(id: string): Promise<Secret | null> {
    const held = this.#thisRun.get(id);
    if (held !== undefined) return held;
    const blob = this.#blobs.get(id);
    if (blob === undefined || !this.#parts.encryption.available()) return null;
    try {
      const secret = new Secret(await this.#parts.encryption.decrypt(Buffer.from(blob, 'base64')));
      this.#parts.onSecret(secret);
      this.#unreadable.delete(id);
      return secret;
    } catch {
      // Made by another user, computer or key store: the user has to enter the key again.
      this.#unreadable.add(id);
      return null;
    }
  }

  /** Drops the keys of destinations that no longer exist. */
  keepOnly(ids: readonly string[]): Promise<Reply<null>> {
    return this.#inTurn(async () => {
      const wanted = new Set(ids);
      const kept = new Map([...this.#blobs].filter(([id]) => wanted.has(id)));
      return kept.size === this.#blobs.size ? ok(null) : this.#write(kept);
    });
  }

  async #keep(id: string, secret: Secret): Promise<Reply<KeyState>> {
    const { encryption } = this.#parts;
    if (!encryption.available()) return this.#keepForThisRun(id, secret);
    let blob: string;
    try {
      blob = Buffer.from(await encryption.encrypt(secret.reveal())).toString('base64');
    } catch {
      // The key store was locked or went away: as good as none.
      return this.#keepForThisRun(id, secret);
    }
    const written = await this.#write(new Map([...this.#blobs, [id, blob]]));
    if (!written.ok) return written;
    this.#thisRun.delete(id);
    this.#unreadable.delete(id);
    return ok('stored');
  }

  /** The older stored key must not come back in the next run. */
  async #keepForThisRun(id: string, secret: Secret): Promise<Reply<KeyState>> {
    const written = await this.#write(withoutKeys(this.#blobs, [id]));
    if (!written.ok) return written;
    this.#forget(id);
    this.#thisRun.set(id, secret);
    return ok('this-run');
  }

  #forget(id: string): void {
    this.#thisRun.delete(id);
    this.#unreadable.delete(id);
  }

  async #write(blobs: ReadonlyMap<string, string>): Promise<Reply<null>> {
    if (blobs === this.#blobs) return ok(null);
    const { path, files, writable } = this.#parts;
    if (!writable) return fail('storage-failed', { why: 'the key file can’t be replaced' });
    try {
      await writeAtomically(path, JSON.stringify({ version: 1, keys: Object.fromEntries(blobs) }), files);
    } catch (error) {
      return fail('storage-failed', { why: systemWord(error) });
    }
    this.#blobs = blobs;
    return ok(null);
  }

  /** One change at a time, in the order of the calls. */
  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(change);
    this.#queue = turn.catch(() => null);
    return turn;
  }
}

/** The same map when there was no such key. */
function withoutKeys(blobs: ReadonlyMap<string, string>, ids: readonly string[]): ReadonlyMap<string, string> {
  return ids.some((id) => blobs.has(id)) ? new Map([...blobs].filter(([id]) => !ids.includes(id))) : blobs;
}

type LoadedBlobs = {
  readonly blobs: ReadonlyMap<string, string>;
  readonly setAside: string | null;
  readonly writable: boolean;
};

async function loadBlobs(path: string, options: { readonly files: Files; readonly now: number }): Promise<LoadedBlobs> {
  try {
    const text = await readBounded(path, maxFileBytes, options.files);
    if (text === null) return { blobs: new Map(), setAside: null, writable: true };
    const file = keyFileSchema.parse(JSON.parse(text));
    return { blobs: new Map(Object.entries(file.keys)), setAside: null, writable: true };
  } catch {
    return loadNothing(path, options);
  }
}

async function loadNothing(
  path: string,
  options: { readonly files: Files; readonly now: number },
): Promise<LoadedBlobs> {
  try {
    const name = await setAside(path, { why: 'damaged', ...options });
    const words = say`The file with the stream keys could not be read; it is now ${name}. Please enter the keys again.`;
    return { blobs: new Map(), setAside: words, writable: true };
  } catch {
    const words = say`The file with the stream keys can’t be read or moved; keys are not stored in this run.`;
    return { blobs: new Map(), setAside: words, writable: false };
  }
}
