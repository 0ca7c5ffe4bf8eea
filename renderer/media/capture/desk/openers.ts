/** How each kind of device source is opened, and what of it goes to the Worker. */
import type { VideoFormat } from '../../../../shared/contract/settings.ts';
import type { Input, InputOf } from '../../../../shared/studio/document/source.ts';
import type { ShowMessage } from '../../compose/scene/messages.ts';
import { listDevices, type DeviceOption } from '../device-list.ts';
import { openScreen, type Choose, type OpenScreen } from '../display/open-screen.ts';
import { openSystemAudio } from '../display/open-system-audio.ts';
import { openCamera, type OpenCamera } from '../open-camera.ts';
import { openMicrophone, type OpenMicrophone } from '../open-microphone.ts';
import { DeviceSource } from './device-source.ts';

export type Post = (message: ShowMessage, transfer?: Transferable[]) => void;

export type OpenerParts = {
  readonly post: Post;
  readonly choose: Choose;
  /** What is captured of a screen at most: no more than the program shows. */
  readonly format: () => Pick<VideoFormat, 'width' | 'height' | 'fps'>;
  /** True for a device that another source of the show stands for. */
  readonly isOthers: (device: DeviceOption) => boolean;
  readonly onState: () => void;
};

export type PictureInput = InputOf<'camera' | 'screen' | 'window'>;
export type SoundInput = InputOf<'microphone' | 'system-audio'>;
export type PictureDevice = DeviceSource<PictureInput, OpenCamera | OpenScreen>;
export type SoundDevice = DeviceSource<SoundInput, OpenMicrophone>;

export function isPictureInput(input: Input): input is PictureInput {
  return input.kind === 'camera' || input.kind === 'screen' || input.kind === 'window';
}

export function isSoundInput(input: Input): input is SoundInput {
  return input.kind === 'microphone' || input.kind === 'system-audio';
}

/** Camera, screen or window. */
export function createPictureDevice(sourceId: string, input: PictureInput, parts: OpenerParts): PictureDevice {
  const { post, choose, format, isOthers, onState } = parts;
  return new DeviceSource<PictureInput, OpenCamera | OpenScreen>(input, {
    kind: input.kind === 'camera' ? 'camera' : 'screen',
    deviceOf,
    listDevices: async (wanted) => (wanted.kind === 'camera' ? (await listDevices()).cameras : null),
    isOthers,
    open: (wanted, deviceId) =>
      wanted.kind === 'camera' ? openCamera(wanted, deviceId) : openScreen(wanted, { choose, limits: format() }),
    send: (open, returning) => {
      if (open === null) post({ kind: 'feed', sourceId, feed: null });
      else {
        const feed = { kind: 'camera', readable: open.readable, returning } as const;
        post({ kind: 'feed', sourceId, feed }, [open.readable]);
      }
    },
    opensAlike,
    onState,
  });
}

/** Microphone, line or what the computer plays. */
export function createSoundDevice(sourceId: string, input: SoundInput, parts: OpenerParts): SoundDevice {
  const { post, choose, isOthers, onState } = parts;
  return new DeviceSource<SoundInput, OpenMicrophone>(input, {
    kind: input.kind,
    deviceOf,
    listDevices: async (wanted) => (isLoopback(wanted) ? null : (await listDevices()).microphones),
    isOthers,
    open: (wanted, deviceId) =>
      wanted.kind === 'microphone' ? openMicrophone(deviceId) : openSystemAudio(wanted, { choose, deviceId }),
    send: (open) => {
      if (open === null) post({ kind: 'sound-feed', sourceId, readable: null });
      else post({ kind: 'sound-feed', sourceId, readable: open.readable }, [open.readable]);
    },
    opensAlike,
    onState,
  });
}

/** True when both are opened in the same way: the region of a screen is cut out later, whichever it is. */
function opensAlike(one: PictureInput | SoundInput, other: PictureInput | SoundInput): boolean {
  return JSON.stringify(openedAs(one)) === JSON.stringify(openedAs(other));
}

function openedAs(input: PictureInput | SoundInput) {
  return input.kind === 'screen' ? { ...input, region: input.region !== null } : input;
}

function isLoopback(input: SoundInput): boolean {
  return input.kind === 'system-audio' && input.deviceId === '';
}

function deviceOf(input: PictureInput | SoundInput): DeviceOption {
  switch (input.kind) {
    case 'camera':
    case 'microphone':
    case 'system-audio':
      return { deviceId: input.deviceId, label: input.label };
    case 'screen':
      return { deviceId: input.displayId, label: input.label };
    case 'window':
      return { deviceId: input.windowId, label: input.label };
  }
}
