/** The stage: the programme as it is encoded, and what the session has to say about it. */
import type { SessionSnapshot } from '../../../shared/contract/session.ts';
import { Preview } from '../../app/parts/preview.tsx';
import { useLive } from '../../store/live.ts';

/** Main landmark with the programme picture. */
export function Stage() {
  const frame = useLive((store) => frameOf(store.session));
  return (
    <main className="stage panel" aria-label="Stage" tabIndex={-1} data-region="Stage">
      <div className={`stage-frame frame-${frame}`}>
        <Preview description="Programme picture" />
      </div>
    </main>
  );
}

/** Which frame the stage wears: nothing, the violet of a rehearsal or the red hairline of a live session. */
function frameOf({ state, mode }: SessionSnapshot): 'none' | 'rehearsal' | 'live' {
  if (state !== 'rehearsing' && state !== 'live' && state !== 'reconnecting') return 'none';
  return mode === 'rehearsal' ? 'rehearsal' : 'live';
}
