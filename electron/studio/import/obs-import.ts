/** What the user brings along from OBS: a scene collection becomes a show, a profile becomes a profile of ours. */
import { randomUUID } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { fail, ok, type Reply } from '../../../shared/errors.ts';
import { presetFor, serviceIds, type ServiceId } from '../../../shared/live/services/presets.ts';
import type { Size } from '../../../shared/studio/geometry/box.ts';
import { importCollection, type ImportedShow } from '../../../shared/studio/import/obs/collection.ts';
import { importProfile, type ImportedProfile } from '../../../shared/studio/import/obs/profile.ts';
import type { Note } from '../../../shared/studio/import/obs/reading.ts';
import { pictureHeadBytes, pictureSize } from '../../../shared/studio/import/picture-size.ts';
import { isLocalPath } from '../../platform/sources/local-file.ts';
import type { ProfileStore } from '../../store/profiles.ts';
import type { ShowStore } from '../../store/show/show-store.ts';
import type { PickedText } from '../calls/files.ts';
import { say } from '../../../shared/wire/tongue.ts';

/** Where things go. */
export type ObsImportParts = { readonly shows: ShowStore; readonly profiles: ProfileStore };

/** Pictures whose sizes are looked up. */
const mostPictures = 500;

/**
 * Takes the files in. A collection alone replaces the open show; with a `basic.ini` there is a new profile for both, so
 * that no destination of the user's changes. Answers with what did not come along.
 */
export async function importFromObs(files: readonly PickedText[], parts: ObsImportParts): Promise<Reply<Note[]>> {
  const basic = textNamed(files, /\.ini$/i);
  const made =
    basic === null
      ? ok(null)
      : importProfile({
          basic,
          service: textNamed(files, /^service\.json$/i),
          streamEncoder: textNamed(files, /^streamEncoder\.json$/i),
        });
  if (!made.ok) return made;
  const collection = textNamed(files, /^(?!service\.json$|streamEncoder\.json$|recordEncoder\.json$).*\.json$/i);
  const shown = collection === null ? ok(null) : await readCollection(collection, made.value?.canvas ?? null);
  if (!shown.ok) return shown;
  if (made.value !== null) return takeProfile(made.value, shown.value, parts);
  if (shown.value === null)
    return fail('import-invalid', { why: say`there is no scene collection or basic.ini of OBS among the files` });
  const replaced = await parts.shows.replace(shown.value.show, 'before-import');
  return replaced.ok ? ok([...shown.value.notes]) : replaced;
}

function textNamed(files: readonly PickedText[], pattern: RegExp): string | null {
  return files.find(({ name }) => pattern.test(name))?.text ?? null;
}

/** Reads it twice: first for the pictures that it names, then with their sizes, on which their places depend. */
async function readCollection(text: string, canvas: Size | null): Promise<Reply<ImportedShow>> {
  const value = asJson(text);
  const options = { newId: randomUUID, ...(canvas === null ? {} : { canvas }) };
  const pictures = new Set<string>();
  const first = importCollection(value, {
    ...options,
    sizeOf: (path) => {
      if (pictures.size < mostPictures) pictures.add(path);
      return null;
    },
  });
  if (!first.ok || pictures.size === 0) return first;
  const sizes = await sizesOf(pictures);
  return importCollection(value, { ...options, sizeOf: (path) => sizes.get(path) ?? null });
}

function asJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    // The reader says what it lacks.
    return null;
  }
}

/** One after the other, into the same bytes. */
async function sizesOf(paths: Iterable<string>): Promise<ReadonlyMap<string, Size>> {
  const bytes = new Uint8Array(pictureHeadBytes);
  const sizes = new Map<string, Size>();
  for (const path of paths) {
    // oxlint-disable-next-line no-await-in-loop
    const size = await sizeOfFile(path, bytes).catch(() => null);
    if (size !== null) sizes.set(path, size);
  }
  return sizes;
}

/** Null for what is no picture; throws when it can't be read. */
async function sizeOfFile(path: string, bytes: Uint8Array): Promise<Size | null> {
  // The collection may come from a stranger: it must not lead us to another computer.
  if (!isLocalPath(path)) return null;
  // Opening what is no file, a pipe for example, might never end.
  if (!(await stat(path)).isFile()) return null;
  const handle = await open(path, 'r');
  try {
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return pictureSize(bytes.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** A new profile with what the other one tells and the show in it, selected; nothing is left of it where a step fails. */
async function takeProfile(
  made: ImportedProfile,
  shown: ImportedShow | null,
  parts: ObsImportParts,
): Promise<Reply<Note[]>> {
  const serviceId = serviceOf(made.destination);
  const created = await parts.profiles.create({ name: made.name.trim() || 'OBS', serviceId: serviceId ?? 'custom' });
  if (!created.ok) return created;
  const { id } = created.value;
  const filled = await fill(id, made, { ...parts, shown });
  if (!filled.ok) {
    await parts.profiles.remove(id);
    return filled;
  }
  const changed = filled.value.map((why) => ({ what: say`Stream settings`, why }));
  const unknown = serviceId === null ? [unknownService(made.destination?.service ?? '')] : [];
  return ok([...unknown, ...changed, recordingNote(made), ...made.notes, ...(shown?.notes ?? [])]);
}

/** Sentences on what the service made different. */
async function fill(
  id: string,
  { video, audioKbps, destination }: ImportedProfile,
  { shows, profiles, shown }: ObsImportParts & { readonly shown: ImportedShow | null },
): Promise<Reply<readonly string[]>> {
  const serverUrl = destination?.serverUrl ?? '';
  const address = serverUrl === '' ? {} : { serverUrl };
  const filled = await profiles.update(id, { video, audio: { kbps: audioKbps }, ...address });
  if (!filled.ok) return filled;
  const put = shown === null ? ok(null) : await shows.put(id, shown.show);
  if (!put.ok) return put;
  const selected = await profiles.select(id);
  return selected.ok ? ok(filled.value.explanations) : selected;
}

/** Recordings are settings of the studio, not of a profile. */
function recordingNote({ recording }: ImportedProfile): Note {
  const replay = recording.replaySeconds === 0 ? '' : say` with a replay buffer of ${recording.replaySeconds} s`;
  const why = say`OBS recorded as ${recording.container}${replay}. Uplink keeps its own settings for recordings; change them there.`;
  return { what: say`Recording`, why };
}

/** The service by OBS's name for it, which may have more words behind ours; null where we don't know it. */
function serviceOf(destination: ImportedProfile['destination']): ServiceId | null {
  if (destination === null) return 'rehearsal';
  if (destination.service === '') return 'custom';
  const [first] = destination.service.toLowerCase().split(/[^a-z0-9]+/);
  return serviceIds.find((id) => presetFor(id).name.toLowerCase() === first) ?? null;
}

function unknownService(service: string): Note {
  return {
    what: say`Destination`,
    why: say`We don’t know the service “${service}”. Choose another one, or enter its address.`,
  };
}
