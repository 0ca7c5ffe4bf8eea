/** Opens a microphone, brings it to 48 kHz in an AudioContext and makes the stream of its sound for the Worker. */
/// <reference types="dom-mediacapture-transform" />
import { programSampleRate } from '../../../shared/live/pipeline/audio-aligner.ts';
import type { OpenDevice } from './device-keeper.ts';
import type { DeviceOption } from './device-list.ts';

/** An open microphone; `readable` is to be transferred at once. */
export type OpenMicrophone = OpenDevice & { readonly readable: ReadableStream<AudioData> };

/** Opens exactly the device with this id, or the first when it is empty, without voice processing. Rejects as getUserMedia does. */
export async function openMicrophone(deviceId: string): Promise<OpenMicrophone> {
  const audio: MediaTrackConstraints = {
    ...(deviceId === '' ? {} : { deviceId: { exact: deviceId } }),
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
  };
  const stream = await navigator.mediaDevices.getUserMedia({ audio, video: false });
  return openSound(stream, { deviceId, label: '' });
}

/** The sound of a stream that is open already; `device` is what its track does not say itself. */
export function openSound(stream: MediaStream, device: DeviceOption): OpenMicrophone {
  const [track] = stream.getAudioTracks();
  if (track === undefined) throw new DOMException('no audio track', 'NotFoundError');
  const context = new AudioContext({ sampleRate: programSampleRate, latencyHint: 'interactive' });
  const destination = context.createMediaStreamDestination();
  context.createMediaStreamSource(stream).connect(destination);
  const [mixed] = destination.stream.getAudioTracks();
  if (mixed === undefined) throw new DOMException('no mixed track', 'NotReadableError');
  // Without a user gesture the context may start suspended; sound then begins with the first click.
  context.resume().catch(() => undefined);
  return {
    device: { deviceId: track.getSettings().deviceId ?? device.deviceId, label: track.label || device.label },
    track,
    readable: new MediaStreamTrackProcessor({ track: mixed }).readable,
    close: () => {
      track.stop();
      mixed.stop();
      context.close().catch(() => undefined);
    },
  };
}
