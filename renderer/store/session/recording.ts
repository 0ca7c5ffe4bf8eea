/** Requests about recording: start, stop, mark, replay, and recordings that an earlier run left unfinished. */
import { create } from 'zustand';
import type { RecordingSnapshot, UnfinishedRecording } from '../../../shared/contract/delivery.ts';
import type { RecordingSettings } from '../../../shared/contract/settings.ts';
import { ok } from '../../../shared/errors.ts';
import { isOnAir } from '../../../shared/live/session/status.ts';
import { momentText, spokenLength } from '../../../shared/live/words/report/phrases.ts';
import { useLive } from '../live.ts';
import { tell, tellFailure, type ToastAction } from '../notices.ts';
import { changeSettings, useSettings } from '../settings.ts';
import { call } from '../studio-client.ts';
import { t } from '../../words/words.ts';

type RecoveryStore = {
  readonly offers: readonly UnfinishedRecording[];
  /** Ids that are being recovered or discarded. */
  readonly busy: readonly string[];
};

/** Recordings that were not finished properly, as main found them at start. */
export const useRecovery = create<RecoveryStore>()(() => ({ offers: [], busy: [] }));

/** True while a file is being written; one that is being finished goes on behind, whatever is recorded next. */
export function isRecording(recording: RecordingSnapshot | null): boolean {
  return recording?.state === 'recording';
}

/** Starts or stops the recording. */
export async function toggleRecording(): Promise<void> {
  const { recording } = useLive.getState().session;
  const reply = await call(isRecording(recording) ? 'record.stop' : 'record.start', null);
  if (!reply.ok) tellFailure(reply.error);
}

/** Marks this moment: a chapter of the recording and a line of the report, or what of the two there is now. */
export async function markMoment(): Promise<void> {
  const { inFile, onAir } = momentsNow();
  const isPossible = inFile !== null || onAir !== null;
  const reply = isPossible ? await call('record.mark', { text: '' }) : ok({ inFile: false, inReport: false });
  if (!reply.ok) tellFailure(reply.error);
  else if (reply.value.inFile || reply.value.inReport) {
    const moment = reply.value.inFile ? inFile : onAir;
    tell({
      tone: 'good',
      text: moment === null ? t('results.recording.told.marked') : t('results.recording.told.markedAt', { moment }),
      next: '',
    });
  } else {
    tell({
      tone: 'info',
      text: t('results.recording.told.noMark'),
      next: t('results.recording.told.noMarkNext'),
    });
  }
}

/** How far into the recording and into the time on air this moment is; null for what does not run. */
function momentsNow(): { readonly inFile: string | null; readonly onAir: string | null } {
  const { recording, liveSince, state } = useLive.getState().session;
  const seconds = liveSince === null || !isOnAir(state) ? null : (Date.now() - liveSince) / 1000;
  return {
    inFile: recording !== null && isRecording(recording) ? momentText(recording.seconds) : null,
    onAir: seconds === null ? null : momentText(seconds),
  };
}

/** Writes the replay buffer to a file. */
export async function saveReplay(): Promise<void> {
  const seconds = useLive.getState().session.recording?.replaySeconds ?? 0;
  const reply = await call('replay.save', null);
  if (!reply.ok) tellFailure(reply.error);
  else
    tell(
      {
        tone: 'good',
        text: t('results.recording.told.saved', { length: spokenLength(seconds) }),
        next: reply.value.slice(-300),
      },
      openFolder(),
    );
}

/** What can be done with a file that was just written. */
function openFolder(): ToastAction {
  return { label: t('results.recording.form.open'), act: () => void openRecordingFolder() };
}

/** Asks for another folder in the system's dialog; main keeps the choice. */
export async function chooseRecordingFolder(): Promise<void> {
  const reply = await call('record.chooseFolder', null);
  if (!reply.ok) tellFailure(reply.error);
}

/** Shows the folder in the system's file manager. */
export async function openRecordingFolder(): Promise<void> {
  const reply = await call('record.openFolder', null);
  if (!reply.ok) tellFailure(reply.error);
}

/** Changes how the next recording is made. */
export async function changeRecording(patch: Partial<RecordingSettings>): Promise<void> {
  const { recording } = useSettings.getState().settings;
  await changeSettings({ recording: { ...recording, ...patch } });
}

/** Asks main once what an earlier run left behind. */
export async function loadRecovery(): Promise<void> {
  const reply = await call('recovery.list', null);
  if (reply.ok) useRecovery.setState({ offers: reply.value });
  else tellFailure(reply.error);
}

/** Finishes one of them. */
export async function recoverRecording(id: string): Promise<void> {
  await settle(id, async () => {
    const reply = await call('recovery.recover', { id });
    if (!reply.ok) tellFailure(reply.error);
    else {
      const text = t('results.recording.told.recovered');
      tell({ tone: 'good', text, next: reply.value.slice(-300) }, openFolder());
    }
    return reply.ok;
  });
}

/** Deletes one of them. */
export async function discardRecording(id: string): Promise<void> {
  await settle(id, async () => {
    const reply = await call('recovery.discard', { id });
    if (!reply.ok) tellFailure(reply.error);
    return reply.ok;
  });
}

/** One answer per recording at a time; it leaves the list when it is dealt with. */
async function settle(id: string, work: () => Promise<boolean>): Promise<void> {
  if (useRecovery.getState().busy.includes(id)) return;
  useRecovery.setState(({ busy }) => ({ busy: [...busy, id] }));
  const isDone = await work();
  useRecovery.setState(({ busy, offers }) => ({
    busy: busy.filter((other) => other !== id),
    offers: isDone ? offers.filter((offer) => offer.id !== id) : offers,
  }));
}
