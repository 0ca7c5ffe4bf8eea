/** A show store on a real temporary directory, with a clock by hand and disks that can be made to fail. */
import { readdir, readFile, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { realShowFiles, type ShowFiles } from '../../../../electron/store/show/show-files.ts';
import { ShowStore } from '../../../../electron/store/show/show-store.ts';
import type { ShowState } from '../../../../shared/contract/show/show.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import { createShow } from '../../../../shared/studio/document/default-show.ts';
import { countingIds } from '../../../support/show/random-parts.ts';
import { noon, valueOf } from '../store-rig.ts';

export const profileId = '8d1c0b1e-6a34-4a53-9a0c-3d9f1a8e0001';
export const otherId = '8d1c0b1e-6a34-4a53-9a0c-3d9f1a8e0002';

/** One opened directory of shows. */
export type ShowRig = {
  readonly shows: ShowStore;
  /** Sentences for the user so far. */
  readonly told: readonly string[];
  readonly announced: readonly ShowState[];
  /** Moves both clocks, in ms; timers are not moved. */
  readonly pass: (millis: number) => void;
};

let runs = 0;

/** Of runs that just stop: only here does their process live on. */
const handles: FileHandle[] = [];
const stores: ShowStore[] = [];

/** Does what the end of the process does for runs that just stopped; what they write by then does not matter any more. */
export async function endRuns(): Promise<void> {
  await Promise.all(stores.splice(0).map((shows) => shows.close(5000)));
  await Promise.all(handles.splice(0).map((handle) => handle.close().catch(() => null)));
}

/** A store as main makes it; each call is another run of the app, which draws other ids. */
export function showRig(directory: string, files: Partial<ShowFiles> = {}): ShowRig {
  const told: string[] = [];
  const announced: ShowState[] = [];
  let passed = 0;
  runs += 1;
  const ids = countingIds(`run${runs}`);
  const shows = new ShowStore({
    directory,
    clock: { now: () => passed, wallclock: () => noon + passed },
    fresh: () => createShow({ newId: ids }),
    onProblem: (sentence) => told.push(sentence),
    files: {
      ...realShowFiles,
      ...files,
      open: async (path, flags, mode) => {
        const handle = await (files.open ?? realShowFiles.open)(path, flags, mode);
        handles.push(handle);
        return handle;
      },
    },
  });
  stores.push(shows);
  shows.onChange((state) => announced.push(state));
  const pass = (millis: number): void => {
    passed += millis;
  };
  return { shows, told, announced, pass };
}

/** The same with the show of `profileId` open. */
export async function openedRig(directory: string, files: Partial<ShowFiles> = {}): Promise<ShowRig> {
  const rig = showRig(directory, files);
  valueOf(await rig.shows.open(profileId));
  return rig;
}

/** The open show, which must be there. */
export function stateOf({ shows }: Pick<ShowRig, 'shows'>): ShowState {
  if (shows.current === null) throw new Error('no show is open');
  return shows.current;
}

/** Renames the first scene and waits for the answer. */
export async function rename(rig: Pick<ShowRig, 'shows'>, to: string, gesture: string | null = null): Promise<void> {
  const sceneId = stateOf(rig).show.scenes[0]?.id ?? '';
  valueOf(await rig.shows.do({ command: { name: 'scene.rename', sceneId, to }, gesture }));
}

/** The name of the first scene. */
export function nameIn(show: Show | null): string {
  return show?.scenes[0]?.name ?? '';
}

/** A file in the folder of a profile's show. */
export function fileOf(directory: string, name: string, id = profileId): string {
  return join(directory, id, name);
}

/** Lines of the journal, the last of which may have no end. */
export async function journalOf(directory: string): Promise<readonly string[]> {
  return (await readFile(fileOf(directory, 'journal.jsonl'), 'utf8')).split('\n').slice(0, -1);
}

export async function namesIn(directory: string, folder = '.'): Promise<readonly string[]> {
  return (await readdir(fileOf(directory, folder))).toSorted();
}

/** Adds to what the journal holds, as another run or a fault would. */
export async function appendToJournal(directory: string, text: string | Uint8Array): Promise<void> {
  await writeFile(fileOf(directory, 'journal.jsonl'), text, { flag: 'a' });
}

/** An empty show with ids that begin alike. */
export function emptyShow(prefix: string): Show {
  return createShow({ newId: countingIds(prefix) });
}
