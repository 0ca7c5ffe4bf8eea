/** The plain choice of the first run: the test picture or a camera, with the state of the chosen one in its row. */
import { Camera, Clapperboard } from 'lucide-react';
import type { CaptureState } from '../../../../shared/contract/ipc.ts';
import { ChoiceRow } from '../../../app/parts/choice-row.tsx';
import { useDevices, type Device } from '../../../store/devices.ts';
import { choosePicture } from '../../../store/show/acts/choice-acts.ts';
import { withAbsent } from '../../../store/show/plans/known-devices.ts';
import { chosenPicture } from '../../../store/show/plans/quick-choice.ts';
import { edit, useShow } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { CaptureTrouble } from './capture-trouble.tsx';
import { CameraFormatField } from './device-fields.tsx';

/** A group of radio rows. */
export function PictureChoice() {
  const { t } = useTranslation();
  const source = useShow(chosenPicture, null);
  const cameras = useDevices((store) => store.cameras);
  const capture = useDevices((store) => store.capture.video);
  const input = source?.input ?? null;
  const rows = withAbsent(cameras, input?.kind === 'camera' ? input : null);
  const chosenId = input?.kind === 'camera' ? input.deviceId || rows[0]?.deviceId : null;
  const isTest = input?.kind === 'test';
  return (
    <fieldset className="choices">
      <legend>{t('show.choice.picture')}</legend>
      <ul>
        <ChoiceRow
          group="picture"
          name={t('show.kinds.test')}
          icon={<Clapperboard aria-hidden="true" />}
          checked={isTest}
          onChoose={() => void choosePicture({ kind: 'test' })}
          {...useFigure(isTest, capture)}
        >
          {isTest ? <CaptureTrouble capture={capture} /> : null}
        </ChoiceRow>
        {rows.map((camera) => (
          <CameraRow key={camera.deviceId} camera={camera} checked={camera.deviceId === chosenId} />
        ))}
      </ul>
      {rows.length === 0 ? <p className="small faint">{t('show.add.none.camera')}</p> : null}
    </fieldset>
  );
}

function CameraRow({ camera, checked }: { readonly camera: Device; readonly checked: boolean }) {
  const { t } = useTranslation();
  const capture = useDevices((store) => store.capture.video);
  const source = useShow(chosenPicture, null);
  const choose = () => choosePicture({ kind: 'camera', ...camera, width: null, height: null, fps: null });
  const input = source?.input;
  return (
    <ChoiceRow
      group="picture"
      name={camera.label || t('show.kinds.camera')}
      icon={<Camera aria-hidden="true" />}
      checked={checked}
      onChoose={() => void choose()}
      {...useFigure(checked, capture)}
    >
      {checked && source !== null && input?.kind === 'camera' ? (
        <>
          <CaptureTrouble capture={capture} />
          {capture.state === 'failed' ? null : (
            <CameraFormatField
              input={input}
              onChange={(next) => void edit({ name: 'source.input', sourceId: source.id, input: next })}
            />
          )}
        </>
      ) : null}
    </ChoiceRow>
  );
}

function useFigure(checked: boolean, capture: CaptureState): { readonly figure?: string } {
  const { t } = useTranslation();
  if (!checked) return {};
  if (capture.state === 'opening') return { figure: t('show.choice.opening') };
  if (capture.state === 'failed') return { figure: t('show.choice.notWorking') };
  const size = capture.height === null ? '' : `${capture.height}p`;
  const rate = capture.fps === null ? '' : String(Math.round(capture.fps));
  return { figure: `${size}${rate}` };
}
