/** Finds the show in a folder as it was when the last command was answered; reads only, and says which files are no good. */
import { z } from 'zod';
import { applyCommand } from '../../../shared/studio/edit/apply.ts';
import { commandSchema, type Command } from '../../../shared/studio/edit/commands.ts';
import { systemWord } from '../atomic-file.ts';
import { maxJournalBytes } from './journal.ts';
import { asJson, readDocument, type Reading, type Revised, type ShowFiles, type ShowFolder } from './show-files.ts';
import { Versions } from './versions.ts';

/** What was found. */
export type FoundShow = {
  /** Null: nothing that can be used. */
  readonly found: Revised | null;
  /** True when it is that of a version, since the document can't be used. */
  readonly isVersion: boolean;
  /** True when the document alone says it all: no command waits in the journal. */
  readonly isSaved: boolean;
  readonly bad: readonly BadFile[];
};

/** A file that can't be used, or not to its end. */
export type BadFile = { readonly path: string; readonly why: 'damaged' | 'newer' };

/** One line of the journal: a command and the revision that it makes. */
const lineSchema = z.strictObject({ revision: z.int().min(1), command: z.unknown() });
type Line = z.infer<typeof lineSchema>;

/** The line of a command, without its end. */
export function lineOf(revision: number, command: Command): string {
  return JSON.stringify({ revision, command } satisfies Line);
}

/** The document with the commands of the journal, else the newest good version. Never throws. */
export async function findShow(folder: ShowFolder, files: ShowFiles): Promise<FoundShow> {
  const document = await readDocument(folder, files);
  const lines = await readLines(folder, files);
  if (document.kind === 'good') return withJournal(folder, document.value, lines);
  const bad: BadFile[] = document.kind === 'bad' ? [{ path: folder.show, why: document.why }] : [];
  // Its commands belong to a document that is not there.
  if (lines.kind !== 'none') bad.push({ path: folder.journal, why: 'damaged' });
  const found = await newestVersion(folder, files);
  return { found, isVersion: found !== null, isSaved: false, bad };
}

function withJournal(folder: ShowFolder, document: Revised, lines: Reading<readonly Buffer[]>): FoundShow {
  const replayed = replay(document, lines.kind === 'good' ? lines.value : []);
  const isBad = lines.kind === 'bad' || !replayed.isWhole;
  return {
    found: replayed.revised,
    isVersion: false,
    isSaved: lines.kind === 'none',
    bad: isBad ? [{ path: folder.journal, why: 'damaged' }] : [],
  };
}

/** Applies line after line up to the first that doesn't fit. */
function replay(document: Revised, lines: readonly Buffer[]): { readonly revised: Revised; readonly isWhole: boolean } {
  let revised = document;
  for (const bytes of lines) {
    const line = parseLine(bytes);
    if (line === null) return { revised, isWhole: false };
    // Lines that are in the document already were left by a crash between writing it and emptying the journal.
    if (line.revision <= document.revision) continue;
    const next = line.revision === revised.revision + 1 ? applyLine(revised, line) : null;
    if (next === null) return { revised, isWhole: false };
    revised = next;
  }
  return { revised, isWhole: true };
}

function applyLine({ show }: Revised, { revision, command }: Line): Revised | null {
  const parsed = commandSchema.safeParse(command);
  if (!parsed.success) return null;
  const applied = applyCommand(show, parsed.data);
  return applied.ok ? { revision, show: applied.value.show } : null;
}

function parseLine(bytes: Buffer): Line | null {
  try {
    const parsed = lineSchema.safeParse(asJson(new TextDecoder('utf8', { fatal: true }).decode(bytes)));
    return parsed.success ? parsed.data : null;
  } catch {
    // Not UTF-8, so none of ours.
    return null;
  }
}

/** The lines that have an end; `none` for a journal that is not there or empty. What has no end was never answered. */
async function readLines({ journal }: ShowFolder, files: ShowFiles): Promise<Reading<readonly Buffer[]>> {
  try {
    const { size } = await files.stat(journal);
    if (size === 0) return { kind: 'none' };
    if (size > maxJournalBytes) return { kind: 'bad', why: 'damaged' };
    return { kind: 'good', value: linesIn(await files.readFile(journal)) };
  } catch (error) {
    return systemWord(error) === 'ENOENT' ? { kind: 'none' } : { kind: 'bad', why: 'damaged' };
  }
}

function linesIn(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; ;) {
    const end = bytes.indexOf(0x0a, from);
    if (end < 0) return lines;
    lines.push(bytes.subarray(from, end));
    from = end + 1;
  }
}

async function newestVersion(folder: ShowFolder, files: ShowFiles): Promise<Revised | null> {
  const versions = new Versions(folder, files);
  for (const { id } of await versions.list()) {
    // One after the other, and mostly the first is good.
    // oxlint-disable-next-line no-await-in-loop
    const read = await versions.read(id);
    if (read.kind === 'good') return { revision: 0, show: read.value };
  }
  return null;
}
