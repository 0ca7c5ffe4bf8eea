/** The list of keyboard shortcuts under `?`. */
import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useRef } from 'react';
import { showShortcuts, useView } from '../../store/view.ts';
import { shortcuts } from './hotkeys.ts';
import { IconButton } from '../parts/button.tsx';

/** Non-modal; Escape closes it and gives the focus back. */
export function ShortcutList() {
  const open = useView((store) => store.shortcutsOpen);
  const before = useRef<Element>(null);
  return (
    <Dialog.Root open={open} onOpenChange={showShortcuts} modal={false}>
      <Dialog.Portal>
        <Dialog.Content
          className="dialog"
          aria-describedby={undefined}
          onOpenAutoFocus={() => (before.current = document.activeElement)}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            focusAgain(before.current);
          }}
        >
          <header className="sheet-head">
            <Dialog.Title>Keyboard shortcuts</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton label="Close" icon={<X />} />
            </Dialog.Close>
          </header>
          <dl className="shortcuts">
            {shortcuts.map(({ shown, meaning }) => (
              <div key={shown}>
                <dt>{meaning}</dt>
                <dd>
                  <kbd>{shown}</kbd>
                </dd>
              </div>
            ))}
          </dl>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Whoever came from the studio menu goes back to its button: the menu itself is gone. */
function focusAgain(before: Element | null): void {
  if (before instanceof HTMLElement && before.isConnected && before !== document.body) before.focus();
  else document.querySelector<HTMLElement>('.brand')?.focus();
}
