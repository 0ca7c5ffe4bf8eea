/** The show of `--show`: read from an exported file, and kept nowhere but in a folder that each run empties. */
import { readFile, rm, stat } from 'node:fs/promises';
import { fail, ok, type Reply } from '../../shared/errors.ts';
import type { GivenShow } from '../studio/calls/show-calls.ts';
import { importedShow, maxExportBytes } from '../store/show/exported-show.ts';

/**
 * Reads the file and empties `directory`.
 * @returns null without `path`; `option-invalid` when the file is no exported show or the folder can't be emptied.
 */
export async function readGivenShow(path: string | null, directory: string): Promise<Reply<GivenShow | null>> {
  if (path === null) return ok(null);
  const facts = await stat(path).catch(() => null);
  const isText = facts?.isFile() === true && facts.size <= maxExportBytes;
  const text = isText ? await readFile(path, 'utf8').catch(() => null) : null;
  if (text === null) return refused(`${path} can’t be read`);
  const show = importedShow(text);
  if (!show.ok) return refused(`${path} is no show that Uplink exported, or is damaged`);
  const isEmpty = await rm(directory, { recursive: true, force: true }).then(
    () => true,
    () => false,
  );
  return isEmpty ? ok({ show: show.value, directory }) : refused(`${directory} can’t be emptied`);
}

function refused(why: string): Reply<never> {
  return fail('option-invalid', { option: '--show', why });
}
