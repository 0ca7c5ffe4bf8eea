/** The calls about the show of the selected profile, and the store behind them, wired to the profiles. */
import { randomUUID } from 'node:crypto';
import type { BrowserWindow } from 'electron';
import type { Clock } from '../../../shared/clock.ts';
import type { CallOutput } from '../../../shared/contract/ipc.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import type { ShowState } from '../../../shared/contract/show/show.ts';
import { fail, ok, type Reply } from '../../../shared/errors.ts';
import { isActive } from '../../../shared/live/session/status.ts';
import type { Show } from '../../../shared/studio/document/show.ts';
import { fromSettings } from '../../../shared/studio/document/default-show.ts';
import type { Handlers } from '../../ipc/answer.ts';
import type { Session } from '../../session/session.ts';
import type { ProfileStore } from '../../store/profiles.ts';
import { exportedShow, importedShow, maxExportBytes } from '../../store/show/exported-show.ts';
import { ShowStore } from '../../store/show/show-store.ts';
import { importFromObs } from '../import/obs-import.ts';
import { fileNameOf, openTexts, saveText } from './files.ts';

/** What these calls need. */
export type ShowCallParts = {
  readonly shows: ShowStore;
  readonly profiles: ProfileStore;
  readonly window: () => BrowserWindow | null;
  /** What the command line gave for this run. */
  readonly overrides: () => Partial<Settings>;
  /** While one runs the show may be edited, but no other takes its place under the eyes of viewers. */
  readonly session: Pick<Session, 'state'>;
};

/** A show that the selected profile has in this run only; its files go into an empty `directory`. */
export type GivenShow = { readonly show: Show; readonly directory: string };

/** The shows of the profiles; once one was asked for, the selected profile's is the open one. */
export function createShows(parts: {
  readonly directory: string;
  readonly profiles: ProfileStore;
  readonly clock: Clock;
  /** A sentence for the user. */
  readonly tell: (sentence: string) => void;
  readonly givenShow: GivenShow | null;
}): ShowStore {
  const { profiles, givenShow: given } = parts;
  const guest = given === null ? null : { profileId: profiles.selected().id, directory: given.directory };
  const shows = new ShowStore({
    directory: parts.directory,
    clock: parts.clock,
    onProblem: parts.tell,
    guest,
    fresh: (profileId) => {
      if (given !== null && profileId === guest?.profileId) return given.show;
      const found = profiles.find(profileId);
      const { width, height } = (found.ok ? found.value : profiles.selected()).video;
      return fromSettings(profiles.settings(), { newId: randomUUID, canvas: { width, height } });
    },
  });
  profiles.onChange(() => {
    const { id } = profiles.selected();
    if (shows.current !== null && shows.current.profileId !== id) void shows.open(id);
  });
  return shows;
}

/** One handler each. */
export function showCalls(parts: ShowCallParts) {
  const { shows, profiles } = parts;
  return {
    'show.load': async () => asGiven(await shows.open(profiles.selected().id), parts),
    'show.do': (wish) => shows.do(wish),
    'show.undo': ({ profileId }) => shows.undo(profileId),
    'show.redo': ({ profileId }) => shows.redo(profileId),
    'show.versions': async () => {
      const versions = await shows.versions();
      return versions.ok ? ok([...versions.value]) : versions;
    },
    'show.restore': ({ id }) => shows.restore(id),
    'show.importObs': () => (isActive(parts.session.state) ? fail('busy') : importObs(parts)),
    'show.export': () => exportShow(parts),
    'show.import': () => (isActive(parts.session.state) ? fail('busy') : importShow(parts)),
  } satisfies Partial<Handlers>;
}

/** A run with sources of its own shows those, without storing them; editing leads back to the stored show. */
function asGiven(opened: Reply<ShowState>, { profiles, overrides }: ShowCallParts): Reply<ShowState> {
  const given = overrides();
  if (!opened.ok || given.videoSource === undefined) return opened;
  const { canvas } = opened.value.show;
  return ok({
    ...opened.value,
    show: fromSettings({ ...profiles.settings(), ...given }, { newId: randomUUID, canvas }),
  });
}

async function exportShow({ shows, profiles, window }: ShowCallParts): Promise<Reply<string | null>> {
  const shown = window();
  const { id, name } = profiles.selected();
  const show = await shows.showOf(id);
  if (shown === null || show === null) return ok(null);
  return saveText(shown, `${fileNameOf(name)}.show.json`, exportedShow(show));
}

async function importShow({ shows, window, session }: ShowCallParts): Promise<Reply<CallOutput<'show.import'>>> {
  const shown = window();
  const picked = shown === null ? ok([]) : await openTexts(shown, { ...showFile, maxBytes: maxExportBytes });
  if (!picked.ok) return picked;
  const [file] = picked.value;
  if (file === undefined) return ok(null);
  const show = importedShow(file.text);
  // The dialog may have been open for long.
  if (isActive(session.state)) return fail('busy');
  return show.ok ? shows.replace(show.value, 'before-import') : show;
}

async function importObs(parts: ShowCallParts): Promise<Reply<CallOutput<'show.importObs'>>> {
  const { shows, profiles, window, session } = parts;
  const shown = window();
  const picked =
    shown === null ? ok([]) : await openTexts(shown, { ...obsFiles, maxBytes: maxObsBytes, several: true });
  if (!picked.ok) return picked;
  if (picked.value.length === 0) return ok(null);
  if (isActive(session.state)) return fail('busy');
  const notes = await importFromObs(picked.value, { shows, profiles });
  return notes.ok ? ok({ notes: notes.value }) : notes;
}

const showFile = { name: 'Uplink show', extensions: ['json'] } as const;
const obsFiles = { name: 'OBS scene collection and profile', extensions: ['json', 'ini'] } as const;
const maxObsBytes = 16 * 1024 * 1024;
