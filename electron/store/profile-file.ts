/** Reads and writes the profile file: versioned, validated, atomic; a file it can't use is set aside, never replaced. */
import { join } from 'node:path';
import { z } from 'zod';
import { fail, ok, type Reply } from '../../shared/errors.ts';
import { profileFileSchema, settingsVersion, type ProfileFile } from '../../shared/contract/settings.ts';
import {
  keepPrevious,
  readBounded,
  realFiles,
  setAside,
  systemWord,
  writeAtomically,
  type Files,
} from './atomic-file.ts';
import { say } from '../../shared/wire/tongue.ts';

/** Turns a document of one version into the next one; keyed by the version it starts from. */
export type Migrations = Readonly<Record<number, (document: unknown) => unknown>>;

const versionedSchema = z.looseObject({ version: z.int().min(1) });

/** What version 2 brought (several destinations, recording, bitrate control) has defaults in the schema of the file. */
const ourMigrations: Migrations = { 1: (document) => ({ ...versionedSchema.parse(document), version: 2 }) };

/** Where the file is; `now` (wall clock, ms) names a file that is set aside. */
export type ProfileFileOptions = {
  readonly directory: string;
  readonly now: () => number;
  readonly files?: Files;
};

/** What was found: `document` is null on the first start; `setAside` tells the user what happened to a bad file. */
export type LoadedProfileFile = {
  readonly document: ProfileFile | null;
  readonly setAside: string | null;
  /** False when a bad file could neither be read nor moved: then nothing is written over it. */
  readonly writable: boolean;
};

/** 200 profiles of eight destinations with the longest addresses. */
const maxFileBytes = 6_000_000;

const fileName = 'profiles.json';
const previousName = 'profiles.previous.json';

type Reading =
  | { readonly kind: 'good'; readonly document: ProfileFile }
  | { readonly kind: 'none' }
  | { readonly kind: 'bad'; readonly why: 'damaged' | 'newer' };

/** Loads the file, or the copy before it when the file had to be set aside. Never throws. */
export async function loadProfileFile(options: ProfileFileOptions): Promise<LoadedProfileFile> {
  const reading = await read(join(options.directory, fileName), options);
  if (reading.kind === 'good') return { document: reading.document, setAside: null, writable: true };
  const before = await read(join(options.directory, previousName), options);
  const document = before.kind === 'good' ? before.document : null;
  if (reading.kind === 'none') return { document, setAside: null, writable: true };
  return { document, ...(await moveAway(reading.why, document !== null, options)) };
}

/** Writes the document and keeps the version before it; `storage-failed` leaves the old file as it was. */
export async function saveProfileFile(document: ProfileFile, options: ProfileFileOptions): Promise<Reply<null>> {
  const files = options.files ?? realFiles;
  const path = join(options.directory, fileName);
  try {
    await keepPrevious(path, join(options.directory, previousName), files);
    await writeAtomically(path, `${JSON.stringify(document, null, 2)}\n`, files);
    return ok(null);
  } catch (error) {
    return fail('storage-failed', { why: systemWord(error) });
  }
}

/** Parses a document of any version up to ours. */
function parseDocument(value: unknown): Reading {
  const versioned = versionedSchema.safeParse(value);
  if (!versioned.success) return { kind: 'bad', why: 'damaged' };
  if (versioned.data.version > settingsVersion) return { kind: 'bad', why: 'newer' };
  const steps = { from: versioned.data.version, to: settingsVersion, migrations: ourMigrations };
  const document = migrate(value, steps);
  const parsed = profileFileSchema.safeParse(document);
  return parsed.success && isConsistent(parsed.data)
    ? { kind: 'good', document: parsed.data }
    : { kind: 'bad', why: 'damaged' };
}

/** Takes a document through every version up to `to`; throws when a step is missing or can't cope. */
export function migrate(
  document: unknown,
  steps: { readonly from: number; readonly to: number; readonly migrations: Migrations },
): unknown {
  if (steps.from >= steps.to) return document;
  const step = steps.migrations[steps.from];
  if (step === undefined) throw new Error(`no migration from version ${steps.from}`);
  return migrate(step(document), { ...steps, from: steps.from + 1 });
}

/** What the schema can't say: ids (each names a key) and names are unique and the selected profile exists. */
export function isConsistent(document: ProfileFile): boolean {
  const { profiles, selectedId } = document;
  const ids = keyIdsOf(document);
  const names = new Set(profiles.map((profile) => profile.name.toLowerCase()));
  const isUnique = new Set(ids).size === ids.length && names.size === profiles.length;
  return isUnique && profiles.some((profile) => profile.id === selectedId);
}

/** Every id that may have a key: of profiles, for their main destinations, and of the other destinations. */
export function keyIdsOf(document: ProfileFile): readonly string[] {
  return document.profiles.flatMap(({ id, destinations }) => [id, ...destinations.map((each) => each.id)]);
}

async function read(path: string, options: ProfileFileOptions): Promise<Reading> {
  try {
    const text = await readBounded(path, maxFileBytes, options.files ?? realFiles);
    if (text === null) return { kind: 'none' };
    return parseDocument(JSON.parse(text));
  } catch {
    // Unreadable, too long, not JSON, or a migration that could not cope: the caller sets it aside.
    return { kind: 'bad', why: 'damaged' };
  }
}

async function moveAway(
  why: 'damaged' | 'newer',
  recovered: boolean,
  options: ProfileFileOptions,
): Promise<Omit<LoadedProfileFile, 'document'>> {
  const reason = why === 'newer' ? say`was written by a newer Uplink` : say`was damaged`;
  const result = recovered ? say`We went back to the version before it.` : say`We started with a fresh one.`;
  try {
    const path = join(options.directory, fileName);
    const name = await setAside(path, { why, now: options.now(), files: options.files ?? realFiles });
    return { setAside: say`The profile file ${reason}, so we set it aside as ${name}. ${result}`, writable: true };
  } catch (error) {
    const words = say`The profile file ${reason} and can’t be moved (${systemWord(error)}). Changes are not kept in this run.`;
    return { setAside: words, writable: false };
  }
}
