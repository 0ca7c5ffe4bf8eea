/** The verdict: one sentence, one button, and why. */
import { OctagonAlert, TriangleAlert } from 'lucide-react';
import { useId, useState } from 'react';
import type { Verdict } from '../../../shared/contract/delivery.ts';
import { useMedia } from '../../app/media-port.ts';
import { Button } from '../../app/parts/button.tsx';
import { useLive } from '../../store/live.ts';
import { actOn } from '../../store/session/verdict.ts';
import { reasonFor } from './verdict-words.ts';
import { t } from '../../words/words.ts';

/** Drawn while there is a verdict; `verdict` says which stage, and whether one destination is meant. */
export function VerdictLine({ verdict }: { readonly verdict: Verdict }) {
  const [isExplained, setExplained] = useState(false);
  const why = useId();
  const { retryCapture } = useMedia();
  const { action } = verdict;
  return (
    <div className="verdict-line">
      <VerdictMark stage={verdict.stage} />
      <p className="verdict-text">{verdict.text}</p>
      <div className="verdict-verbs">
        {action === 'none' ? null : (
          <Button onClick={() => actOn(verdict, retryCapture)}>{t(`live.health.action.${action}`)}</Button>
        )}
        <Button
          weight="quiet"
          aria-expanded={isExplained}
          aria-controls={why}
          onClick={() => setExplained(!isExplained)}
        >
          {t('live.health.why')}
        </Button>
      </div>
      <p id={why} className="verdict-why" hidden={!isExplained}>
        {reasonFor(verdict)}
      </p>
    </div>
  );
}

function VerdictMark({ stage }: { readonly stage: Verdict['stage'] }) {
  const isBad = useLive(({ session }) => session.stages.find(({ id }) => id === stage)?.health === 'bad');
  return isBad ? (
    <OctagonAlert className="verdict-bad" aria-label={t('live.health.bad')} />
  ) : (
    <TriangleAlert className="verdict-weak" aria-label={t('live.health.weak')} />
  );
}
