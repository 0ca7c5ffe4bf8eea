/** The menu of a row, opened by its button, and its plain parts. */
import { Ellipsis } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import type { CommandId } from '../../../app/keys/command-list.ts';
import { keysText, useKeys } from '../../../app/keys/command-words.ts';
import { useTranslation } from '../../../words/words.ts';

/** Opens from the three dots. */
export function RowMenu({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="icon-button row-dots" aria-label={label} title={label}>
        <Ellipsis aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={4} loop>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

type MenuItemProps = {
  readonly onSelect: () => void;
  /** Keys that the list or the canvas itself knows. */
  readonly keys?: string;
  /** The command whose keys do the same. */
  readonly command?: CommandId;
  readonly disabled?: boolean;
  readonly children: ReactNode;
};

/** One command. */
export function MenuItem({ onSelect, keys = '', command, disabled = false, children }: MenuItemProps) {
  return (
    <DropdownMenu.Item className="menu-item" disabled={disabled} onSelect={onSelect}>
      {children}
      {command === undefined ? <Keys text={keysText(keys)} /> : <CommandKeys id={command} />}
    </DropdownMenu.Item>
  );
}

function CommandKeys({ id }: { readonly id: CommandId }) {
  return <Keys text={useKeys(id)} />;
}

function Keys({ text }: { readonly text: string }) {
  return text === '' ? null : <kbd>{text}</kbd>;
}

/** Both ways through a list, with the keys that its rows know. */
export function MoveItems({ onMove }: { readonly onMove: (step: -1 | 1) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <MenuItem keys="Alt+ArrowUp" onSelect={() => onMove(-1)}>
        {t('show.filters.earlier')}
      </MenuItem>
      <MenuItem keys="Alt+ArrowDown" onSelect={() => onMove(1)}>
        {t('show.filters.later')}
      </MenuItem>
    </>
  );
}

type MenuChoiceProps<T extends string> = {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly name: string }[];
  readonly onChoose: (value: T) => void;
};

/** A submenu with one choice of several. */
export function MenuChoice<T extends string>({ label, value, options, onChoose }: MenuChoiceProps<T>) {
  const choose = (chosen: string) => {
    const option = options.find((each) => each.value === chosen);
    if (option) onChoose(option.value);
  };
  return (
    <MenuBranch label={label}>
      <DropdownMenu.RadioGroup value={value} aria-label={label} onValueChange={choose}>
        {options.map((option) => (
          <DropdownMenu.RadioItem key={option.value} value={option.value} className="menu-item">
            {option.name}
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
    </MenuBranch>
  );
}

/** A submenu. */
export function MenuBranch({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <DropdownMenu.Sub>
      <DropdownMenu.SubTrigger className="menu-item">
        {label}
        <kbd aria-hidden="true">▸</kbd>
      </DropdownMenu.SubTrigger>
      <DropdownMenu.Portal>
        <DropdownMenu.SubContent className="menu" sideOffset={4} loop>
          {children}
        </DropdownMenu.SubContent>
      </DropdownMenu.Portal>
    </DropdownMenu.Sub>
  );
}

/** Why some commands can't be had now. */
export function MenuNote({ children }: { readonly children: ReactNode }) {
  return <DropdownMenu.Label className="menu-note small muted">{children}</DropdownMenu.Label>;
}

/** A line between commands. */
export function MenuLine() {
  return <DropdownMenu.Separator className="menu-line" />;
}
