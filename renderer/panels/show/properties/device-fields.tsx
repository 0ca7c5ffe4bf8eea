/** Which device, and for a camera which of its formats. */
import { useEffect, useState } from 'react';
import type { InputOf } from '../../../../shared/studio/document/source.ts';
import { useMedia, type CameraFormat } from '../../../app/media-port.ts';
import { SelectField } from '../../../app/parts/field.tsx';
import { sizeOf } from '../../../app/parts/figures.ts';
import { useDevices, type Device } from '../../../store/devices.ts';
import { withAbsent } from '../../../store/show/plans/known-devices.ts';
import { useTranslation } from '../../../words/words.ts';

type DeviceInput = InputOf<'camera' | 'microphone' | 'system-audio'>;

type DeviceFieldProps = {
  readonly input: DeviceInput;
  readonly devices: readonly Device[];
  readonly onChoose: (device: Device) => void;
};

/** The devices there are, and the chosen one even while it is away. */
function DeviceField({ input, devices, onChoose }: DeviceFieldProps) {
  const { t } = useTranslation();
  const known = withAbsent(devices, input);
  const isAway = (device: Device) => !devices.includes(device);
  const choose = (deviceId: string) => {
    const { label } = known.find((device) => device.deviceId === deviceId) ?? { label: '' };
    onChoose({ deviceId, label });
  };
  return (
    <SelectField
      label={t('show.fields.device')}
      value={input.deviceId}
      onChange={(event) => choose(event.target.value)}
    >
      <option value="">{t('show.devices.first')}</option>
      {known
        .filter(({ deviceId }) => deviceId !== '')
        .map((device) => (
          <option key={device.deviceId} value={device.deviceId}>
            {isAway(device) ? t('show.devices.away', { name: device.label }) : device.label}
          </option>
        ))}
    </SelectField>
  );
}

type CameraFieldsProps = {
  readonly input: InputOf<'camera'>;
  readonly onChange: (input: InputOf<'camera'>) => void;
};

/** Device and format. */
export function CameraFields({ input, onChange }: CameraFieldsProps) {
  const cameras = useDevices((store) => store.cameras);
  return (
    <>
      <DeviceField
        input={input}
        devices={cameras}
        onChoose={(device) => onChange({ kind: 'camera', ...device, width: null, height: null, fps: null })}
      />
      <CameraFormatField input={input} onChange={onChange} />
    </>
  );
}

/** A list of formats; the first lets the camera choose. */
export function CameraFormatField({ input, onChange }: CameraFieldsProps) {
  const { t } = useTranslation();
  const formats = useCameraFormats(input.deviceId);
  const { width, height, fps } = input;
  const chosen = width !== null && height !== null && fps !== null ? formatText({ width, height, fps }) : '';
  const texts = formats.map(formatText);
  const choose = (text: string) => {
    const format = formats.find((candidate) => formatText(candidate) === text);
    const { width: wide = null, height: high = null, fps: rate = null } = format ?? {};
    onChange({ ...input, width: wide, height: high, fps: rate });
  };
  return (
    <SelectField label={t('show.fields.format')} value={chosen} onChange={(event) => choose(event.target.value)}>
      <option value="">{t('show.devices.bestFormat')}</option>
      {[...new Set(chosen === '' ? texts : [...texts, chosen])].map((text) => (
        <option key={text}>{text}</option>
      ))}
    </SelectField>
  );
}

function useCameraFormats(deviceId: string): readonly CameraFormat[] {
  const { cameraFormats } = useMedia();
  const [formats, setFormats] = useState<readonly CameraFormat[]>([]);
  useEffect(() => {
    let isCurrent = true;
    cameraFormats(deviceId).then(
      (found) => isCurrent && setFormats(found),
      () => isCurrent && setFormats([]),
    );
    return () => {
      isCurrent = false;
    };
  }, [cameraFormats, deviceId]);
  return formats;
}

function formatText(format: CameraFormat): string {
  return `${sizeOf(format)} · ${Math.round(format.fps)} fps`;
}

type SoundInput = InputOf<'microphone' | 'system-audio'>;

/** A microphone, or what the computer plays. */
export function SoundDeviceFields(props: {
  readonly input: SoundInput;
  readonly onChange: (input: SoundInput) => void;
}) {
  const { input, onChange } = props;
  const devices = useDevices((store) => (input.kind === 'microphone' ? store.microphones : store.monitors));
  return (
    <DeviceField
      input={input}
      devices={devices}
      onChoose={({ deviceId, label }) => onChange({ kind: input.kind, deviceId, label })}
    />
  );
}
