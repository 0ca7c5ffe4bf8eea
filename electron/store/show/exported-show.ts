/** A show as a text for a file that people pass on: no key and no history, but paths, device names and addresses of pages. */
import { z } from 'zod';
import { fail, ok, type Reply } from '../../../shared/errors.ts';
import type { Show } from '../../../shared/studio/document/show.ts';
import { asJson, asShow } from './show-files.ts';
import { maxShowBytes } from './show-size.ts';

/** Longest text that is looked at as an exported show, in bytes; people's editors indent. */
export const maxExportBytes = 4 * maxShowBytes;

const exportedSchema = z.strictObject({ uplinkShow: z.literal(1), show: z.unknown() });

export function exportedShow(show: Show): string {
  return `${JSON.stringify({ uplinkShow: 1, show } satisfies z.infer<typeof exportedSchema>, null, 2)}\n`;
}

/** The show of such a text; `import-invalid` for any other. */
export function importedShow(text: string): Reply<Show> {
  const exported = text.length <= maxExportBytes ? exportedSchema.safeParse(asJson(text)) : null;
  return exported?.success === true ? showIn(exported.data.show) : fail('import-invalid');
}

/** A show within another document; `import-invalid` when it is none. */
export function showIn(value: unknown): Reply<Show> {
  const show = asShow(value);
  if (show.kind === 'good') return ok(show.value);
  return show.kind === 'bad' && show.why === 'newer'
    ? fail('import-invalid', { why: 'it was written by a newer Uplink' })
    : fail('import-invalid');
}
