/** Where the picture comes from: the sync test picture or a camera, with the state of the chosen one in its row. */
import { Camera, Clapperboard } from 'lucide-react';
import type { CaptureState } from '../../../shared/contract/ipc.ts';
import type { VideoSource } from '../../../shared/contract/settings.ts';
import { ChoiceRow } from '../../app/parts/choice-row.tsx';
import { useDevices, type Device } from '../../store/devices.ts';
import { changeSettings, useSettings } from '../../store/settings.ts';
import { CameraFormat } from './camera-format.tsx';
import { CaptureTrouble } from './capture-trouble.tsx';
import { withAbsent } from './known-devices.ts';

/** A group of radio rows; used in the Sources panel and in the welcome. */
export function PictureChoice() {
  const source = useSettings((store) => store.settings.videoSource);
  const cameras = useDevices((store) => store.cameras);
  const capture = useDevices((store) => store.capture.video);
  const rows = withAbsent(cameras, source.kind === 'camera' ? source : null);
  const chosenId = source.kind === 'camera' ? source.deviceId || rows[0]?.deviceId : null;
  return (
    <fieldset className="choices">
      <legend>Picture</legend>
      <ul>
        <ChoiceRow
          group="picture"
          name="Sync test picture"
          icon={<Clapperboard aria-hidden="true" />}
          checked={source.kind === 'test'}
          onChoose={() => void changeSettings({ videoSource: { kind: 'test' } })}
          {...figureIf(source.kind === 'test', capture)}
        >
          {source.kind === 'test' ? <CaptureTrouble capture={capture} /> : null}
        </ChoiceRow>
        {rows.map((camera) => (
          <CameraRow key={camera.deviceId} camera={camera} source={source} checked={camera.deviceId === chosenId} />
        ))}
      </ul>
      {rows.length === 0 ? <p className="small faint">No camera found. Plug one in and it appears here.</p> : null}
    </fieldset>
  );
}

type CameraRowProps = { readonly camera: Device; readonly source: VideoSource; readonly checked: boolean };

function CameraRow({ camera, source, checked }: CameraRowProps) {
  const capture = useDevices((store) => store.capture.video);
  const choose = () =>
    changeSettings({ videoSource: { kind: 'camera', ...camera, width: null, height: null, fps: null } });
  return (
    <ChoiceRow
      group="picture"
      name={camera.label || 'Camera'}
      icon={<Camera aria-hidden="true" />}
      checked={checked}
      onChoose={() => void choose()}
      {...figureIf(checked, capture)}
    >
      {checked && source.kind === 'camera' ? (
        <>
          <CaptureTrouble capture={capture} />
          {capture.state === 'failed' ? null : <CameraFormat camera={camera} source={source} />}
        </>
      ) : null}
    </ChoiceRow>
  );
}

function figureIf(checked: boolean, capture: CaptureState): { readonly figure?: string } {
  if (!checked) return {};
  if (capture.state === 'opening') return { figure: 'opening…' };
  if (capture.state === 'failed') return { figure: 'not working' };
  const size = capture.height === null ? '' : `${capture.height}p`;
  const rate = capture.fps === null ? '' : String(Math.round(capture.fps));
  return { figure: `${size}${rate}` };
}
