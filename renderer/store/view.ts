/** What only this window knows: which sheet, tab or card is open. Nothing here outlives the window. */
import { create } from 'zustand';

/** Tabs of the right panel. */
export type RightTab = 'destination' | 'health';

type ViewStore = {
  readonly sheetOpen: boolean;
  readonly endCardOpen: boolean;
  readonly shortcutsOpen: boolean;
  readonly paletteOpen: boolean;
  readonly rightTab: RightTab;
  /** The destination whose fields are open, or `adding`, or null. */
  readonly openDestination: string | null;
  /** The strip that is listened to alone; null: none. */
  readonly soloId: string | null;
};

/** The window's own state. */
export const useView = create<ViewStore>()(() => ({
  sheetOpen: false,
  endCardOpen: false,
  shortcutsOpen: false,
  paletteOpen: false,
  rightTab: 'destination',
  openDestination: null,
  soloId: null,
}));

/** Opens or closes the go-live sheet. */
export function showSheet(sheetOpen: boolean): void {
  useView.setState({ sheetOpen });
}

/** Opens or closes the card that asks before ending. */
export function showEndCard(endCardOpen: boolean): void {
  useView.setState({ endCardOpen });
}

/** Opens or closes the list of shortcuts. */
export function showShortcuts(shortcutsOpen: boolean): void {
  useView.setState({ shortcutsOpen });
}

/** Opens or closes the command palette. */
export function showPalette(paletteOpen: boolean): void {
  useView.setState({ paletteOpen });
}

/** Brings a tab of the right panel to the front. */
export function showTab(rightTab: RightTab): void {
  useView.setState({ rightTab });
}

/** Opens the fields of one destination, or those of a new one (`adding`), or closes them. */
export function showDestination(openDestination: string | null): void {
  useView.setState({ openDestination });
}

/** Listens to one strip alone on this computer; the same one again, or null: to none. */
export function listenAlone(sourceId: string | null): void {
  useView.setState(({ soloId }) => ({ soloId: sourceId === soloId ? null : sourceId }));
}
