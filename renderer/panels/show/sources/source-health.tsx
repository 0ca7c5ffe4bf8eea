/** How a source stands, in its row: a dot while it is not fresh, and a sentence once viewers see something else. */
import { useDevices } from '../../../store/devices.ts';
import { useOnAir, type SourceNews } from '../../../store/show/on-air.ts';
import { chosenPicture, chosenSound } from '../../../store/show/plans/quick-choice.ts';
import { useShow } from '../../../store/show/show.ts';
import type { Source } from '../../../../shared/studio/document/source.ts';
import type { StudioError } from '../../../../shared/errors.ts';
import { Button } from '../../../app/parts/button.tsx';
import { Trouble } from '../../../app/parts/trouble.tsx';
import { useMedia } from '../../../app/media-port.ts';
import { useTranslation } from '../../../words/words.ts';

/** A dot with its words; nothing while the source is fresh. */
export function AgeDot({ sourceId }: { readonly sourceId: string }) {
  const { t } = useTranslation();
  const state = useOnAir(({ sources }) => sources[sourceId]?.state ?? 'fresh');
  if (state === 'fresh') return null;
  const words = t(`show.health.${state}`);
  return <span className={`age-dot age-${state}`} role="img" aria-label={words} title={words} />;
}

/** Sentence and way out of a source that gives nothing. */
export function SourceTrouble({ source }: { readonly source: Source }) {
  const { t } = useTranslation();
  const { retryCapture } = useMedia();
  const error = useCaptureError(source.id);
  const news = useOnAir(({ sources }) => sources[source.id]);
  if (error !== null) {
    return (
      <Trouble error={error}>
        <Button onClick={retryCapture}>{t('show.health.retry')}</Button>
      </Trouble>
    );
  }
  const sentence = troubleOf(news);
  return sentence === null ? null : <p className="small source-trouble">{t(`show.health.${sentence}Sentence`)}</p>;
}

function troubleOf(news: SourceNews | undefined): 'frozen' | 'missing' | null {
  return news?.state === 'frozen' || news?.state === 'missing' ? news.state : null;
}

/** Why the device could not be opened; the capture side tells it of the scene's plain picture and sound. */
function useCaptureError(sourceId: string): StudioError | null {
  const capture = useDevices((store) => store.capture);
  const pictureId = useShow((show) => chosenPicture(show)?.id ?? null, null);
  const soundId = useShow((show) => chosenSound(show)?.id ?? null, null);
  if (sourceId === pictureId && capture.video.state === 'failed') return capture.video.error;
  if (sourceId === soundId && capture.audio.state === 'failed') return capture.audio.error;
  return null;
}
