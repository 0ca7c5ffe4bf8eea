/** The one button of the window, in its few weights. */
import type { ButtonHTMLAttributes, ReactNode } from 'react';

/** How much a button asks for attention; `go` is the window's single coloured verb. */
export type ButtonWeight = 'plain' | 'quiet' | 'accent' | 'go' | 'end' | 'rehearse';

type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type' | 'className'> & {
  readonly weight?: ButtonWeight;
  readonly icon?: ReactNode;
};

/** A button with a label and perhaps an icon before it. */
export function Button({ weight = 'plain', icon, children, ...rest }: ButtonProps) {
  return (
    <button type="button" className={`button button-${weight}`} {...rest}>
      {icon}
      <span>{children}</span>
    </button>
  );
}

type IconButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type' | 'className' | 'children'> & {
  readonly label: string;
  readonly icon: ReactNode;
};

/** A square button that shows only an icon; the label is its name and its tooltip. */
export function IconButton({ label, icon, ...rest }: IconButtonProps) {
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} {...rest}>
      {icon}
    </button>
  );
}
