/** The list of keyboard shortcuts under `?`. */
import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { showShortcuts, useView } from '../../store/view.ts';
import { shortcuts } from './hotkeys.ts';
import { IconButton } from '../parts/button.tsx';

/** Non-modal; Escape closes it. */
export function ShortcutList() {
  const open = useView((store) => store.shortcutsOpen);
  return (
    <Dialog.Root open={open} onOpenChange={showShortcuts} modal={false}>
      <Dialog.Portal>
        <Dialog.Content className="dialog" aria-describedby={undefined}>
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
