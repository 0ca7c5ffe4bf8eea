/** The command palette: every command and every scene by name, with its keys beside it. */
import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { useRef } from 'react';
import type { Scene } from '../../../shared/studio/document/scene.ts';
import { chooseScene } from '../../store/show/acts/scene-acts.ts';
import { useShow } from '../../store/show/show.ts';
import { useSettings } from '../../store/settings.ts';
import { showPalette, useView } from '../../store/view.ts';
import { useTranslation } from '../../words/words.ts';
import { commandList, commandParts, type CommandId } from './command-list.ts';
import { commandName, keysText } from './command-words.ts';
import { runCommand } from './commands.ts';
import { keysOf } from './keymap.ts';

/** Not modal: the stream behind it stays in reach. */
export function Palette() {
  const { t } = useTranslation();
  const open = useView((store) => store.paletteOpen);
  const before = useRef<Element>(null);
  const next = useRef<(() => void) | null>(null);
  const choose = (act: () => void) => {
    next.current = act;
    showPalette(false);
  };
  return (
    <Dialog.Root open={open} onOpenChange={showPalette} modal={false}>
      <Dialog.Portal>
        <Dialog.Content
          className="dialog palette"
          aria-describedby={undefined}
          onOpenAutoFocus={() => (before.current = document.activeElement)}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (before.current instanceof HTMLElement) before.current.focus();
            // The command comes after the focus is back: it may move it.
            next.current?.();
            next.current = null;
          }}
        >
          <Dialog.Title className="visually-hidden">{t('app.palette.title')}</Dialog.Title>
          <Command label={t('app.palette.title')} loop>
            <Command.Input className="input" placeholder={t('app.palette.placeholder')} />
            <Command.List className="palette-list" label={t('app.palette.list')}>
              <Command.Empty className="muted padded">{t('app.palette.empty')}</Command.Empty>
              <SceneGroup choose={choose} />
              {commandParts.map((part) => (
                <Command.Group key={part} heading={t(`app.parts.${part}`)}>
                  {commandList
                    .filter((command) => command.part === part && !isScene(command.id))
                    .map(({ id }) => (
                      <CommandItem key={id} id={id} onChoose={() => choose(() => runCommand(id))} />
                    ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Scenes stand in the palette by their names. */
function isScene(id: CommandId): boolean {
  return /^scene\.\d$/u.test(id);
}

const noScenes: readonly Scene[] = [];

function SceneGroup({ choose }: { readonly choose: (act: () => void) => void }) {
  const { t } = useTranslation();
  const scenes = useShow((show) => show.scenes, noScenes);
  if (scenes.length === 0) return null;
  return (
    <Command.Group heading={t('app.palette.scenes')}>
      {scenes.map(({ id, name }, index) => (
        <Command.Item
          key={id}
          className="palette-item"
          value={`${id} ${name}`}
          keywords={[name]}
          onSelect={() => choose(() => void chooseScene(id))}
        >
          <span className="one-line">{t('app.palette.goTo', { name })}</span>
          {index < 9 ? <kbd>{index + 1}</kbd> : null}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function CommandItem({ id, onChoose }: { readonly id: CommandId; readonly onChoose: () => void }) {
  const keys = useSettings((store) => keysOf(id, store.settings.shortcuts));
  const name = commandName(id);
  return (
    <Command.Item className="palette-item" value={id} keywords={[name]} onSelect={onChoose}>
      <span className="one-line">{name}</span>
      {keys === '' ? null : <kbd>{keysText(keys)}</kbd>}
    </Command.Item>
  );
}
