/** One choice among sources: a radio button drawn as a row, with its state below the name. */
import type { ReactNode } from 'react';

type ChoiceRowProps = {
  /** Name of the group of radio buttons. */
  readonly group: string;
  readonly name: string;
  readonly icon: ReactNode;
  readonly checked: boolean;
  readonly onChoose: () => void;
  /** Short state at the right edge, for example "30 fps". */
  readonly figure?: string;
  /** Below the name while chosen: level, format, or what is wrong. */
  readonly children?: ReactNode;
};

/** A source row; the whole row is the target. */
export function ChoiceRow({ group, name, icon, checked, onChoose, figure, children }: ChoiceRowProps) {
  return (
    <li className={checked ? 'choice choice-on' : 'choice'}>
      <label className="choice-head">
        <input type="radio" name={group} checked={checked} onChange={onChoose} />
        <span className="choice-icon">{icon}</span>
        <span className="choice-name" title={name}>
          {name}
        </span>
        {figure === undefined ? null : <span className="choice-figure">{figure}</span>}
      </label>
      {children ? <div className="choice-body">{children}</div> : null}
    </li>
  );
}
