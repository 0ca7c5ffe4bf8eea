/** The shapes of the status language: each state can be told without its colour. */
import type { OutputState } from '../../../shared/contract/delivery.ts';
import type { SessionState } from '../../../shared/live/session/status.ts';

/** The shape of a session's or a destination's state, 14 px, in the current colour. */
export function StateMark({ state }: { readonly state: SessionState | OutputState }) {
  return (
    <svg className={`state-mark mark-${state}`} viewBox="0 0 14 14" aria-hidden="true">
      {shapes[state]}
    </svg>
  );
}

const hollow = <circle cx="7" cy="7" r="4.5" fill="none" stroke="currentColor" strokeWidth="2" />;

const shapes: Record<SessionState | OutputState, React.ReactNode> = {
  'off-air': hollow,
  idle: hollow,
  paused: <path d="M3 2h3v10H3zM8 2h3v10H8z" fill="currentColor" />,
  checking: <circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" strokeWidth="2" strokeDasharray="22 10" />,
  connecting: <circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" strokeWidth="2" strokeDasharray="16 16" />,
  rehearsing: <path d="M7 0.8 13.2 7 7 13.2 0.8 7Z" fill="currentColor" />,
  live: <circle cx="7" cy="7" r="6" fill="currentColor" />,
  reconnecting: (
    <path d="M2 7a5 5 0 0 1 9-3V1.6M12 7a5 5 0 0 1-9 3v2.4" fill="none" stroke="currentColor" strokeWidth="2" />
  ),
  ending: (
    <g>
      <circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" strokeWidth="2" />
      <path d="M7 7h5a5 5 0 0 1-10 0Z" fill="currentColor" />
    </g>
  ),
  ended: <path d="M1.8 7.4 5.4 11 12.4 3.4" fill="none" stroke="currentColor" strokeWidth="2.4" />,
  failed: (
    <g>
      <path d="M7 1 13.4 12.6H0.6Z" fill="currentColor" />
      <path d="M7 5.2v3.6M7 10v1.4" stroke="var(--surface)" strokeWidth="1.6" />
    </g>
  ),
};
