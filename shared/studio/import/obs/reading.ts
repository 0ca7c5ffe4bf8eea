/** What all parts of an import share: ids, sizes, and the list of what could not be taken over. */
import type { Input } from '../../document/source.ts';
import type { Size } from '../../geometry/box.ts';

/** Something of the collection that is missing or different here. */
export type Note = { readonly what: string; readonly why: string };

export type Reading = {
  readonly newId: () => string;
  readonly canvas: Size;
  /** The size of a picture file, where it is known. */
  readonly sizeOf: (path: string) => Size | null;
  readonly note: (what: string, why: string) => void;
};

/** What a source becomes, and how large OBS saw its picture; null where the collection does not tell. */
export type MadeInput = { readonly input: Input; readonly size: Size | null };

const maxNotes = 500;

/** Notes in order, each once. */
export class NoteList {
  readonly #notes = new Map<string, Note>();

  add(what: string, why: string): void {
    if (this.#notes.size >= maxNotes) return;
    const note = { what: what.slice(0, 200), why: why.slice(0, 300) };
    this.#notes.set(`${note.what}\n${note.why}`, note);
  }

  get all(): readonly Note[] {
    return [...this.#notes.values()];
  }
}

/** In quotation marks, as sentences name things. */
export function quoted(name: string): string {
  return `“${name.slice(0, 80)}”`;
}
