/** The focus outlives what had it: a row or button that goes away hands it to its neighbours in the panel. */
import { useEffect, type RefObject } from 'react';

/** When the focused control leaves `place`, the first of `heirs` (selectors within it) takes the focus, else the place itself. */
export function useKeptFocus(place: RefObject<HTMLElement | null>, heirs: string): void {
  useEffect(() => {
    const root = place.current;
    if (root === null) return undefined;
    let last: Element | null = null;
    const came = (event: FocusEvent) => {
      last = event.target instanceof Element ? event.target : null;
    };
    // It also goes by being removed, which is the mutation's matter.
    const left = () =>
      queueMicrotask(() => {
        if (last?.isConnected === true && !root.contains(document.activeElement)) last = null;
      });
    const watch = new MutationObserver(() => {
      if (last === null || last.isConnected || document.activeElement !== document.body) return;
      last = null;
      (heirOf(root, heirs) ?? root).focus();
    });
    root.addEventListener('focusin', came);
    root.addEventListener('focusout', left);
    watch.observe(root, { childList: true, subtree: true });
    return () => {
      root.removeEventListener('focusin', came);
      root.removeEventListener('focusout', left);
      watch.disconnect();
    };
  }, [place, heirs]);
}

/** By the order of the selectors, not of the page. */
function heirOf(root: HTMLElement, heirs: string): HTMLElement | null {
  for (const heir of heirs.split(',')) {
    const found = root.querySelector<HTMLElement>(heir);
    if (found !== null) return found;
  }
  return null;
}
