/** Labelled fields: the label, the control and, below it, one hint or one complaint. */
import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes } from 'react';

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
