/** Which way the window reads, for parts that ask React instead of the page: menus, tabs and their arrow keys. */
import { Direction } from 'radix-ui';
import { useSyncExternalStore, type ReactNode } from 'react';

/** Follows the page's `dir`, which the language sets. */
export function WithDirection({ children }: { readonly children: ReactNode }) {
  const dir = useSyncExternalStore(onDirection, direction);
  return <Direction.Provider dir={dir}>{children}</Direction.Provider>;
}

function direction(): 'ltr' | 'rtl' {
  return document.documentElement.dir === 'rtl' ? 'rtl' : 'ltr';
}

function onDirection(listener: () => void): () => void {
  const watch = new MutationObserver(listener);
  watch.observe(document.documentElement, { attributeFilter: ['dir'] });
  return () => watch.disconnect();
}
