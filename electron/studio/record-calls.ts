/** The calls about recordings, the replay buffer and what earlier runs left unfinished. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { app, shell, type BrowserWindow } from 'electron';
import type { RecordingSettings, Settings, SettingsPatch } from '../../shared/contract/settings.ts';
import { fail, ok, type Reply } from '../../shared/errors.ts';
import type { Handlers } from '../ipc/answer.ts';
import type { RecordingDesk } from '../record/recording-desk.ts';
import type { Session } from '../session/session.ts';
import { chooseFolder } from './files.ts';

/** What these calls need. */
export type RecordCallParts = {
  readonly desk: RecordingDesk;
  readonly session: Session;
  readonly window: () => BrowserWindow | null;
  readonly settings: () => Settings;
  readonly updateSettings: (patch: SettingsPatch) => Promise<Reply<Settings>>;
  /** Begins the names of files. */
  readonly name: () => string;
};

/** Where recordings go. */
export function recordingFolder({ folder }: RecordingSettings): string {
  return folder ?? join(app.getPath('videos'), 'Uplink');
}

/** Begins to record as the settings say. */
export function startRecording({ desk, settings, name }: RecordCallParts): Promise<Reply<null>> {
  const { recording } = settings();
  const { container, splitMinutes, splitMegabytes } = recording;
  return desk.start({ folder: recordingFolder(recording), name: name(), container, splitMinutes, splitMegabytes });
}

/** Gives the replay buffer its length and its folder. */
export function applyReplay({ desk, settings }: Pick<RecordCallParts, 'desk' | 'settings'>): void {
  const { recording } = settings();
  desk.setReplay(recording.replaySeconds, recordingFolder(recording));
}

/** One handler each. */
export function recordCalls(parts: RecordCallParts) {
  const { desk, session, settings } = parts;
  return {
    'record.start': () => startRecording(parts),
    'record.stop': () => desk.stop(),
    'record.mark': ({ text }) => {
      desk.mark(text);
      session.mark(text);
      return ok(null);
    },
    'record.chooseFolder': () => pickFolder(parts),
    'record.openFolder': async () => {
      const folder = recordingFolder(settings().recording);
      await mkdir(folder, { recursive: true }).catch(() => null);
      const why = await shell.openPath(folder);
      return why === '' ? ok(null) : fail('storage-failed', { why: 'the folder can’t be opened' });
    },
    'replay.save': () => desk.saveReplay(),
    'recovery.list': async () => ok([...(await desk.unfinished())]),
    'recovery.recover': ({ id }) => desk.recover(id),
    'recovery.discard': ({ id }) => desk.discard(id),
  } satisfies Partial<Handlers>;
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
