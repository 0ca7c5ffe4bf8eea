/** Opens a camera and makes the stream of its frames, which the Worker reads without the page's help. */
/// <reference types="dom-mediacapture-transform" />
import type { VideoSource } from '../../../shared/contract/settings.ts';
import type { OpenDevice } from './device-keeper.ts';

export type CameraSource = Extract<VideoSource, { kind: 'camera' }>;

/** An open camera; `readable` is to be transferred at once. */
export type OpenCamera = OpenDevice & {
  readonly readable: ReadableStream<VideoFrame>;
  readonly width: number | null;
  readonly height: number | null;
  readonly fps: number | null;
};

/** Opens exactly the device with this id, or the first when it is empty; size and rate are wishes. Rejects as getUserMedia does. */
export async function openCamera(source: CameraSource, deviceId: string): Promise<OpenCamera> {
  const video: MediaTrackConstraints = {
    ...(deviceId === '' ? {} : { deviceId: { exact: deviceId } }),
    ...(source.width === null ? {} : { width: { ideal: source.width } }),
    ...(source.height === null ? {} : { height: { ideal: source.height } }),
    ...(source.fps === null ? {} : { frameRate: { ideal: source.fps } }),
  };
  const stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
  const [track] = stream.getVideoTracks();
  if (track === undefined) throw new DOMException('no video track', 'NotFoundError');
  const settings = track.getSettings();
  return {
    device: { deviceId: settings.deviceId ?? deviceId, label: track.label },
    track,
    readable: new MediaStreamTrackProcessor({ track }).readable,
    width: settings.width ?? null,
    height: settings.height ?? null,
    fps: settings.frameRate ?? null,
    close: () => track.stop(),
  };
}
