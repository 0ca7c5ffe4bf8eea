/** What can be done with the report of the last session: save it as a page, copy its summary, export what was missed, take its advice. */
import type { Report, ReportChange } from '../../../shared/contract/report.ts';
import { spokenLength } from '../../../shared/live/words/report/phrases.ts';
import { summaryText } from '../../../shared/live/words/report/summary.ts';
import { tell, tellFailure } from '../notices.ts';
import { editProfile, selectedProfile, useProfiles } from '../profiles.ts';
import { call } from '../studio-client.ts';
import { changeRecording } from './recording.ts';
import { t } from '../../words/words.ts';

/** Writes the report as one page to a file that the user picks. */
export async function saveReportPage(): Promise<void> {
  const reply = await call('report.saveHtml', null);
  if (!reply.ok) tellFailure(reply.error);
  else if (reply.value !== null)
    tell({ tone: 'good', text: t('results.report.told.saved'), next: reply.value.slice(-300) });
}

/** Puts the report's few lines on the clipboard. */
export async function copySummary(report: Report): Promise<void> {
  try {
    await navigator.clipboard.writeText(summaryText(report));
    tell({ tone: 'good', text: t('results.report.told.copied'), next: '' });
  } catch {
    tell({
      tone: 'bad',
      text: t('results.report.told.notCopied'),
      next: t('results.report.told.notCopiedNext'),
    });
  }
}

/** Writes what one destination missed to files of its own, out of the recording. */
export async function exportMissing(outputId: string): Promise<void> {
  const reply = await call('report.exportMissing', { outputId });
  if (!reply.ok) tellFailure(reply.error);
  else if (reply.value !== null) {
    const { path, lackingSeconds } = reply.value;
    const lacks =
      lackingSeconds >= 0.5 ? ` ${t('results.report.told.lacks', { length: spokenLength(lackingSeconds) })}` : '';
    tell({
      tone: lacks === '' ? 'good' : 'info',
      text: `${t('results.report.told.exported')}${lacks}`,
      next: path.slice(-300),
    });
  }
}

/** Does what a proposal says, to the selected profile or to the settings. */
export async function applyChange(change: ReportChange): Promise<void> {
  if (change.kind === 'record') {
    await changeRecording({ withStream: true });
    tell({ tone: 'good', text: t('results.report.told.willRecord'), next: '' });
    return;
  }
  const profile = selectedProfile(useProfiles.getState());
  if (profile === undefined) return;
  const isDone = await editProfile(profile.id, { video: { ...profile.video, ...videoOf(change) } });
  if (isDone) tell({ tone: 'good', text: t('results.report.told.changed', { name: profile.name }), next: '' });
}

function videoOf(change: Exclude<ReportChange, { kind: 'record' }>) {
  switch (change.kind) {
    case 'bitrate':
      return { kbps: change.kbps };
    case 'frame-rate':
      return { fps: change.fps };
    case 'size':
      return { width: change.width, height: change.height };
  }
}
