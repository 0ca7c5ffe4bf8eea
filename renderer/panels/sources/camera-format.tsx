/** Size and frame rate asked of the chosen camera, from what the camera itself offers. */
import { useEffect, useState } from 'react';
import type { VideoSource } from '../../../shared/contract/settings.ts';
import { useMedia, type CameraFormat as Format } from '../../app/media-port.ts';
import { SelectField } from '../../app/parts/field.tsx';
import { sizeOf } from '../../app/parts/figures.ts';
import type { Device } from '../../store/devices.ts';
import { changeSettings } from '../../store/settings.ts';

type CameraFormatProps = {
  readonly camera: Device;
  readonly source: Extract<VideoSource, { kind: 'camera' }>;
};

/** A list of formats; the first lets the camera choose. */
export function CameraFormat({ camera, source }: CameraFormatProps) {
  const formats = useCameraFormats(camera.deviceId);
  const choose = (text: string) => {
    const format = formats.find((candidate) => formatText(candidate) === text);
    const { width, height, fps } = format ?? { width: null, height: null, fps: null };
    return changeSettings({ videoSource: { kind: 'camera', ...camera, width, height, fps } });
  };
  const { width, height, fps } = source;
  const chosen = width !== null && height !== null && fps !== null ? formatText({ width, height, fps }) : '';
  return (
    <SelectField label="Camera format" value={chosen} onChange={(event) => void choose(event.target.value)}>
      <option value="">Best fit (automatic)</option>
      {withChosen(formats.map(formatText), chosen).map((text) => (
        <option key={text}>{text}</option>
      ))}
    </SelectField>
  );
}

function useCameraFormats(deviceId: string): readonly Format[] {
  const { cameraFormats } = useMedia();
  const [formats, setFormats] = useState<readonly Format[]>([]);
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

function formatText(format: Format): string {
  return `${sizeOf(format)} · ${Math.round(format.fps)} fps`;
}

function withChosen(texts: readonly string[], chosen: string): readonly string[] {
  return [...new Set(chosen === '' ? texts : [...texts, chosen])];
}
