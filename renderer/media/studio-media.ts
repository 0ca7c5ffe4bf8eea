/** The media pipeline as the window sees it: devices and canvases in the page, everything per frame in the Media Worker. */
import type { CaptureStatus } from '../../shared/contract/ipc.ts';
import type { AudioSource, Mix, VideoFormat, VideoSource } from '../../shared/contract/settings.ts';
import {
  cameraFormats,
  listDevices,
  watchDevices,
  type CameraFormats,
  type DeviceList,
} from './capture/device-list.ts';
import { SourceSelection } from './capture/source-selection.ts';
import type { AudioLevel, PageMessage, PageReport, TestPattern } from './worker-protocol.ts';

export type { CameraFormats, DeviceList } from './capture/device-list.ts';
export type { AudioLevel, TestPattern } from './worker-protocol.ts';

/** Ends what the call began. */
type End = () => void;

export type StudioMedia = {
  /** The media port to main; a new one replaces the old. */
  readonly attachPort: (port: MessagePort) => void;
  /** Shows the program on a canvas, whose size the caller has set; each canvas can be attached once. */
  readonly attachPreview: (canvas: HTMLCanvasElement) => End;
  /** False while the window is hidden or minimised: previews stop, the program does not. */
  readonly setPreviewActive: (active: boolean) => void;
  readonly setVideoSource: (source: VideoSource) => void;
  readonly setAudioSource: (source: AudioSource) => void;
  readonly setMix: (mix: Mix) => void;
  /** Program size and rate while off air; a start order overrides it. */
  readonly setFormat: (format: VideoFormat) => void;
  /** `busy` makes the test picture need its whole bitrate. */
  readonly setTestPattern: (pattern: TestPattern) => void;
  /** Opens failed devices again. */
  readonly retryCapture: () => void;
  readonly onStatus: (listener: (status: CaptureStatus) => void) => End;
  readonly onDevices: (listener: (devices: DeviceList) => void) => End;
  /** About 15 times a second. */
  readonly onLevel: (listener: (level: AudioLevel) => void) => End;
  readonly cameraFormats: (deviceId: string) => Promise<CameraFormats>;
  readonly close: () => void;
};

export type StudioMediaOptions = {
  /** Makes the Media Worker; tests hand in one with a fault. */
  readonly createWorker?: () => Worker;
};

function createMediaWorker(): Worker {
  return new Worker(new URL('./media-worker.ts', import.meta.url), { type: 'module', name: 'media' });
}

/** Starts the Worker and the device list; nothing is opened before a source is set. */
export function createStudioMedia({ createWorker = createMediaWorker }: StudioMediaOptions = {}): StudioMedia {
  const worker = createWorker();
  const post = (message: PageMessage, transfer: Transferable[] = []) => worker.postMessage(message, transfer);
  const levels = createSubject<AudioLevel>();
  const devices = createSubject<DeviceList>();
  const statuses = createSubject<CaptureStatus>();
  const refresh = createRefresh(devices.announce);
  const sources = new SourceSelection({ post, onStatus: statuses.announce, onDeviceOpened: refresh });
  worker.addEventListener('message', ({ data }: MessageEvent<PageReport>) => {
    if (data.kind === 'level') levels.announce(data.level);
    else sources.sourceNews(data.news);
  });
  worker.addEventListener('error', (event) => sources.fail(event.message));
  const unwatch = watchDevices(() => {
    refresh();
    sources.devicesChanged();
  });
  refresh();
  return {
    attachPort: (port) => post({ kind: 'port', port }, [port]),
    attachPreview: createPreviews(post),
    setPreviewActive: (active) => post({ kind: 'preview-active', active }),
    setVideoSource: (source) => sources.setVideo(source),
    setAudioSource: (source) => sources.setAudio(source),
    setMix: (mix) => post({ kind: 'mix', mix }),
    setFormat: (format) => {
      sources.setFormat(format);
      post({ kind: 'format', format });
    },
    setTestPattern: (pattern) => post({ kind: 'test-pattern', pattern }),
    retryCapture: () => sources.retry(),
    onStatus: statuses.subscribe,
    onDevices: devices.subscribe,
    onLevel: levels.subscribe,
    cameraFormats,
    close: () => {
      unwatch();
      sources.close();
      worker.terminate();
    },
  };
}

type Post = (message: PageMessage, transfer?: Transferable[]) => void;

/** Numbers canvases so that a detached one is forgotten in the Worker. */
function createPreviews(post: Post): (canvas: HTMLCanvasElement) => End {
  let lastId = 0;
  return (canvas) => {
    lastId += 1;
    const id = lastId;
    const offscreen = canvas.transferControlToOffscreen();
    post({ kind: 'preview', id, canvas: offscreen }, [offscreen]);
    return () => post({ kind: 'preview-gone', id });
  };
}

type Subject<T> = {
  readonly announce: (value: T) => void;
  /** Tells the last value at once, if there is one. */
  readonly subscribe: (listener: (value: T) => void) => End;
};

function createSubject<T>(): Subject<T> {
  const listeners = new Set<(value: T) => void>();
  let last: { readonly value: T } | null = null;
  return {
    announce: (value) => {
      last = { value };
      for (const listener of listeners) listener(value);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      if (last !== null) listener(last.value);
      return () => listeners.delete(listener);
    },
  };
}

/** Reads the device list; a browser that refuses has none. */
function createRefresh(announce: (devices: DeviceList) => void): () => void {
  return () => {
    listDevices()
      .catch((): DeviceList => ({ cameras: [], microphones: [] }))
      .then(announce)
      // A listener that throws is a fault of the window, which reports it itself.
      .catch(reportError);
  };
}
