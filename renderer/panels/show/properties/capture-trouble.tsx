/** What is wrong with the chosen device, in its own row. */
import type { CaptureState } from '../../../../shared/contract/ipc.ts';
import { useMedia } from '../../../app/media-port.ts';
import { Button } from '../../../app/parts/button.tsx';
import { Trouble } from '../../../app/parts/trouble.tsx';
import { useTranslation } from '../../../words/words.ts';

/** Sentence, next step and Try again of a failed device; nothing while it works. */
export function CaptureTrouble({ capture }: { readonly capture: CaptureState }) {
  const { t } = useTranslation();
  const { retryCapture } = useMedia();
  if (capture.state !== 'failed') return null;
  return (
    <Trouble error={capture.error}>
      <Button onClick={retryCapture}>{t('show.health.retry')}</Button>
    </Trouble>
  );
}
