/** Labelled fields: the label, the control and, below it, one hint or one complaint. */
import {
  useId,
  useState,
  type InputHTMLAttributes,
  type KeyboardEvent,
  type ReactNode,
  type SelectHTMLAttributes,
} from 'react';

type FieldWords = { readonly label: string; readonly hint?: ReactNode; readonly complaint?: string };

type TextFieldProps = FieldWords & Omit<InputHTMLAttributes<HTMLInputElement>, 'className' | 'id'>;

/** A one-line text field. */
export function TextField({ label, hint, complaint, ...input }: TextFieldProps) {
  const id = useId();
  const note = complaint ?? hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        id={id}
        className="input"
        autoComplete="off"
        spellCheck={false}
        aria-invalid={complaint !== undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
      />
      <Note id={`${id}-note`} hint={hint} complaint={complaint} />
    </div>
  );
}

type SelectFieldProps = FieldWords & Omit<SelectHTMLAttributes<HTMLSelectElement>, 'className' | 'id'>;

/** A choice from a short list; `children` are its options. */
export function SelectField({ label, hint, complaint, children, ...select }: SelectFieldProps) {
  const id = useId();
  const note = complaint ?? hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        {...select}
        id={id}
        className="input select"
        aria-describedby={note === undefined ? undefined : `${id}-note`}
      >
        {children}
      </select>
      <Note id={`${id}-note`} hint={hint} complaint={complaint} />
    </div>
  );
}

type NumberFieldProps = {
  readonly label: string;
  /** Null where several things have different ones. */
  readonly value: number | null;
  /** What stands there then. */
  readonly unknown?: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly onCommit: (value: number) => void;
};

/** A number: typed and kept by Enter or leaving, or by the arrows at once. */
export function NumberField({ label, value, unknown, min, max, step, onCommit }: NumberFieldProps) {
  const id = useId();
  const [text, setText] = useState<string | null>(null);
  const digits = step >= 1 ? 0 : step >= 0.1 ? 1 : 2;
  const commit = (typed: string | null) => {
    setText(null);
    const number = Number((typed ?? '').replace(',', '.'));
    if (typed === null || typed.trim() === '' || !Number.isFinite(number)) return;
    const inside = Math.min(max, Math.max(min, number));
    if (inside !== value) onCommit(inside);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === 'Enter') commit(text);
    if (direction === undefined) return;
    event.preventDefault();
    if (value === null) return;
    setText(null);
    const stepped = value + direction * step * (event.shiftKey ? 10 : 1);
    onCommit(Math.min(max, Math.max(min, Number(stepped.toFixed(4)))));
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        inputMode="decimal"
        role="spinbutton"
        aria-valuenow={value ?? undefined}
        aria-valuetext={value === null ? unknown : undefined}
        placeholder={value === null ? unknown : undefined}
        aria-valuemin={min}
        aria-valuemax={max}
        autoComplete="off"
        value={text ?? value?.toFixed(digits) ?? ''}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => commit(text)}
      />
    </div>
  );
}

type NoteProps = { readonly id: string; readonly hint: ReactNode; readonly complaint: string | undefined };

function Note({ id, hint, complaint }: NoteProps) {
  if (complaint !== undefined) {
    return (
      <p id={id} className="field-note complaint">
        {complaint}
      </p>
    );
  }
  return hint === undefined ? null : (
    <p id={id} className="field-note">
      {hint}
    </p>
  );
}
