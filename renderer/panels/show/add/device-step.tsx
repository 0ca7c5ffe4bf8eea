/** Which camera, microphone or sound of the system; one press adds it. */
import type { InputOf } from '../../../../shared/studio/document/source.ts';
import { addSource } from '../../../store/show/acts/add-acts.ts';
import { useDevices, type Device } from '../../../store/devices.ts';
import { useScreens } from '../../../store/show/captures.ts';
import { useTranslation } from '../../../words/words.ts';
import { SourceIcon } from '../parts/source-icon.tsx';

type DeviceKind = 'camera' | 'microphone' | 'system-audio';

/** A list of devices. */
export function DeviceStep({ kind }: { readonly kind: DeviceKind }) {
  const { t } = useTranslation();
  const listed = useDevices((store) => store[listOf[kind]]);
  const hasLoopback = useScreens()?.systemAudio === true && kind === 'system-audio';
  const devices = hasLoopback ? [{ deviceId: '', label: t('show.add.loopback') }, ...listed] : listed;
  if (devices.length === 0) return <p className="muted">{t(`show.add.none.${kind}`)}</p>;
  return (
    <ul className="rows" aria-label={t(`show.kinds.${kind}`)}>
      {devices.map((device) => (
        <li key={device.deviceId}>
          <button type="button" className="row-main" onClick={() => void addSource(inputOf(kind, device))}>
            <SourceIcon kind={kind} />
            <span className="row-name">{device.label || t(`show.kinds.${kind}`)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

const listOf = { camera: 'cameras', microphone: 'microphones', 'system-audio': 'monitors' } as const;

function inputOf(kind: DeviceKind, { deviceId, label }: Device): InputOf<DeviceKind> {
  if (kind === 'camera') return { kind, deviceId, label, width: null, height: null, fps: null };
  return { kind, deviceId, label };
}
