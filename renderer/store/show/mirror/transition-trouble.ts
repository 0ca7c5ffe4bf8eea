/** Tells once that the file of a transition can't be used: no row of the window stands for it. */
import { transitionSound } from '../../../../shared/studio/scene/transition/transition-files.ts';
import { t } from '../../../words/words.ts';
import { tell } from '../../notices.ts';
import type { SourceCondition } from '../on-air.ts';

/** Main may hear of a new file a moment later than the Worker: so long it is tried again before anybody is told. */
const patienceMillis = 3000;

let isTold = false;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Hears the news of every source. */
export function noticeTransition({ sourceId, producer }: SourceCondition): void {
  if (sourceId !== transitionSound.id || producer === null) return;
  if (producer.state === 'running') {
    isTold = false;
    clearTimeout(timer);
    timer = undefined;
  }
  if (producer.state !== 'failed' || isTold) return;
  timer ??= setTimeout(tellIt, patienceMillis);
}

function tellIt(): void {
  isTold = true;
  timer = undefined;
  tell({ tone: 'warn', text: t('show.transitions.fileTrouble'), next: t('show.transitions.fileTroubleNext') });
}
