/** Lost connections: which destinations, how long ago, which attempt, when the next one comes, and the ways to interfere. */
import type { OutputSnapshot } from '../../../shared/contract/delivery.ts';
import { presetFor } from '../../../shared/live/services/presets.ts';
import { Button } from '../../app/parts/button.tsx';
import { lostText } from '../../app/parts/figures.ts';
import { retryNow, stopSession, useLive } from '../../store/live.ts';
import { listNames, nobodyReceives, useOutputs } from '../../store/session/outputs.ts';
import { isRecording } from '../../store/session/recording.ts';
import { useSecond } from '../../store/session/second.ts';
import { t } from '../../words/words.ts';
import { sentenceFor } from '../../../shared/live/words/sentences.ts';

/** Shown while nobody receives: main tries again, or has given up and records on. */
export function ReconnectCard() {
  const { reconnect, reason, destination } = useLive((store) => store.session);
  const byId = useOutputs((store) => store.byId);
  const lost = Object.values(byId).filter(({ state }) => state === 'reconnecting');
  const context = {
    service: destination === null ? '' : presetFor(destination.serviceId).name,
    host: destination?.host ?? '',
  };
  if (reconnect === null) return <NobodyCard why={reason === null ? '' : sentenceFor(reason, context).text} />;
  return (
    <section className="stage-card card-reconnect" aria-labelledby="reconnect-title">
      <h2 id="reconnect-title">{t('live.stage.lost')}</h2>
      {lost.length > 1 ? (
        <LostList outputs={lost} />
      ) : (
        <>
          {reason === null ? null : <p className="muted">{sentenceFor(reason, context).text}</p>}
          <Countdown loss={reconnect} />
        </>
      )}
      <div className="card-actions">
        <Button weight="accent" onClick={() => void retryNow()}>
          {t(lost.length > 1 ? 'live.stage.retryAll' : 'live.stage.retry')}
        </Button>
        <Button onClick={() => void stopSession()}>{t('live.stage.stopTrying')}</Button>
      </div>
    </section>
  );
}

/** Nobody is left to be reached by itself, and ending would end the recording too: that is the user's to say. */
function NobodyCard({ why }: { readonly why: string }) {
  const goesOn = useLive(({ session }) => isRecording(session.recording));
  return (
    <section className="stage-card card-reconnect" aria-labelledby="nobody-title">
      <h2 id="nobody-title">{nobodyReceives(goesOn)}</h2>
      {why === '' ? null : <p className="muted">{why}</p>}
      <div className="card-actions">
        <Button weight="accent" onClick={() => void retryNow()}>
          {t('live.stage.tryAgain')}
        </Button>
        <Button onClick={() => void stopSession()}>{t('live.stage.end')}</Button>
      </div>
    </section>
  );
}

function LostList({ outputs }: { readonly outputs: readonly OutputSnapshot[] }) {
  return (
    <>
      <p className="muted">{t('live.stage.receiveNothing', { names: listNames(outputs.map(({ name }) => name)) })}</p>
      <ul>
        {outputs.map(({ id, name, reconnect }) => (
          <li key={id}>
            {name}
            {reconnect === null ? null : <Countdown loss={reconnect} />}
          </li>
        ))}
      </ul>
    </>
  );
}

function Countdown({ loss }: { readonly loss: NonNullable<OutputSnapshot['reconnect']> }) {
  return <p className="countdown">{lostText(loss, useSecond())}</p>;
}
