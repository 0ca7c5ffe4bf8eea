/** The cameras and microphones there are now, followed through hot-plug, and what sizes a camera offers. */

export type DeviceOption = { readonly deviceId: string; readonly label: string };
export type DeviceList = {
  readonly cameras: readonly DeviceOption[];
  readonly microphones: readonly DeviceOption[];
  /** Those of the microphones that hear what the computer plays. */
  readonly monitors: readonly DeviceOption[];
  /** Loudspeakers and headphones. */
  readonly outputs: readonly DeviceOption[];
};
export type CameraFormats = readonly { readonly width: number; readonly height: number; readonly fps: number }[];

/** Sizes and rates people know; a camera's own limits cut the list. */
const ladder = [
  [3840, 2160],
  [2560, 1440],
  [1920, 1080],
  [1280, 720],
  [960, 540],
  [640, 480],
  [640, 360],
] as const;
const rates = [60, 30, 24] as const;

/** How PulseAudio and PipeWire name what a device plays. */
const monitorPrefix = 'Monitor of ';

/** Chromium's aliases of devices that are listed anyway. */
const aliases = new Set(['default', 'communications']);

/** Lists the devices; labels are empty until the first permission. */
export async function listDevices(): Promise<DeviceList> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  const pick = (kind: MediaDeviceKind): readonly DeviceOption[] =>
    devices
      .filter((device) => device.kind === kind && device.deviceId !== '' && !aliases.has(device.deviceId))
      .map(({ deviceId, label }) => ({ deviceId, label }));
  const microphones = pick('audioinput');
  const monitors = microphones.filter(({ label }) => label.startsWith(monitorPrefix));
  return { cameras: pick('videoinput'), microphones, monitors, outputs: pick('audiooutput') };
}

/** Calls back on each hot-plug; returns the end of it. */
export function watchDevices(onChange: () => void): () => void {
  navigator.mediaDevices.addEventListener('devicechange', onChange);
  return () => navigator.mediaDevices.removeEventListener('devicechange', onChange);
}

/** Formats within the camera's limits, best first; the whole ladder where the limits are unknown. */
export async function cameraFormats(deviceId: string): Promise<CameraFormats> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  const device = devices.find((candidate) => candidate.kind === 'videoinput' && candidate.deviceId === deviceId);
  const limits = device instanceof InputDeviceInfo ? device.getCapabilities() : {};
  const maxWidth = limits.width?.max ?? Infinity;
  const maxHeight = limits.height?.max ?? Infinity;
  const maxRate = limits.frameRate?.max ?? Infinity;
  return ladder
    .filter(([width, height]) => width <= maxWidth && height <= maxHeight)
    .flatMap(([width, height]) =>
      rates.filter((fps) => fps <= Math.ceil(maxRate)).map((fps) => ({ width, height, fps })),
    );
}
