/** A failed session: the sentence, the next step, and the two ways on. */
import type { SessionSnapshot } from '../../../shared/contract/session.ts';
import { presetFor } from '../../../shared/live/services/presets.ts';
import { Button } from '../../app/parts/button.tsx';
import { Trouble } from '../../app/parts/trouble.tsx';
import { dismissSession, goLive, rehearse, useLive } from '../../store/live.ts';
import { t } from '../../words/words.ts';

/** Shown until it is closed or tried again; the report of what was on air, which stands below, closes both. */
export function FailedCard() {
  const { reason, mode, destination, serverSaid, liveSince } = useLive((store) => store.session);
  if (reason === null) return null;
  const wasOnAir = liveSince !== null;
  const service = destination === null ? '' : presetFor(destination.serviceId).name;
  const again = mode === 'rehearsal' ? rehearse : goLive;
  return (
    <section className="stage-card" aria-labelledby="failed-title">
      <h2 id="failed-title">{titleOf(mode, wasOnAir)}</h2>
      <Trouble error={reason} service={service} host={destination?.host ?? ''}>
        <Button weight="accent" onClick={() => void again()}>
          {t('live.stage.tryAgain')}
        </Button>
        {wasOnAir ? null : <Button onClick={() => void dismissSession()}>{t('app.close')}</Button>}
      </Trouble>
      <details className="notes">
        <summary>{t('live.stage.details')}</summary>
        <p className="small selectable">
          {serverSaid === ''
            ? t('live.stage.code', { code: reason.code })
            : t('live.stage.codeAndServer', { code: reason.code, words: serverSaid })}
        </p>
      </details>
    </section>
  );
}

function titleOf(mode: SessionSnapshot['mode'], wasOnAir: boolean): string {
  if (mode === 'rehearsal') return t('live.stage.rehearsalFailed');
  return t(wasOnAir ? 'live.stage.brokeOff' : 'live.stage.notLive');
}
