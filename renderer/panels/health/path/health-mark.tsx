/** The shape of a stage's health: ring, tick, triangle or cross. */
import type { Stage } from '../../../../shared/contract/session.ts';

/** 12 px mark in the current colour. */
export function HealthMark({ health }: { readonly health: Stage['health'] }) {
  return (
    <svg className="health-mark" viewBox="0 0 12 12" aria-hidden="true">
      {marks[health]}
    </svg>
  );
}

const marks: Record<Stage['health'], React.ReactNode> = {
  idle: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  ok: <path d="M1.5 6.4 4.7 9.6 10.6 2.8" fill="none" stroke="currentColor" strokeWidth="2" />,
  weak: <path d="M6 1.2 11.4 10.8H0.6Z" fill="currentColor" />,
  bad: <path d="M2 2l8 8M10 2l-8 8" fill="none" stroke="currentColor" strokeWidth="2.4" />,
};
