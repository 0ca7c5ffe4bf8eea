/** The calls about the last session: its report as a file, and the seconds that a destination missed. */
import { join } from 'node:path';
import { dialog, type BrowserWindow } from 'electron';
import type { CallOutput } from '../../../shared/contract/ipc.ts';
import { fail, ok, type Reply } from '../../../shared/errors.ts';
import type { Handlers } from '../../ipc/answer.ts';
import { exportTarget } from '../../record/export-missing.ts';
import type { RecordingDesk } from '../../record/recording-desk.ts';
import type { LastReport } from '../../session/report/last-report.ts';
import { fileNameOf, saveText } from './files.ts';

/** What these calls need. */
export type ReportCallParts = {
  readonly last: LastReport;
  readonly desk: RecordingDesk;
  readonly window: () => BrowserWindow | null;
  /** The folder of recordings, where the missing part is offered to go. */
  readonly folder: () => string;
};

/** One handler each. */
export function reportCalls(parts: ReportCallParts) {
  return {
    'report.last': () => ok(parts.last.report),
    'report.save': () => save(parts, 'json', parts.last.json()),
    'report.saveHtml': () => save(parts, 'html', parts.last.page()),
    'report.exportMissing': ({ outputId }) => exportMissing(parts, outputId),
  } satisfies Partial<Handlers>;
}

async function save(
  { last, window }: ReportCallParts,
  ending: 'html' | 'json',
  text: string | null,
): Promise<Reply<string | null>> {
  const shown = window();
  return text === null || shown === null ? ok(null) : saveText(shown, last.fileName(ending), text);
}

async function exportMissing(
  parts: ReportCallParts,
  outputId: string,
): Promise<Reply<CallOutput<'report.exportMissing'>>> {
  const destination = parts.last.report?.destinations.find(({ id }) => id === outputId);
  const shown = parts.window();
  if (destination === undefined) return fail('input-invalid', { why: 'there is no such destination in the report' });
  if (shown === null) return ok(null);
  const defaultPath = join(parts.folder(), `${fileNameOf(destination.name)} missing part.mp4`);
  const filters = [{ name: 'MP4', extensions: ['mp4'] }];
  const choice = await dialog.showSaveDialog(shown, { defaultPath, filters });
  if (choice.canceled || choice.filePath === '') return ok(null);
  const target = await exportTarget(choice.filePath);
  const exported = await parts.desk.exportMissing(parts.last.missing(outputId), target);
  if (!exported.ok) return exported;
  const { path, lackingSeconds } = exported.value;
  return ok({ path, lackingSeconds });
}
