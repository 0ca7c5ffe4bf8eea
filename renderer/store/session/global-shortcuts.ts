/** Keys that work while another program has the focus: what main could register. */
import { create } from 'zustand';
import type { GlobalShortcutState } from '../../../shared/contract/ipc.ts';
import { call } from '../studio-client.ts';

type GlobalStore = { readonly states: readonly GlobalShortcutState[] };

/** One entry for each shortcut that was asked for. */
export const useGlobalShortcuts = create<GlobalStore>()(() => ({ states: [] }));

/** Takes over what main announced. */
export function mirrorGlobalShortcuts(states: readonly GlobalShortcutState[]): void {
  useGlobalShortcuts.setState({ states });
}

/** Asks main once; without an answer each line says that it is not known. */
export async function loadGlobalShortcuts(): Promise<void> {
  const reply = await call('shortcuts.global', null);
  if (reply.ok) mirrorGlobalShortcuts(reply.value);
}
