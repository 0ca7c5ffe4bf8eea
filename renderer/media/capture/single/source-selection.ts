/** Which picture and sound the Worker gets: opens devices, puts slate and silence in their place, and tells how it stands. */
import type { CaptureState, CaptureStatus } from '../../../../shared/contract/ipc.ts';
import type { AudioSource, VideoFormat, VideoSource } from '../../../../shared/contract/settings.ts';
import { studioError } from '../../../../shared/errors.ts';
import type { PageMessage, PageReport } from '../../worker-protocol.ts';
import { DeviceKeeper, type KeeperState } from '../device-keeper.ts';
import { listDevices } from '../device-list.ts';
import { openCamera, type OpenCamera } from '../open-camera.ts';
import { openMicrophone, type OpenMicrophone } from '../open-microphone.ts';

export type SourceSelectionOptions = {
  readonly post: (message: PageMessage, transfer?: Transferable[]) => void;
  readonly onStatus: (status: CaptureStatus) => void;
  /** Labels may have become readable. */
  readonly onDeviceOpened: () => void;
};

/** One video and one audio source at a time. */
export class SourceSelection {
  readonly #options: SourceSelectionOptions;
  readonly #camera: DeviceKeeper<OpenCamera>;
  readonly #microphone: DeviceKeeper<OpenMicrophone>;
  #video: CaptureState = { state: 'opening' };
  #audio: CaptureState = { state: 'opening' };
  #isTest = false;
  /** The camera was lost or frozen: viewers see it again only once it is healthy. */
  #isReturning = false;
  /** Since the camera fell silent and until viewers see it again. */
  #isFrozen = false;
  /** Name of the camera that was open last. */
  #cameraLabel = '';
  #format: Pick<VideoFormat, 'width' | 'height' | 'fps'> | null = null;

  constructor(options: SourceSelectionOptions) {
    this.#options = options;
    this.#camera = new DeviceKeeper({
      kind: 'camera',
      listDevices: async () => (await listDevices()).cameras,
      onState: (state) => this.#cameraState(state),
    });
    this.#microphone = new DeviceKeeper({
      kind: 'microphone',
      listDevices: async () => (await listDevices()).microphones,
      onState: (state) => this.#microphoneState(state),
    });
  }

  setVideo(source: VideoSource): void {
    this.#isTest = source.kind === 'test';
    this.#isReturning = false;
    this.#isFrozen = false;
    if (source.kind === 'camera') {
      this.#camera.want(source, (deviceId) => openCamera(source, deviceId));
      return;
    }
    this.#camera.release();
    this.#options.post({ kind: 'video', feed: { kind: 'test' } });
    this.#video = this.#testState();
    this.#announce();
  }

  setAudio(source: AudioSource): void {
    if (source.kind === 'microphone') {
      this.#microphone.want(source, openMicrophone);
      return;
    }
    this.#microphone.release();
    this.#options.post({ kind: 'audio', feed: { kind: source.kind } });
    const label = source.kind === 'test' ? 'Sync test' : 'Silence';
    this.#audio = { state: 'running', label, width: null, height: null, fps: null };
    this.#announce();
  }

  /** The test source has the program's size. */
  setFormat({ width, height, fps }: VideoFormat): void {
    this.#format = { width, height, fps };
    if (!this.#isTest) return;
    this.#video = this.#testState();
    this.#announce();
  }

  /** The Worker gets no picture from the source, or viewers see it again. */
  sourceNews(news: Extract<PageReport, { kind: 'source' }>['news']): void {
    if (this.#isTest) return;
    const wasFrozen = this.#isFrozen;
    this.#isFrozen = news === 'frozen';
    if (this.#isFrozen) {
      this.#isReturning = true;
      this.#camera.reopen();
    }
    if (this.#isFrozen !== wasFrozen) this.#announce();
  }

  retry(): void {
    this.#camera.retry();
    this.#microphone.retry();
  }

  devicesChanged(): void {
    // A list that cannot be read changes nothing; the next hot-plug asks again.
    this.#camera.devicesChanged().catch(() => undefined);
    this.#microphone.devicesChanged().catch(() => undefined);
  }

  /** The Worker itself failed: neither picture nor sound gets any further. */
  fail(detail: string): void {
    const error = studioError('internal', { detail: detail.slice(0, 200) });
    this.#video = { state: 'failed', error, label: '' };
    this.#audio = { state: 'failed', error, label: '' };
    this.#announce();
  }

  close(): void {
    this.#camera.release();
    this.#microphone.release();
  }

  #testState(): CaptureState {
    const { width = null, height = null, fps = null } = this.#format ?? {};
    return { state: 'running', label: 'Sync test', width, height, fps };
  }

  #cameraState(state: KeeperState<OpenCamera>): void {
    if (state.state === 'closed') return;
    if (state.state === 'running') {
      const { device, readable, width, height, fps } = state.open;
      const feed = { kind: 'camera', readable, returning: this.#isReturning } as const;
      this.#options.post({ kind: 'video', feed }, [readable]);
      this.#video = { state: 'running', label: device.label, width, height, fps };
      this.#cameraLabel = device.label;
      this.#options.onDeviceOpened();
    } else {
      this.#options.post({ kind: 'video', feed: { kind: 'slate' } });
      this.#video = state;
      this.#isReturning ||= state.state === 'failed' && state.error.code === 'camera-lost';
    }
    this.#announce();
  }

  #microphoneState(state: KeeperState<OpenMicrophone>): void {
    if (state.state === 'closed') return;
    if (state.state === 'running') {
      const { device, readable } = state.open;
      this.#options.post({ kind: 'audio', feed: { kind: 'microphone', readable } }, [readable]);
      this.#audio = { state: 'running', label: device.label, width: null, height: null, fps: null };
      this.#options.onDeviceOpened();
    } else {
      this.#options.post({ kind: 'audio', feed: { kind: 'silence' } });
      this.#audio = state;
    }
    this.#announce();
  }

  #announce(): void {
    this.#options.onStatus({ video: this.#isFrozen ? this.#frozenState() : this.#video, audio: this.#audio });
  }

  /** A frozen camera may be open again; what counts is that viewers don't see it. */
  #frozenState(): CaptureState {
    const label = this.#cameraLabel;
    return { state: 'failed', error: studioError('camera-frozen', { device: label }), label };
  }
}
