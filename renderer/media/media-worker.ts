/** The Media Worker's composition root: joins picture, sound, preview and the port to main, and lets no fault vanish. */
/// <reference types="dom-mediacapture-transform" />
import { config } from 'zod';
import { warmSound } from './audio/audio-encoding.ts';
import { createRnnoise } from './audio/desk/rnnoise.ts';
import { SoundDesk } from './audio/desk/sound-desk.ts';
import { MonitorWriter } from './audio/monitor/monitor-writer.ts';
import { ShowSound } from './audio/show-sound.ts';
import { Broadcast } from './broadcast.ts';
import type { VideoFormat } from '../../shared/contract/settings.ts';
import type { Show } from '../../shared/studio/document/show.ts';
import { showAfter } from '../../shared/studio/scene/show-news.ts';
import { setHoldingText } from './compose/picture/holding-picture.ts';
import { ProgramPicture } from './compose/program-picture.ts';
import { createEngine } from './compose/scene/create-engine.ts';
import type { ShowMessage, ShowReport } from './compose/scene/messages.ts';
import { ReceivedView } from './compose/scene/views/received-view.ts';
import { PositionTeller } from './compose/sources/film/position-teller.ts';
import { SvgDesk } from './compose/sources/still/svg.ts';
import { warmLadder } from './encode/video-encoding.ts';
import { FaultNotices } from './port/fault-notices.ts';
import { MediaPort } from './port/media-port.ts';
import type { PageMessage } from './worker-protocol.ts';

// The content security policy forbids building code from strings.
config({ jitless: true });

/** Worker µs, monotonic. */
const now = () => performance.now() * 1000;
const report = (message: ShowReport) => globalThis.postMessage(message, {});

/** Kinds of messages that concern the show. */
const ofShow: ReadonlySet<string> = new Set<ShowMessage['kind']>([
  'show',
  'place',
  'feed',
  'sound-feed',
  'media',
  'watch-media',
  'take',
  'holding',
  'facts',
  'svg',
  'view',
  'view-gone',
  'views-active',
  'received',
]);

/** How long a format must stand before its encoder is proved. */
const warmMillis = 700;

let warming: ReturnType<typeof setTimeout> | undefined;
let port: MediaPort | null = null;
let show: Show | null = null;
let broadcast: Broadcast | null = null;

const faults = new FaultNotices({
  now,
  send: (notice) => {
    port?.send(notice);
    return port !== null;
  },
});
const mainOffset = () => port?.mainOffset ?? null;
const monitor = new MonitorWriter(now);
const desk = new SoundDesk({
  now,
  mainOffset,
  onBlock: (position, block) => broadcast?.takeBlock(position, block),
  onTrackBlock: (track, position, block) => broadcast?.takeTrackBlock(track, position, block),
  onMonitorBlock: (_, block) => monitor.take(block),
  // Nobody sees the meters of a hidden window.
  onLevels: (levels) => {
    if (engine.views.isActive) report({ kind: 'levels', levels });
  },
  isUnheard: () => !engine.views.isActive && broadcast?.isOnAir !== true && !monitor.isHeard,
  onFindings: (findings) => report({ kind: 'findings', findings }),
  createDenoiser: createRnnoise(faults.noiseSuppression),
});
const received = new ReceivedView({ now: () => performance.now() });
const showSound = new ShowSound(desk);
const svgs = new SvgDesk((id, svg) => report({ kind: 'draw-svg', id, svg }));
const engine = createEngine({
  now,
  mainOffset,
  onSound: (sourceId, { at, left, right }) => desk.push(sourceId, [left, right], { at }),
  onState: (sourceId, state) => report({ kind: 'source-state', sourceId, state }),
  onReport: (source) => report({ kind: 'source-report', report: source }),
  onAir: (onAir) => report({ kind: 'on-air', report: onAir }),
  onAudible: (gains) => desk.setAudible(gains),
  onFault: faults.scene,
  drawSvg: svgs.draw,
});
const films = new PositionTeller({
  positionOf: (sourceId) => engine.positionOf(sourceId),
  isSeen: () => engine.views.isActive,
  onPosition: (sourceId, position) => report({ kind: 'media-position', sourceId, position }),
});
const picture = new ProgramPicture({
  now,
  engine,
  onAir: () => {
    const current = broadcast;
    return current?.isOnAir === true ? (frame) => current.takeFrame(frame) : null;
  },
  isBusy: () => broadcast?.isBusy === true,
  onFault: faults.scene,
});

globalThis.addEventListener('message', (event: MessageEvent<PageMessage | ShowMessage>) => {
  if (isOfViews(event.data)) receiveOfViews(event.data);
  else if (isOfShow(event.data)) receiveOfShow(event.data);
  else receive(event.data);
});
// The program goes on whatever nobody caught.
globalThis.addEventListener('unhandledrejection', (event) => faults.uncaught(event.reason));
globalThis.addEventListener('error', (event) => faults.uncaught(event.message));

/** True for what concerns the show. */
function isOfShow(message: PageMessage | ShowMessage): message is ShowMessage {
  return ofShow.has(message.kind);
}

type ViewMessage = Extract<ShowMessage, { kind: 'view' | 'view-gone' | 'views-active' | 'received' }>;

/** True for what concerns the window's small pictures. */
function isOfViews(message: PageMessage | ShowMessage): message is ViewMessage {
  return ['view', 'view-gone', 'views-active', 'received'].includes(message.kind);
}

function receive(message: PageMessage): void {
  switch (message.kind) {
    case 'port':
      attachPort(message.port);
      break;
    case 'monitor':
      monitor.setSink(message.sink);
      break;
    case 'solo':
      desk.setSolo(message.sourceId);
      break;
    case 'format':
      setFormat(message.format);
      break;
    case 'test-pattern':
      picture.setPattern(message.pattern);
      break;
    case 'holding-text':
      setHoldingText(message.text);
      break;
  }
}

function receiveOfShow(message: Exclude<ShowMessage, ViewMessage>): void {
  switch (message.kind) {
    case 'show':
      takeShow(message);
      break;
    case 'place':
      engine.place(message.sceneId, message.changes);
      break;
    case 'feed':
      engine.feed(message.sourceId, message.feed);
      break;
    case 'sound-feed':
      showSound.feed(message.sourceId, message.readable);
      break;
    case 'media':
      engine.control(message.sourceId, message.order);
      break;
    case 'watch-media':
      films.watch(message.sourceId, message.watched);
      break;
    case 'take':
      engine.take(message.sceneId, message.transition);
      break;
    case 'holding':
      engine.setHolding(message.active);
      break;
    case 'facts':
      engine.world.facts = message.facts;
      break;
    case 'svg':
      svgs.drawn(message.id, message.bitmap);
      break;
  }
}

function receiveOfViews(message: ViewMessage): void {
  switch (message.kind) {
    case 'view':
      attachView(message);
      break;
    case 'view-gone':
      engine.views.detach(message.id);
      received.detach(message.id);
      break;
    case 'views-active':
      engine.views.setActive(message.active);
      received.setActive(message.active);
      break;
    case 'received':
      received.setPort(message.port);
      break;
  }
}

function attachView({ id, canvas, of, fps }: Extract<ShowMessage, { kind: 'view' }>): void {
  if (of.kind !== 'received') {
    engine.views.attach(id, canvas, { of, fps });
    return;
  }
  const context = canvas.getContext('2d', { alpha: false });
  if (context !== null) received.attach(id, context, fps);
}

function takeShow({ profileId, news }: Extract<ShowMessage, { kind: 'show' }>): void {
  show = showAfter(show, news);
  if (show === null) return;
  showSound.setShow(show);
  engine.setShow(profileId, show);
}

/** Shows the format off air, and after a moment without another change proves the encoder for it. */
function setFormat(format: VideoFormat): void {
  if (broadcast?.isOnAir === true) return;
  picture.setFormat(format);
  clearTimeout(warming);
  warming = setTimeout(() => {
    if (broadcast?.isOnAir === true) return;
    warmLadder(format).catch(faults.encoder);
    warmSound().catch(faults.soundEncoder);
  }, warmMillis);
}

function attachPort(messagePort: MessagePort): void {
  broadcast?.close();
  const next = new MediaPort(messagePort, now, (command) => broadcast?.obey(command));
  port = next;
  broadcast = new Broadcast({ port: next, picture, sound: desk, now });
}
