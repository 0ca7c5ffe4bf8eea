/** The calls about the last session: its report as a file, and the seconds that a destination missed. */
import { join } from 'node:path';
import { dialog, type BrowserWindow } from 'electron';
import type { Report } from '../../shared/contract/report.ts';
import { fail, ok, type Reply } from '../../shared/errors.ts';
import { renderReportHtml } from '../../shared/live/words/report/html/page.ts';
import type { Handlers } from '../ipc/answer.ts';
import type { RecordingDesk } from '../record/recording-desk.ts';
import { fileNameOf, saveText } from './files.ts';

/** What these calls need. */
export type ReportCallParts = {
  readonly report: () => Report | null;
  readonly desk: RecordingDesk;
  readonly window: () => BrowserWindow | null;
  /** The folder of recordings, where the missing part is offered to go. */
  readonly folder: () => string;
};

/** One handler each. */
export function reportCalls(parts: ReportCallParts) {
  return {
    'report.last': () => ok(parts.report()),
    'report.save': () => save(parts, 'uplink-report.json', (report) => `${JSON.stringify(report, null, 2)}\n`),
    'report.saveHtml': () => save(parts, 'uplink-report.html', renderReportHtml),
    'report.exportMissing': ({ outputId }) => exportMissing(parts, outputId),
  } satisfies Partial<Handlers>;
}

async function save(
  { report, window }: ReportCallParts,
  name: string,
  text: (report: Report) => string,
): Promise<Reply<string | null>> {
  const [last, shown] = [report(), window()];
  return last === null || shown === null ? ok(null) : saveText(shown, name, text(last));
}

async function exportMissing(parts: ReportCallParts, outputId: string): Promise<Reply<string | null>> {
  const destination = parts.report()?.destinations.find(({ id }) => id === outputId);
  const shown = parts.window();
  if (destination === undefined) return fail('input-invalid', { why: 'there is no such destination in the report' });
  if (shown === null) return ok(null);
  const defaultPath = join(parts.folder(), `${fileNameOf(destination.name)} missing part.mp4`);
  const filters = [{ name: 'MP4', extensions: ['mp4'] }];
  const choice = await dialog.showSaveDialog(shown, { defaultPath, filters });
  if (choice.canceled || choice.filePath === '') return ok(null);
  const path = choice.filePath.toLowerCase().endsWith('.mp4') ? choice.filePath : `${choice.filePath}.mp4`;
  const exported = await parts.desk.exportMissing(destination.missed, path);
  return exported.ok ? ok(exported.value.path) : exported;
}
