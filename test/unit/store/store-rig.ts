/** A profile store and key vault on a real temporary directory, with an encryption that only scrambles. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realFiles, type Files } from '../../../electron/store/atomic-file.ts';
import { openKeyVault, type Encryption, type KeyVault } from '../../../electron/store/key-vault.ts';
import { openProfiles, type ProfileStore } from '../../../electron/store/profiles.ts';
import type { Reply } from '../../../shared/errors.ts';

/** One opened studio directory. */
export type Rig = {
  readonly directory: string;
  readonly keys: KeyVault;
  readonly profiles: ProfileStore;
  /** Of the profile file. */
  readonly setAside: string | null;
};

/** 2026-11-22 12:00 UTC. */
export const noon = Date.UTC(2026, 10, 22, 12);

/** A directory of its own, removed by `dispose`. */
export async function temporaryDirectory(): Promise<{ readonly path: string; readonly dispose: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'uplink-store-'));
  return { path, dispose: () => rm(path, { recursive: true, force: true }) };
}

const invert = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0xff);
const now = (): number => noon;

/** Inverts every byte, so that the key is not legible in the file. */
export function scrambling(isAvailable = true): Encryption & { isAvailable: boolean } {
  const encryption = {
    isAvailable,
    available: () => encryption.isAvailable,
    name: () => 'a test store',
    encrypt: async (text: string) => invert(Buffer.from(text, 'utf8')),
    decrypt: async (bytes: Uint8Array) => Buffer.from(invert(bytes)).toString('utf8'),
  };
  return encryption;
}

/** Opens vault and profiles as main does. */
export async function openRig(
  directory: string,
  options: { readonly encryption?: Encryption; readonly files?: Partial<Files> } = {},
): Promise<Rig> {
  const files = { ...realFiles, ...options.files };
  const { keys } = await openKeyVault({ directory, encryption: options.encryption ?? scrambling(), now, files });
  const opened = await openProfiles({ directory, now, files, keys, randomId: randomUUID });
  return { directory, keys, ...opened };
}

/** The value of a reply that must be good. */
export function valueOf<T>(reply: Reply<T>): T {
  if (!reply.ok) throw new Error(`${reply.error.code} ${JSON.stringify(reply.error.facts)}`);
  return reply.value;
}

/** Name and content of every file. */
export async function filesIn(directory: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(directory)).toSorted();
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
  return new Map(names.map((name, index) => [name, texts[index] ?? '']));
}

/** A system error as node:fs throws it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: made by a test`), { code });
}

/** Does `task` for each item, one after the other. */
export async function inOrder<Item, Result>(
  items: readonly Item[],
  task: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const [first, ...rest] = items;
  if (first === undefined) return [];
  return [await task(first), ...(await inOrder(rest, task))];
}
