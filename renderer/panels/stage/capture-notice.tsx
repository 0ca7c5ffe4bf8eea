/** What the stage says when there is no picture to show, or when a part of it is missing. */
import { TriangleAlert } from 'lucide-react';
import { useMedia } from '../../app/media-port.ts';
import { Button } from '../../app/parts/button.tsx';
import { Trouble } from '../../app/parts/trouble.tsx';
import { useDevices } from '../../store/devices.ts';
import { useOnAir } from '../../store/show/on-air.ts';
import { missingOnAir, missingText, type MissingSource } from '../../store/show/plans/air.ts';
import { useShowStore } from '../../store/show/show.ts';
import { t } from '../../words/words.ts';

/** A sentence over the empty stage; nothing while the picture runs. */
export function CaptureNotice() {
  const video = useDevices((store) => store.capture.video);
  const { retryCapture } = useMedia();
  if (video.state === 'running') return null;
  if (video.state === 'opening') return <p className="stage-line">{t('live.stage.opening')}</p>;
  return (
    <section className="stage-card" aria-label={t('live.stage.noPicture')}>
      <Trouble error={video.error}>
        <Button onClick={retryCapture}>{t('live.stage.tryAgain')}</Button>
      </Trouble>
    </section>
  );
}

/** One line at the edge while the picture runs without some of its sources. */
export function MissingNote() {
  const isRunning = useDevices((store) => store.capture.video.state === 'running');
  const missing = useMissing();
  if (!isRunning || missing.length === 0) return null;
  return (
    <p className="stage-note" role="status">
      <TriangleAlert aria-hidden="true" />
      <span>{missing.map(missingText).join(' ')}</span>
    </p>
  );
}

/** Sources of the scene on air that can't be had. */
function useMissing(): readonly MissingSource[] {
  const show = useShowStore(({ mirror }) => mirror?.show ?? null);
  const errors = useOnAir((store) => store.errors);
  return show === null ? [] : missingOnAir(show, errors);
}
