/** What the stage says when there is no picture to show. */
import { useMedia } from '../../app/media-port.ts';
import { Button } from '../../app/parts/button.tsx';
import { Trouble } from '../../app/parts/trouble.tsx';
import { useDevices } from '../../store/devices.ts';
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
