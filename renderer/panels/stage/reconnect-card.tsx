/** A lost connection: how long ago, which attempt, when the next one comes, and the two ways to interfere. */
import { useEffect, useState } from 'react';
import { presetFor } from '../../../shared/live/services/presets.ts';
import { sentenceFor } from '../../../shared/live/words/sentences.ts';
import { Button } from '../../app/parts/button.tsx';
import { retryNow, stopSession, useLive } from '../../store/live.ts';

/** Shown while main tries again. */
export function ReconnectCard() {
  const { reconnect, reason, destination } = useLive((store) => store.session);
  if (reconnect === null) return null;
  const context = {
    service: destination === null ? '' : presetFor(destination.serviceId).name,
    host: destination?.host ?? '',
  };
  return (
    <section className="stage-card card-reconnect" aria-labelledby="reconnect-title">
      <h2 id="reconnect-title">Connection lost. Trying again.</h2>
      {reason === null ? null : <p className="muted">{sentenceFor(reason, context).text}</p>}
      <Countdown {...reconnect} />
      <div className="card-actions">
        <Button weight="accent" onClick={() => void retryNow()}>
          Retry now
        </Button>
        <Button onClick={() => void stopSession()}>Stop trying</Button>
      </div>
    </section>
  );
}

type CountdownProps = { readonly attempt: number; readonly nextAttemptAt: number | null; readonly lostAt: number };

function Countdown({ attempt, nextAttemptAt, lostAt }: CountdownProps) {
  const now = useSecond();
  const lost = Math.max(0, Math.round((now - lostAt) / 1000));
  const next = nextAttemptAt === null ? null : Math.max(0, Math.ceil((nextAttemptAt - now) / 1000));
  return (
    <p className="countdown">
      Lost {lost} s ago · attempt {attempt} · {next === null || next === 0 ? 'trying now' : `next in ${next} s`}
    </p>
  );
}

/** The wall clock, once a second. */
function useSecond(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
