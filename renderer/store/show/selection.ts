/** What is selected in the edited scene, what was copied, and which of the show's dialogs is open; this window's alone. */
import { create } from 'zustand';
import type { Group, Item } from '../../../shared/studio/document/scene.ts';
import type { InputKind, Source } from '../../../shared/studio/document/source.ts';
import { currentShow, editedScene } from './show.ts';

/** The one dialog of the show that is open. */
export type ShowDialog =
  /** `step` skips the list of kinds. */
  | { readonly kind: 'add'; readonly step?: InputKind }
  | { readonly kind: 'properties'; readonly sourceId: string }
  | { readonly kind: 'filters'; readonly sourceId: string; readonly itemId: string | null }
  /** Of the show where no scene is named. */
  | { readonly kind: 'transition'; readonly sceneId: string | null }
  | { readonly kind: 'versions' | 'canvas' | 'guides' }
  /** What an import left behind, and why. */
  | { readonly kind: 'import-notes'; readonly notes: readonly ImportNote[] };

/** One thing that has no counterpart here. */
export type ImportNote = { readonly what: string; readonly why: string };

/** Items that were copied, back to front, with the sources they show and the groups they make. */
export type Clipboard = {
  readonly items: readonly Item[];
  readonly sources: readonly Source[];
  readonly groups: readonly Group[];
};

/** All scenes at once; what the built-in ingest received. */
export type StageCover = 'multiview' | 'viewer';

type SelectionStore = {
  readonly itemIds: readonly string[];
  readonly clipboard: Clipboard | null;
  readonly dialog: ShowDialog | null;
  /** The panel with numbers, beside the picture. */
  readonly numbersOpen: boolean;
  /** What covers the picture that is edited. */
  readonly cover: StageCover | null;
};

/** Selected items may be gone since; `selectedItems` knows. */
export const useSelection = create<SelectionStore>()(() => ({
  itemIds: [],
  clipboard: null,
  dialog: null,
  numbersOpen: false,
  cover: null,
}));

/** Selects these items and no others. */
export function select(itemIds: readonly string[]): void {
  useSelection.setState({ itemIds });
}

/** The selected items of the edited scene, back to front. */
export function selectedItems(): readonly Item[] {
  const show = currentShow();
  if (show === null) return [];
  const { itemIds } = useSelection.getState();
  return editedScene(show).items.filter(({ id }) => itemIds.includes(id));
}

/** Opens a dialog in the place of the one that is open, or closes it. */
export function showDialog(dialog: ShowDialog | null): void {
  useSelection.setState({ dialog });
}

/** Opens or closes the panel with numbers. */
export function showNumbers(numbersOpen: boolean): void {
  useSelection.setState({ numbersOpen });
}

/** Shows all scenes at once or the received copy; null: the stage. */
export function showCover(cover: StageCover | null): void {
  useSelection.setState({ cover });
}

/** Keeps copies for pasting, also into another scene. */
export function copy(clipboard: Clipboard): void {
  useSelection.setState({ clipboard });
}
