/** Keeps the files of filters that were just in use: a scene that comes back has its masks and colour tables at once. */
import type { FilterOwner } from '../../../../../shared/studio/document/files.ts';
import type { VideoFilter } from '../../../../../shared/studio/document/filters.ts';
import { FilterFile, pathOf, type FilterFileParts } from './filter-files.ts';

/** A mask takes 42 MB at most. */
const mostKept = 4;

/** Of one desk. */
export class FilterShelf {
  /** Those that are open, by whose they are and which file. */
  readonly #keys = new Map<FilterFile, string>();
  /** The one that was released last is at the end. */
  readonly #kept = new Map<string, FilterFile>();

  /** The filter's file, from the shelf where it lies there. */
  take(of: { readonly owner: FilterOwner; readonly filter: VideoFilter }, parts: FilterFileParts): FilterFile {
    const { owner, filter } = of;
    const key = `${owner.of} ${owner.id} ${filter.id} ${filter.kind} ${pathOf(filter)}`;
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    const file = kept ?? new FilterFile(filter, parts);
    // It may have become another one since.
    file.setOn(true);
    this.#keys.set(file, key);
    return file;
  }

  /** Puts it on the shelf; what has nothing is closed. */
  release(file: FilterFile): void {
    const key = this.#keys.get(file);
    this.#keys.delete(file);
    if (key === undefined || !file.isReady || this.#kept.has(key)) {
      file.close();
      return;
    }
    file.setOn(false);
    this.#kept.set(key, file);
    const [oldest] = this.#kept;
    if (this.#kept.size <= mostKept || oldest === undefined) return;
    this.#kept.delete(oldest[0]);
    oldest[1].close();
  }

  close(): void {
    for (const file of this.#kept.values()) file.close();
    this.#kept.clear();
  }
}
