/** The Media Worker's composition root: joins picture, sound, preview and the port to main, and lets no fault vanish. */
/// <reference types="dom-mediacapture-transform" />
import { config } from 'zod';
import { ProgramSound } from './audio/program-sound.ts';
import { Broadcast } from './broadcast.ts';
import type { VideoFormat } from '../../shared/contract/settings.ts';
import { Preview } from './compose/preview.ts';
import { ProgramPicture } from './compose/program-picture.ts';
import { warmLadder } from './encode/video-encoding.ts';
import { MediaPort } from './port/media-port.ts';
import type { PageMessage, PageReport } from './worker-protocol.ts';

// The content security policy forbids building code from strings.
config({ jitless: true });

/** Worker µs, monotonic. */
const now = () => performance.now() * 1000;
const report = (message: PageReport) => globalThis.postMessage(message, {});

/** How long a format must stand before its encoder is proved. */
const warmMillis = 700;

let warming: ReturnType<typeof setTimeout> | undefined;
let port: MediaPort | null = null;
let broadcast: Broadcast | null = null;

const mainOffset = () => port?.mainOffset ?? null;
const preview = new Preview();
const picture = new ProgramPicture({
  now,
  mainOffset,
  preview,
  onAir: () => {
    const current = broadcast;
    return current?.isOnAir === true ? (frame) => current.takeFrame(frame) : null;
  },
  isBusy: () => broadcast?.isBusy === true,
  onFault: noticeFault,
  onSource: (news) => report({ kind: 'source', news }),
});
const sound = new ProgramSound({
  now,
  mainOffset,
  onLevel: (level) => report({ kind: 'level', level }),
  onBlock: (position, block) => broadcast?.takeBlock(position, block),
});

globalThis.addEventListener('message', (event: MessageEvent<PageMessage>) => receive(event.data));
globalThis.addEventListener('unhandledrejection', (event) => noticeFault(event.reason));
globalThis.addEventListener('error', (event) => noticeFault(event.message));

/** Faults that nobody caught come from the AAC encoder's own Worker or are ours; the program goes on. */
function noticeFault(error: unknown): void {
  const detail = (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 300);
  const code = /aac|worker|wasm/iu.test(detail) ? 'audio-encoder-failed' : 'encoder-failed';
  port?.send({ kind: 'notice', code, recovered: true, detail });
}

function receive(message: PageMessage): void {
  switch (message.kind) {
    case 'port':
      attachPort(message.port);
      break;
    case 'preview':
      preview.attach(message.id, message.canvas);
      break;
    case 'preview-gone':
      preview.detach(message.id);
      break;
    case 'preview-active':
      preview.setActive(message.active);
      break;
    case 'video':
      picture.setFeed(message.feed);
      break;
    case 'audio':
      sound.setFeed(message.feed);
      break;
    case 'mix':
      sound.setMix(message.mix);
      break;
    case 'format':
      setFormat(message.format);
      break;
    case 'test-pattern':
      picture.setPattern(message.pattern);
      break;
  }
}

/** Shows the format off air, and after a moment without another change proves the encoder for it. */
function setFormat(format: VideoFormat): void {
  if (broadcast?.isOnAir === true) return;
  picture.setFormat(format);
  clearTimeout(warming);
  warming = setTimeout(() => {
    if (broadcast?.isOnAir !== true) warmLadder(format).catch(noticeFault);
  }, warmMillis);
}

function attachPort(messagePort: MessagePort): void {
  broadcast?.close();
  const next = new MediaPort(messagePort, now, (command) => broadcast?.obey(command));
  port = next;
  broadcast = new Broadcast({ port: next, picture, sound, now });
}
