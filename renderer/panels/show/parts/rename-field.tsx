/** A name that is being changed in its row: Enter and leaving keep it, Escape doesn't. */
import { useRef, type KeyboardEvent } from 'react';

type RenameFieldProps = {
  readonly label: string;
  readonly name: string;
  readonly onDone: (name: string | null) => void;
};

/** Takes the focus and selects the old name. */
export function RenameField({ label, name, onDone }: RenameFieldProps) {
  const isDone = useRef(false);
  const done = (value: string | null) => {
    if (isDone.current) return;
    isDone.current = true;
    onDone(value);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    event.stopPropagation();
    if (event.key === 'Enter') done(event.currentTarget.value);
    if (event.key === 'Escape') done(null);
  };
  return (
    <input
      className="input rename"
      aria-label={label}
      defaultValue={name}
      maxLength={80}
      ref={takeFocus}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.stopPropagation()}
      onBlur={(event) => done(event.target.value)}
    />
  );
}

function takeFocus(field: HTMLInputElement | null): void {
  if (field === null || field.dataset['seen'] === 'yes') return;
  field.dataset['seen'] = 'yes';
  // After the menu that asked for it has given the focus back.
  setTimeout(() => {
    field.focus();
    field.select();
  }, 0);
}
