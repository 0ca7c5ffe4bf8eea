/** Switch, colour and text as fields of a form; each tells a change once it is meant. */
import { useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { TextField } from '../../../app/parts/field.tsx';

type ToggleFieldProps = {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  /** It stands for the row that it is in. */
  readonly 'data-row'?: boolean;
};

/** A switch with its words. */
export function ToggleField({ label, checked, onChange, 'data-row': isRow }: ToggleFieldProps) {
  return (
    <label className="toggle">
      <input type="checkbox" checked={checked} data-row={isRow} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}

type ValueFieldProps = {
  readonly label: string;
  readonly value: string;
  readonly onCommit: (value: string) => void;
};

/** A colour from the system's picker, shown while it is picked; an alpha that was there stays. */
export function ColourField({ label, value, onCommit }: ValueFieldProps) {
  const id = useId();
  const alpha = value.slice(7);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input colour"
        type="color"
        value={value.slice(0, 7)}
        onChange={(event) => onCommit(`${event.target.value}${alpha}`)}
      />
    </div>
  );
}

/**
 * What is being typed, until it is kept: by `keep`, and also when the field goes away with its dialog, which leaves
 * without a word.
 */
function useTyped(value: string, onCommit: (value: string) => void) {
  const [text, setText] = useState<string | null>(null);
  // What was kept may come back changed, such as a name that was taken: it is not kept again for that.
  const kept = useRef<string | null>(null);
  const keep = () => {
    if (text === null || text === value || text === kept.current) return;
    kept.current = text;
    onCommit(text);
  };
  const keepLast = useEffectEvent(keep);
  useEffect(() => () => keepLast(), []);
  const leave = () => {
    keep();
    kept.current = null;
    setText(null);
  };
  return { text, type: setText, keep, leave };
}

/** How long typing has to pause before it counts, ms. */
const pauseMillis = 400;

/** Several lines; what was typed counts after a short pause and on leaving. */
export function LongText({ label, value, rows, onCommit }: ValueFieldProps & { readonly rows: number }) {
  const id = useId();
  const { text, type, keep, leave } = useTyped(value, onCommit);
  const keepPaused = useEffectEvent(keep);
  useEffect(() => {
    if (text === null) return undefined;
    const timer = setTimeout(() => keepPaused(), pauseMillis);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div className="field wide">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="input long-text"
        rows={rows}
        spellCheck={false}
        value={text ?? value}
        onChange={(event) => type(event.target.value)}
        onBlur={leave}
      />
    </div>
  );
}

/** One line, kept by Enter or leaving. */
export function LineField({ label, value, onCommit, maxLength }: ValueFieldProps & { readonly maxLength?: number }) {
  const { text, type, leave } = useTyped(value, onCommit);
  return (
    <TextField
      label={label}
      value={text ?? value}
      maxLength={maxLength}
      onChange={(event) => type(event.target.value)}
      onKeyDown={(event) => event.key === 'Enter' && leave()}
      onBlur={leave}
    />
  );
}
