/** What lies where in the folder of one profile's show, and the document as text and back. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readShow } from '../../../shared/studio/document/migrate.ts';
import type { Show } from '../../../shared/studio/document/show.ts';
import { readBounded, realFiles, writeAtomically, type Files } from '../atomic-file.ts';
import { maxShowBytes } from './show-size.ts';

/** The part of node:fs/promises used here, so that tests can make one step fail. */
export type ShowFiles = Files & { readonly readdir: typeof readdir; readonly rm: typeof rm };

/** The real file system. */
export const realShowFiles: ShowFiles = { ...realFiles, readdir, rm };

/** Absolute paths of one profile's show. */
export type ShowFolder = {
  readonly path: string;
  /** The document with all commands up to its revision. */
  readonly show: string;
  /** The commands since. */
  readonly journal: string;
  readonly versions: string;
};

/** What a file held. */
export type Reading<T> =
  | { readonly kind: 'good'; readonly value: T }
  | { readonly kind: 'none' }
  | { readonly kind: 'bad'; readonly why: 'damaged' | 'newer' };

/** A show with the number of changes that led to it. */
export type Revised = { readonly revision: number; readonly show: Show };

/** A show that is as long as may be, its revision and commas. */
const maxFileBytes = maxShowBytes + 4096;

const storedSchema = z.strictObject({ revision: z.int().min(0), show: z.unknown() });

export function showFolder(directory: string, profileId: string): ShowFolder {
  const path = join(directory, profileId);
  return {
    path,
    show: join(path, 'show.json'),
    journal: join(path, 'journal.jsonl'),
    versions: join(path, 'versions'),
  };
}

/** Writes the document; throws the system's error, and then the old one is still there. */
export async function writeDocument({ show }: ShowFolder, revised: Revised, files: ShowFiles): Promise<void> {
  await writeAtomically(show, `${JSON.stringify(revised)}\n`, files);
}

/** Reads the document. Never throws. */
export async function readDocument({ show }: ShowFolder, files: ShowFiles): Promise<Reading<Revised>> {
  const text = await readText(show, files);
  if (text.kind !== 'good') return text;
  const stored = storedSchema.safeParse(asJson(text.value));
  if (!stored.success) return damaged;
  const { revision } = stored.data;
  const parsed = asShow(stored.data.show);
  return parsed.kind === 'good' ? { kind: 'good', value: { revision, show: parsed.value } } : parsed;
}

/** Reads a file that holds a show and nothing else. Never throws. */
export async function readPlainShow(path: string, files: ShowFiles): Promise<Reading<Show>> {
  const text = await readText(path, files);
  return text.kind === 'good' ? asShow(asJson(text.value)) : text;
}

/** A show of any version up to ours, out of a document that anybody may have written. */
export function asShow(value: unknown): Reading<Show> {
  const parsed = readShow(value);
  if (!parsed.ok) return { kind: 'bad', why: parsed.error.facts['why'] === 'newer' ? 'newer' : 'damaged' };
  return { kind: 'good', value: parsed.value };
}

const damaged = { kind: 'bad', why: 'damaged' } as const;

async function readText(path: string, files: ShowFiles): Promise<Reading<string>> {
  try {
    const text = await readBounded(path, maxFileBytes, files);
    return text === null ? { kind: 'none' } : { kind: 'good', value: text };
  } catch {
    // Unreadable or too long: the caller sets it aside.
    return damaged;
  }
}

/** Undefined, which no schema takes, when it is not JSON. */
export function asJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
