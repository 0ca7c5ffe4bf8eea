/** The calls about recordings, the replay buffer and what earlier runs left unfinished. */
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { app, shell, type BrowserWindow } from 'electron';
import type { RecordingSettings, Settings, SettingsPatch } from '../../../shared/contract/settings.ts';
import { fail, ok, type Reply } from '../../../shared/errors.ts';
import { isActive } from '../../../shared/live/session/status.ts';
import type { Handlers } from '../../ipc/answer.ts';
import type { RecordingDesk } from '../../record/recording-desk.ts';
import type { SoundNames } from '../../record/recorder.ts';
import type { Session } from '../../session/session.ts';
import { trackBit } from '../../session/target.ts';
import { chooseFolder } from './files.ts';

/** What these calls need. */
export type RecordCallParts = {
  readonly desk: RecordingDesk;
  readonly session: Session;
  readonly window: () => BrowserWindow | null;
  readonly settings: () => Settings;
  readonly updateSettings: (patch: SettingsPatch) => Promise<Reply<Settings>>;
  /** What the show calls its sound tracks, track 1 first. */
  readonly trackNames: () => readonly string[];
  /** Begins the names of files. */
  readonly name: () => string;
};

/** Where recordings go. */
export function recordingFolder({ folder }: RecordingSettings): string {
  return folder ?? join(app.getPath('videos'), 'Uplink');
}

/** Begins to record as the settings say. */
export function startRecording({ desk, settings, name, trackNames }: RecordCallParts): Promise<Reply<null>> {
  const { recording } = settings();
  const { container, splitMinutes, splitMegabytes } = recording;
  const folder = recordingFolder(recording);
  const sounds = soundNames(recording, trackNames());
  return desk.start({ folder, name: name(), container, splitMinutes, splitMegabytes, sounds });
}

/** Gives the replay buffer its length and its folder. */
export function applyReplay({
  desk,
  settings,
  trackNames,
}: Pick<RecordCallParts, 'desk' | 'settings' | 'trackNames'>): void {
  const { recording } = settings();
  desk.setReplay(recording.replaySeconds, recordingFolder(recording), () => soundNames(recording, trackNames()));
}

/** The tracks that files get, numbered from 0, with their names. */
function soundNames({ tracks }: RecordingSettings, names: readonly string[]): SoundNames {
  return new Map(tracks.map((track) => [track - 1, names[track - 1] ?? '']));
}

/** The same as bits of a strip's `tracks`. */
export function recordedTracks({ tracks }: RecordingSettings): number {
  return tracks.reduce((bits, track) => bits | trackBit(track), 0);
}

/** One handler each. */
export function recordCalls(parts: RecordCallParts) {
  const { desk, session, settings, updateSettings } = parts;
  return {
    'record.start': () => startRecording(parts),
    'record.stop': () => desk.stop(),
    'record.mark': ({ text }) => {
      session.mark(text);
      return ok({ inFile: desk.mark(text), inReport: isActive(session.state) });
    },
    'record.chooseFolder': () => pickFolder(parts),
    'settings.update': (patch) => updateSettings(fromWindow(patch, settings())),
    'record.openFolder': () => openFolder(recordingFolder(settings().recording)),
    'replay.save': () => desk.saveReplay(),
    'recovery.list': async () => ok([...(await desk.unfinished())]),
    'recovery.recover': ({ id }) => desk.recover(id),
    'recovery.discard': ({ id }) => desk.discard(id),
  } satisfies Partial<Handlers>;
}

/** A change as the window may ask for it: the folder stays as it is, since only the system's own dialog sets it. */
function fromWindow(patch: SettingsPatch, { recording }: Settings): SettingsPatch {
  if (patch.recording === undefined) return patch;
  return { ...patch, recording: { ...patch.recording, folder: recording.folder } };
}

/** The system would start a program where it opens a folder: so a folder it must be. */
async function openFolder(folder: string): Promise<Reply<null>> {
  await mkdir(folder, { recursive: true }).catch(() => null);
  const found = await stat(folder).catch(() => null);
  const isOpen = found?.isDirectory() === true && (await shell.openPath(folder)) === '';
  return isOpen ? ok(null) : fail('storage-failed', { why: 'the folder can’t be opened' });
}

async function pickFolder({ window, settings, updateSettings }: RecordCallParts): Promise<Reply<string | null>> {
  const shown = window();
  if (shown === null) return ok(null);
  const { recording } = settings();
  const folder = await chooseFolder(shown, recordingFolder(recording));
  if (folder === null) return ok(null);
  const saved = await updateSettings({ recording: { ...recording, folder } });
  return saved.ok ? ok(folder) : saved;
}
