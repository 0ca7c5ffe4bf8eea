/** The list of keyboard shortcuts under `?`, where each can be changed, taken away or brought back. */
import { Globe, RotateCcw, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useEffect, useRef, useState } from 'react';
import { changeSettings, useSettings } from '../../store/settings.ts';
import { showShortcuts, useView } from '../../store/view.ts';
import { useTranslation } from '../../words/words.ts';
import { Button, IconButton } from '../parts/button.tsx';
import { commandList, commandParts, type CommandId } from './command-list.ts';
import { commandName, keysText } from './command-words.ts';
import { GlobalLine } from './global-line.tsx';
import { KeyCatcher } from './key-catcher.tsx';
import { keysOf, restored } from './keymap.ts';

/** Non-modal; Escape closes it and gives the focus back. */
export function ShortcutList() {
  const { t } = useTranslation();
  const open = useView((store) => store.shortcutsOpen);
  const before = useRef<Element>(null);
  return (
    <Dialog.Root open={open} onOpenChange={showShortcuts} modal={false}>
      <Dialog.Portal>
        <Dialog.Content
          className="dialog shortcuts-dialog"
          aria-describedby={undefined}
          // Whoever waits for keys leaves by Escape first.
          onEscapeKeyDown={(event) => {
            if (document.activeElement?.closest('.key-catcher')) event.preventDefault();
          }}
          onOpenAutoFocus={() => (before.current = document.activeElement)}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            focusAgain(before.current);
          }}
        >
          <header className="sheet-head">
            <Dialog.Title>{t('app.shortcuts.title')}</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton label={t('app.close')} icon={<X />} />
            </Dialog.Close>
          </header>
          <p className="small muted">{t('app.shortcuts.about')}</p>
          {commandParts.map((part) => (
            <section key={part} aria-labelledby={`shortcuts-${part}`}>
              <h3 id={`shortcuts-${part}`}>{t(`app.parts.${part}`)}</h3>
              <ul className="shortcuts">
                {commandList
                  .filter((command) => command.part === part)
                  .map(({ id }) => (
                    <ShortcutRow key={id} id={id} />
                  ))}
              </ul>
            </section>
          ))}
          <ResetAll />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function ShortcutRow({ id }: { readonly id: CommandId }) {
  const { t } = useTranslation();
  const [catching, setCatching] = useState<'none' | 'window' | 'global'>('none');
  const row = useRef<HTMLLIElement>(null);
  const wasCatching = useRef<'none' | 'window' | 'global'>('none');
  useEffect(() => {
    // Whoever waited for keys is gone: the focus goes back to the button that called it.
    const caller = { none: '', window: '.shortcut-keys', global: '[aria-pressed]' }[wasCatching.current];
    if (catching === 'none' && caller !== '') row.current?.querySelector<HTMLElement>(caller)?.focus();
    wasCatching.current = catching;
  }, [catching]);
  const changes = useSettings((store) => store.settings.shortcuts);
  const isGlobal = useSettings((store) => (store.settings.globalShortcuts[id] ?? '') !== '');
  const keys = keysOf(id, changes);
  const name = commandName(id);
  return (
    <li ref={row}>
      <span className="shortcut-name">{name}</span>
      {catching === 'none' ? (
        <>
          <button
            type="button"
            className="button-quiet shortcut-keys"
            aria-label={t('app.shortcuts.change', {
              name,
              keys: keys === '' ? t('app.shortcuts.none') : keysText(keys),
            })}
            onClick={() => setCatching('window')}
          >
            {keys === '' ? <span className="faint">{t('app.shortcuts.none')}</span> : <kbd>{keysText(keys)}</kbd>}
          </button>
          <IconButton
            label={t('app.shortcuts.restore', { name })}
            icon={<RotateCcw />}
            disabled={changes[id] === undefined}
            onClick={() => void changeSettings({ shortcuts: restored(changes, id) })}
          />
          <IconButton
            label={t('app.shortcuts.everywhere', { name })}
            icon={<Globe />}
            aria-pressed={isGlobal}
            onClick={() => setCatching('global')}
          />
        </>
      ) : (
        <KeyCatcher id={id} where={catching} onDone={() => setCatching('none')} />
      )}
      <GlobalLine id={id} />
    </li>
  );
}

function ResetAll() {
  const { t } = useTranslation();
  const isChanged = useSettings((store) => Object.keys(store.settings.shortcuts).length > 0);
  return (
    <Button disabled={!isChanged} onClick={() => void changeSettings({ shortcuts: {} })}>
      {t('app.shortcuts.restoreAll')}
    </Button>
  );
}

/** Whoever came from the studio menu goes back to its button: the menu itself is gone. */
function focusAgain(before: Element | null): void {
  if (before instanceof HTMLElement && before.isConnected && before !== document.body) before.focus();
  else document.querySelector<HTMLElement>('.brand')?.focus();
}
