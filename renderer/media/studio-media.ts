/** The media pipeline as the window sees it: devices and canvases in the page, everything per frame in the Media Worker. */
import type { SourcePortDetail } from '../../shared/contract/channels.ts';
import type { CaptureState, CaptureStatus } from '../../shared/contract/ipc.ts';
import type { VideoFormat } from '../../shared/contract/settings.ts';
import { fail } from '../../shared/errors.ts';
import { levelAt, type SoundFinding, type SoundLevels } from '../../shared/studio/audio/level/levels.ts';
import type { Transition } from '../../shared/studio/document/scene.ts';
import type { Show } from '../../shared/studio/document/show.ts';
import type { Place } from '../../shared/studio/scene/show-index.ts';
import { newsOf } from '../../shared/studio/scene/show-news.ts';
import type { SourceReport } from '../../shared/studio/scene/source-status.ts';
import { MonitorOutput } from './audio/monitor/monitor-output.ts';
import { SourceDesk, type CapturePort } from './capture/desk/source-desk.ts';
import { drawSvg } from './capture/display/draw-svg.ts';
import {
  cameraFormats,
  listDevices,
  watchDevices,
  type CameraFormats,
  type DeviceList,
} from './capture/device-list.ts';
import type { ShowMessage, ShowReport, ViewOf } from './compose/scene/messages.ts';
import type { OnAirReport } from './compose/scene/program/director.ts';
import type { LiveFacts, MediaOrder, MediaPosition, ProducerState } from './compose/sources/producer.ts';
import type { AudioLevel, PageMessage, TestPattern } from './worker-protocol.ts';

export type { CameraFormats, DeviceList } from './capture/device-list.ts';
export type { CapturePort } from './capture/desk/source-desk.ts';
export type { AudioLevel, TestPattern } from './worker-protocol.ts';

/** Previews of the program per second. */
const previewRate = 10;

/** Ends what the call began. */
type End = () => void;

/** A source in the page's and in the Worker's words; either may be the one that knows what is wrong. */
export type SourceCondition = {
  readonly sourceId: string;
  /** Of a device; null for other sources. */
  readonly device: CaptureState | null;
  /** Of what makes its pictures; null before the first word. */
  readonly producer: ProducerState | null;
};

export type StudioMedia = {
  /** The media port to main; a new one replaces the old. */
  readonly attachPort: (port: MessagePort) => void;
  /** Takes the picture of the received copy away; a port for it begins it. */
  readonly closeReceived: () => void;
  /** The port of a web page or another encoder, which `CapturePort.openPort` has asked for, or of the received copy. */
  readonly attachSourcePort: (detail: SourcePortDetail, port: MessagePort) => void;
  /** Takes the show; from the first one on it is what goes on air. */
  readonly setShow: (profileId: string, show: Show) => void;
  /** Shows items of a scene elsewhere, without storing it; no changes, or the next show, end it. */
  readonly place: (placing: { readonly sceneId: string; readonly changes: readonly Place[] }) => void;
  /** Puts a scene on air ahead of the show that will say so; null: with its own transition or the show's. */
  readonly take: (sceneId: string, transition: Transition | null) => void;
  /** The holding picture in the program's place. */
  readonly setHolding: (active: boolean) => void;
  /** Plays, pauses and seeks a film. */
  readonly control: (sourceId: string, order: MediaOrder) => void;
  /** Where a film stands, twice a second while it moves; null while it is not open. */
  readonly watchFilm: (sourceId: string, listener: (position: MediaPosition | null) => void) => End;
  /** Listens here to one strip alone, before its fader; null: to those that are monitored. Viewers hear no difference. */
  readonly setSolo: (sourceId: string | null) => void;
  /** Where the ears here listen; empty: the system's own output. */
  readonly setMonitorDevice: (deviceId: string) => void;
  /** What texts may quote. */
  readonly setFacts: (facts: LiveFacts) => void;
  /** Shows the program on a canvas, whose size the caller has set; each canvas can be attached once. */
  readonly attachPreview: (canvas: HTMLCanvasElement) => End;
  /** Shows a scene, a source, the program, the preview or all scenes; `fps` at most 30. */
  readonly attachView: (canvas: HTMLCanvasElement, of: ViewOf, fps: number) => End;
  /** False while the window is hidden or minimised: previews stop, the program does not. */
  readonly setPreviewActive: (active: boolean) => void;
  /** Program size and rate while off air; a start order overrides it. */
  readonly setFormat: (format: VideoFormat) => void;
  /** `busy` makes the test picture need its whole bitrate. */
  readonly setTestPattern: (pattern: TestPattern) => void;
  /** What viewers read on the holding picture. */
  readonly setHoldingText: (text: string) => void;
  /** Opens failed devices again. */
  readonly retryCapture: () => void;
  readonly onStatus: (listener: (status: CaptureStatus) => void) => End;
  readonly onDevices: (listener: (devices: DeviceList) => void) => End;
  /** About 15 times a second. */
  readonly onLevel: (listener: (level: AudioLevel) => void) => End;
  /** 20 times a second. */
  readonly onLevels: (listener: (levels: SoundLevels) => void) => End;
  readonly onFindings: (listener: (findings: readonly SoundFinding[]) => void) => End;
  /** How a picture source is, on each change and at most once a second while it ages. */
  readonly onSource: (listener: (report: SourceReport) => void) => End;
  /** What is wrong with a source, on each change. */
  readonly onCondition: (listener: (condition: SourceCondition) => void) => End;
  readonly onOnAir: (listener: (report: OnAirReport) => void) => End;
  readonly cameraFormats: (deviceId: string) => Promise<CameraFormats>;
  readonly close: () => void;
};

export type StudioMediaOptions = {
  /** Makes the Media Worker; tests hand in one with a fault. */
  readonly createWorker?: () => Worker;
  /** What the page asks of main for screens and web pages; without it there are none. */
  readonly capture?: CapturePort;
};

const noCapture: CapturePort = {
  choose: async () => fail('screen-missing'),
  openPort: async () => fail('source-page-failed'),
  closePort: () => undefined,
};

function createMediaWorker(): Worker {
  return new Worker(new URL('./media-worker.ts', import.meta.url), { type: 'module', name: 'media' });
}

/** Starts the Worker and the device list; nothing is opened before a show is set. */
export function createStudioMedia({
  createWorker = createMediaWorker,
  capture = noCapture,
}: StudioMediaOptions = {}): StudioMedia {
  const worker = createWorker();
  const post: Post = (message, transfer = []) => worker.postMessage(message, transfer);
  const tellShow = showTeller(post);
  const news = createNews();
  const refresh = createRefresh(news.devices.announce);
  const desk = new SourceDesk({
    post,
    capture,
    onStatus: news.status.announce,
    onDevice: (sourceId, device) => news.condition.announce({ sourceId, device, producer: null }),
    onDeviceOpened: refresh,
  });
  worker.addEventListener('message', ({ data }: MessageEvent<ShowReport>) => hear(data, { news, desk, reply: post }));
  const monitor = new MonitorOutput((sink) => post({ kind: 'monitor', sink }, sink === null ? [] : [sink]));
  worker.addEventListener('error', (event) => desk.fail(event.message));
  const unwatch = watchDevices(() => {
    refresh();
    desk.devicesChanged();
    monitor.devicesChanged();
  });
  refresh();
  return {
    ...commandsOf(post),
    watchFilm: filmWatcher(post, news.films),
    attachSourcePort: (detail, port) => {
      if (detail.kind === 'received') post({ kind: 'received', port }, [port]);
      else desk.attachPort(detail, port);
    },
    closeReceived: () => post({ kind: 'received', port: null }),
    setShow: (profileId, show) => {
      tellShow(profileId, show);
      desk.setShow(show);
      monitor.setShow(show);
    },
    setFormat: (format) => {
      desk.setFormat(format);
      post({ kind: 'format', format });
    },
    setSolo: (sourceId) => {
      post({ kind: 'solo', sourceId });
      monitor.setSolo(sourceId !== null);
    },
    setMonitorDevice: (deviceId) => monitor.setDevice(deviceId),
    retryCapture: () => desk.retry(),
    ...listenersOf(news),
    cameraFormats,
    close: () => {
      unwatch();
      desk.close();
      monitor.close();
      worker.terminate();
    },
  };
}

type Post = (message: PageMessage | ShowMessage, transfer?: Transferable[]) => void;

/** Tells the Worker what is new of a show: a large one takes longer to copy than its clock has. */
function showTeller(post: Post): StudioMedia['setShow'] {
  let told: Show | null = null;
  return (profileId, show) => {
    post({ kind: 'show', profileId, news: newsOf(told, show) });
    told = show;
  };
}

/** Everything that is told. */
type News = ReturnType<typeof createNews>;

function createNews() {
  return {
    level: createSubject<AudioLevel>(),
    levels: createSubject<SoundLevels>(),
    findings: createSubject<readonly SoundFinding[]>(),
    devices: createSubject<DeviceList>(),
    status: createSubject<CaptureStatus>(),
    source: createSubject<SourceReport>(),
    condition: createSubject<SourceCondition>(),
    onAir: createSubject<OnAirReport>(),
    films: new Map<string, Subject<MediaPosition | null>>(),
  };
}

function listenersOf(news: News) {
  return {
    onStatus: news.status.subscribe,
    onDevices: news.devices.subscribe,
    onLevel: news.level.subscribe,
    onLevels: news.levels.subscribe,
    onFindings: news.findings.subscribe,
    onSource: news.source.subscribe,
    onCondition: news.condition.subscribe,
    onOnAir: news.onAir.subscribe,
  };
}

/** Passes on what the Worker says. */
function hear(
  data: ShowReport,
  { news, desk, reply }: { readonly news: News; readonly desk: SourceDesk; readonly reply: Post },
): void {
  switch (data.kind) {
    case 'levels':
      news.levels.announce(data.levels);
      news.level.announce(levelOf(data.levels.master));
      break;
    case 'findings':
      news.findings.announce(data.findings);
      break;
    case 'source-report':
      news.source.announce(data.report);
      desk.report(data.report);
      break;
    case 'source-state':
      news.condition.announce({ sourceId: data.sourceId, device: null, producer: data.state });
      break;
    case 'draw-svg':
      void drawSvg(data.svg).then((bitmap) =>
        reply({ kind: 'svg', id: data.id, bitmap }, bitmap === null ? [] : [bitmap]),
      );
      break;
    case 'media-position':
      news.films.get(data.sourceId)?.announce(data.position);
      break;
    case 'on-air':
      news.onAir.announce(data.report);
      desk.setProgram(data.report.programId);
      break;
  }
}

/** The sent mix as one level. */
function levelOf(master: Float32Array): AudioLevel {
  const at = (index: number) => master[index] ?? -120;
  return {
    peakDb: [at(levelAt.peakLeft), at(levelAt.peakRight)],
    rmsDb: [at(levelAt.rmsLeft), at(levelAt.rmsRight)],
  };
}

/** What is only passed on to the Worker. */
function commandsOf(post: Post) {
  let lastId = 0;
  /** Numbers canvases so that a detached one is forgotten in the Worker. */
  const hand = (canvas: HTMLCanvasElement) => {
    lastId += 1;
    return { id: lastId, offscreen: canvas.transferControlToOffscreen() };
  };
  const attachView = (canvas: HTMLCanvasElement, of: ViewOf, fps: number): End => {
    const { id, offscreen } = hand(canvas);
    post({ kind: 'view', id, canvas: offscreen, of, fps }, [offscreen]);
    return () => post({ kind: 'view-gone', id });
  };
  return {
    attachPort: (port: MessagePort) => post({ kind: 'port', port }, [port]),
    place: ({ sceneId, changes }: Parameters<StudioMedia['place']>[0]) => post({ kind: 'place', sceneId, changes }),
    take: (sceneId: string, transition: Transition | null) => post({ kind: 'take', sceneId, transition }),
    setHolding: (active: boolean) => post({ kind: 'holding', active }),
    control: (sourceId: string, order: MediaOrder) => post({ kind: 'media', sourceId, order }),
    setFacts: (facts: LiveFacts) => post({ kind: 'facts', facts }),
    attachPreview: (canvas: HTMLCanvasElement): End => attachView(canvas, { kind: 'program' }, previewRate),
    attachView,
    setPreviewActive: (active: boolean) => post({ kind: 'views-active', active }),
    setTestPattern: (pattern: TestPattern) => post({ kind: 'test-pattern', pattern }),
    setHoldingText: (text: string) => post({ kind: 'holding-text', text }),
  };
}

/** Several places of the window may watch one film: the Worker hears of the first and of the end of the last. */
function filmWatcher(post: Post, films: News['films']): StudioMedia['watchFilm'] {
  const counts = new Map<string, number>();
  return (sourceId, listener) => {
    const count = counts.get(sourceId) ?? 0;
    counts.set(sourceId, count + 1);
    const subject = films.get(sourceId) ?? createSubject<MediaPosition | null>();
    films.set(sourceId, subject);
    const end = subject.subscribe(listener);
    if (count === 0) post({ kind: 'watch-media', sourceId, watched: true });
    return () => {
      end();
      const left = (counts.get(sourceId) ?? 1) - 1;
      counts.set(sourceId, left);
      if (left > 0) return;
      counts.delete(sourceId);
      films.delete(sourceId);
      post({ kind: 'watch-media', sourceId, watched: false });
    };
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
      .catch((): DeviceList => ({ cameras: [], microphones: [], monitors: [], outputs: [] }))
      .then(announce)
      // A listener that throws is a fault of the window, which reports it itself.
      .catch(reportError);
  };
}
