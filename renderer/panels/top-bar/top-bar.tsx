/** The top bar: what goes on air, whether it is on air, and the verbs. */
import type { ReactNode } from 'react';
import { OnAirTimer, StatePill } from './state-pill.tsx';
import { Verbs } from './verbs.tsx';

/** The banner; `children` sits at its left edge. */
export function TopBar({ children }: { readonly children?: ReactNode }) {
  return (
    <header className="top-bar" tabIndex={-1} data-region="Top bar">
      <div className="top-left">{children}</div>
      <div className="top-centre">
        <StatePill />
        <OnAirTimer />
      </div>
      <Verbs />
    </header>
  );
}
