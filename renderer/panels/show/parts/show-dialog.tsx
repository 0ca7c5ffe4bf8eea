/** The frame of the show's dialogs: non-modal, so that none stands between the user and a live stream. */
import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from '../../../app/parts/button.tsx';
import { showDialog } from '../../../store/show/selection.ts';
import { useTranslation } from '../../../words/words.ts';

type ShowDialogProps = { readonly title: string; readonly size?: 'wide'; readonly children: ReactNode };

/** Escape and the cross close it; the focus goes back to the Sources panel's button. */
export function ShowDialogFrame({ title, size, children }: ShowDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog.Root open onOpenChange={(open) => !open && showDialog(null)} modal={false}>
      <Dialog.Portal>
        <Dialog.Content
          className={size === 'wide' ? 'dialog dialog-wide' : 'dialog'}
          aria-describedby={undefined}
          onCloseAutoFocus={focusPanel}
          onInteractOutside={(event) => event.preventDefault()}
        >
          <header className="sheet-head">
            <Dialog.Title>{title}</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton label={t('app.close')} icon={<X />} />
            </Dialog.Close>
          </header>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** What opened the dialog may be gone: a menu, or the large buttons of an empty scene. */
function focusPanel(event: Event): void {
  event.preventDefault();
  const row = document.querySelector<HTMLElement>('.source-row .row-main[aria-pressed=true]');
  (row ?? document.querySelector<HTMLElement>('.add-source'))?.focus();
}
