/** What was just done by keyboard or in a list, for the polite live region: the canvas has no other voice. */
import { create } from 'zustand';

type SpokenStore = { readonly text: string; readonly count: number };

/** `count` tells the same text said twice. */
export const useSpoken = create<SpokenStore>()(() => ({ text: '', count: 0 }));

/** Says it once. */
export function say(text: string): void {
  useSpoken.setState(({ count }) => ({ text, count: count + 1 }));
}
