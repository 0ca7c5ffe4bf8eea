/** Switch, colour and long text as fields of a form; each tells a change once it is meant. */
import { useEffect, useId, useState } from 'react';

type ToggleFieldProps = {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
};

/** A switch with its words. */
export function ToggleField({ label, checked, onChange }: ToggleFieldProps) {
  return (
    <label className="toggle">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}

type ColourFieldProps = {
  readonly label: string;
  readonly value: string;
  readonly onCommit: (value: string) => void;
};

/** A colour from the system's picker; an alpha that was there stays. */
export function ColourField({ label, value, onCommit }: ColourFieldProps) {
  const id = useId();
  const alpha = value.slice(7);
  const [picked, setPicked] = useState<string | null>(null);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input colour"
        type="color"
        value={picked ?? value.slice(0, 7)}
        onChange={(event) => setPicked(event.target.value)}
        onBlur={() => {
          if (picked !== null) onCommit(`${picked}${alpha}`);
          setPicked(null);
        }}
      />
    </div>
  );
}

type LongTextProps = {
  readonly label: string;
  readonly value: string;
  readonly rows: number;
  readonly onCommit: (value: string) => void;
};

/** How long typing has to pause before it counts, ms. */
const pauseMillis = 400;

/** Several lines; what was typed counts after a short pause and on leaving. */
export function LongText({ label, value, rows, onCommit }: LongTextProps) {
  const id = useId();
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    if (text === null) return undefined;
    const timer = setTimeout(() => onCommit(text), pauseMillis);
    return () => clearTimeout(timer);
    // A new callback is no new text.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [text]);
  const leave = () => {
    if (text !== null && text !== value) onCommit(text);
    setText(null);
  };
  return (
    <div className="field wide">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="input long-text"
        rows={rows}
        spellCheck={false}
        value={text ?? value}
        onChange={(event) => setText(event.target.value)}
        onBlur={leave}
      />
    </div>
  );
}
