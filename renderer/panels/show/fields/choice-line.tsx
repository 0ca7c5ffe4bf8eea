/** A choice of two or three, side by side. */
import { useId } from 'react';

type ChoiceLineProps<T extends string> = {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly name: string }[];
  readonly onChoose: (value: T) => void;
};

/** Radio buttons in one line. */
export function ChoiceLine<T extends string>({ label, value, options, onChoose }: ChoiceLineProps<T>) {
  const group = useId();
  return (
    <fieldset className="choice-line">
      <legend className="field-label">{label}</legend>
      {options.map((option) => (
        <label key={option.value} className="toggle">
          <input type="radio" name={group} checked={option.value === value} onChange={() => onChoose(option.value)} />
          <span>{option.name}</span>
        </label>
      ))}
    </fieldset>
  );
}
