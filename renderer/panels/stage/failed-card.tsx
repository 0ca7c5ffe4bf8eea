/** A failed session: the sentence, the next step, and the two ways on. */
import { presetFor } from '../../../shared/live/services/presets.ts';
import { Button } from '../../app/parts/button.tsx';
import { Trouble } from '../../app/parts/trouble.tsx';
import { dismissSession, goLive, rehearse, useLive } from '../../store/live.ts';

/** Shown until it is closed or tried again. */
export function FailedCard() {
  const { reason, mode, destination, serverSaid } = useLive((store) => store.session);
  if (reason === null) return null;
  const service = destination === null ? '' : presetFor(destination.serviceId).name;
  const again = mode === 'rehearsal' ? rehearse : goLive;
  return (
    <section className="stage-card" aria-labelledby="failed-title">
      <h2 id="failed-title">{mode === 'rehearsal' ? 'The rehearsal failed' : 'Not live'}</h2>
      <Trouble error={reason} service={service} host={destination?.host ?? ''}>
        <Button weight="accent" onClick={() => void again()}>
          Try again
        </Button>
        <Button onClick={() => void dismissSession()}>Close</Button>
      </Trouble>
      <details className="notes">
        <summary>Details</summary>
        <p className="small selectable">
          Code: {reason.code}
          {serverSaid === '' ? null : <> · the server said: “{serverSaid}”</>}
        </p>
      </details>
    </section>
  );
}
