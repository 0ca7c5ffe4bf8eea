/** Reads a stored show of whatever version: brought up step by step, then held to its schema and to what must hold. */
import { z } from 'zod';
import { fail, ok, type Reply } from '../../errors.ts';
import { flawOf } from './flaw.ts';
import { showSchema, showVersion, type Show } from './show.ts';

/** From the version of the key to the next; each knows only the shapes of its own two versions. */
export type Migrations = Readonly<Record<number, (document: Readonly<Record<string, unknown>>) => unknown>>;

/** None yet: version 1 is the first. */
const ourMigrations: Migrations = {};

const versionedSchema = z.looseObject({ version: z.int().min(0).max(10_000) });

/** The show that a file holds; `storage-damaged` with `why`: `shape`, `newer`, or what is flawed. */
export function readShow(value: unknown): Reply<Show> {
  const current = migrated(value, { to: showVersion, migrations: ourMigrations });
  if (!current.ok) return current;
  const parsed = showSchema.safeParse(current.value);
  if (!parsed.success) return fail('storage-damaged', { why: 'shape' });
  const flaw = flawOf(parsed.data);
  return flaw === null ? ok(parsed.data) : fail('storage-damaged', { why: flaw });
}

/** The document brought up to version `to`. A file of a newer Uplink is refused, not guessed at. */
export function migrated(
  value: unknown,
  steps: { readonly to: number; readonly migrations: Migrations },
): Reply<unknown> {
  const versioned = versionedSchema.safeParse(value);
  if (!versioned.success) return fail('storage-damaged', { why: 'shape' });
  const { version } = versioned.data;
  if (version > steps.to) return fail('storage-damaged', { why: 'newer' });
  if (version === steps.to) return ok(value);
  const step = steps.migrations[version];
  if (step === undefined) return fail('storage-damaged', { why: 'shape' });
  const next = versionedSchema.safeParse(step(versioned.data));
  if (!next.success || next.data.version <= version) return fail('storage-damaged', { why: 'shape' });
  return migrated(next.data, steps);
}
