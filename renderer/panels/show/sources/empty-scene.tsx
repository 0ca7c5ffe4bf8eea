/** A scene without anything: three large ways to begin, and the hint that files can be dropped. */
import { Camera, Image, MonitorUp } from 'lucide-react';
import type { Input } from '../../../../shared/studio/document/source.ts';
import { addSource, surroundings } from '../../../store/show/acts/add-acts.ts';
import { chooseFiles } from '../../../store/show/files.ts';
import { draftInput, fileInput } from '../../../store/show/plans/add-source.ts';
import { showDialog } from '../../../store/show/selection.ts';
import { currentShow } from '../../../store/show/show.ts';
import { useDevices } from '../../../store/devices.ts';
import { useTranslation } from '../../../words/words.ts';

/** Camera, screen, picture. */
export function EmptyScene() {
  const { t } = useTranslation();
  return (
    <div className="empty-scene">
      <p className="muted">{t('show.empty.scene')}</p>
      <button type="button" className="big-choice" onClick={() => void addCamera()}>
        <Camera aria-hidden="true" />
        {t('show.kinds.camera')}
      </button>
      <button type="button" className="big-choice" onClick={() => showDialog({ kind: 'add', step: 'screen' })}>
        <MonitorUp aria-hidden="true" />
        {t('show.kinds.screen')}
      </button>
      <button type="button" className="big-choice" onClick={() => void addPicture()}>
        <Image aria-hidden="true" />
        {t('show.kinds.image')}
      </button>
      <p className="small faint">{t('show.empty.drop')}</p>
    </div>
  );
}

const anyCamera: Input = { kind: 'camera', deviceId: '', label: '', width: null, height: null, fps: null };

/** One camera needs no question. */
async function addCamera(): Promise<void> {
  const show = currentShow();
  const around = surroundings();
  if (show === null || around === null) return;
  if (useDevices.getState().cameras.length > 1) showDialog({ kind: 'add', step: 'camera' });
  else await addSource(draftInput('camera', show, around) ?? anyCamera);
}

/** So does one microphone. */
export async function addMicrophone(): Promise<void> {
  const show = currentShow();
  const around = surroundings();
  if (show === null || around === null) return;
  if (around.microphones.length > 1) return showDialog({ kind: 'add', step: 'microphone' });
  const input = draftInput('microphone', show, around);
  if (input !== null) await addSource(input);
}

async function addPicture(): Promise<void> {
  const input = fileInput('image', await chooseFiles('picture', 'one'));
  if (input !== null) await addSource(input);
}
