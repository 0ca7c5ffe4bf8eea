/** Web pages as sources: each in a hidden, locked-down window with a session of its own, painted into memory and sent on. */
import { homedir } from 'node:os';
import {
  BrowserWindow,
  session,
  type MessagePortMain,
  type NativeImage,
  type Rectangle,
  type Session,
  type WebContents,
} from 'electron';
import { sourceAnswerSchema, type PageMessage } from '../../../shared/contract/show/source-ports.ts';
import { mayRead } from './local-file.ts';
import { isPageAddress, mayNavigate } from './page-address.ts';
import { PaintGate } from './paint-gate.ts';

/** What is asked of a page. */
export type PageWish = {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly css: string;
};

/** A page that failed is loaded again after this, ms. */
const reloadMillis = 5_000;

/** Net error of a load that was given up for another one. */
const abortedLoad = -3;

let pages = 0;

/** One page and its port; it ends with `close`. */
export class PageWindow {
  readonly #wish: PageWish;
  readonly #port: MessagePortMain;
  #window: BrowserWindow;
  readonly #gate: PaintGate;
  #reload: NodeJS.Timeout | null = null;
  #isShown = true;
  #isClosed = false;

  /** `port` is main's end; when the other one goes, so does the page, and `onGone` hears of it. */
  constructor(wish: PageWish, port: MessagePortMain, onGone: () => void) {
    this.#wish = wish;
    this.#port = port;
    this.#window = openWindow(wish);
    this.#gate = new PaintGate(() => this.#repaint());
    this.#listen(this.#window);
    port.on('message', ({ data }) => this.#answer(data));
    port.on('close', () => {
      if (this.#isClosed) return;
      this.close();
      onGone();
    });
    port.start();
    this.#load();
  }

  /** Null for the moment after the page closed itself. */
  get webContents(): WebContents | null {
    return this.#window.isDestroyed() ? null : this.#window.webContents;
  }

  reload(): void {
    this.#load();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#reload !== null) clearTimeout(this.#reload);
    this.#port.close();
    if (!this.#window.isDestroyed()) this.#window.destroy();
  }

  #listen(window: BrowserWindow): void {
    const { webContents } = window;
    webContents.on('paint', (_event, dirty, image) => this.#paint(dirty, image));
    webContents.on('dom-ready', () => {
      // A page that refuses the style is shown without it.
      if (this.#wish.css !== '') webContents.insertCSS(this.#wish.css).catch(() => undefined);
    });
    webContents.on('did-finish-load', () => this.#say({ kind: 'state', state: 'running', why: '' }));
    webContents.on('did-fail-load', (...[, code, description, , isMainFrame]) => {
      if (isMainFrame && code !== abortedLoad) this.#fail(description);
    });
    webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') this.#fail('it crashed');
    });
    window.on('unresponsive', () => this.#fail('it does not answer'));
    // Only `destroy` is ours; anything else is the page's own doing.
    window.on('close', (event) => event.preventDefault());
    window.on('closed', () => this.#fail('it closed itself'));
  }

  #load(): void {
    if (this.#isClosed) return;
    if (this.#reload !== null) clearTimeout(this.#reload);
    this.#reload = null;
    this.#say({ kind: 'state', state: 'opening', why: '' });
    if (!isPageAddress(this.#wish.url)) {
      this.#say({ kind: 'state', state: 'failed', why: whyNotOf(this.#wish.url) });
      return;
    }
    if (this.#window.isDestroyed()) this.#openAgain();
    // Failures come as events too, with more in them.
    this.#window.loadURL(this.#wish.url).catch(() => undefined);
  }

  #openAgain(): void {
    this.#window = openWindow(this.#wish);
    this.#listen(this.#window);
    if (!this.#isShown) this.#window.webContents.stopPainting();
  }

  #fail(why: string): void {
    if (this.#isClosed) return;
    this.#say({ kind: 'state', state: 'failed', why: why.slice(0, 200) });
    if (this.#reload !== null) clearTimeout(this.#reload);
    this.#reload = setTimeout(() => this.#load(), reloadMillis);
    this.#reload.unref();
  }

  #paint(dirty: Rectangle, image: NativeImage): void {
    const { width, height } = image.getSize();
    const part = within(dirty, { width, height });
    if (part === null) return;
    const seq = this.#gate.take();
    if (seq === null) return;
    const isWhole = part.width === width && part.height === height;
    const bitmap = (isWhole ? image : image.crop(part)).toBitmap();
    // Copied: a transferred buffer would arrive as nothing (electron#34905), and this one may be a part of a pool.
    const pixels = new Uint8Array(bitmap).buffer;
    if (pixels.byteLength !== part.width * part.height * 4) return;
    const { x, y, width: partWidth, height: partHeight } = part;
    this.#say({ kind: 'paint', seq, width, height, x, y, partWidth, partHeight, pixels });
  }

  #answer(data: unknown): void {
    const parsed = sourceAnswerSchema.safeParse(data);
    if (!parsed.success) return;
    if (parsed.data.kind === 'ack') this.#gate.acknowledge(parsed.data.seq);
    else this.#show(parsed.data.shown);
  }

  #show(isShown: boolean): void {
    this.#isShown = isShown;
    const { webContents } = this;
    if (!isShown) webContents?.stopPainting();
    else {
      webContents?.startPainting();
      this.#repaint();
    }
  }

  #repaint(): void {
    if (!this.#window.isDestroyed()) this.#window.webContents.invalidate();
  }

  #say(message: PageMessage): void {
    if (!this.#isClosed) this.#port.postMessage(message, []);
  }
}

function openWindow({ url, width, height, fps }: PageWish): BrowserWindow {
  pages += 1;
  const window = new BrowserWindow({
    width,
    height,
    useContentSize: true,
    show: false,
    frame: false,
    transparent: true,
    skipTaskbar: true,
    focusable: false,
    webPreferences: {
      offscreen: true,
      // In memory, and shared with nobody: a page's log-in ends with the studio.
      session: lockedSession(`source-page-${pages}`, url),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // A page's alert would stand before the user with nothing round it.
      disableDialogs: true,
      spellcheck: false,
      backgroundThrottling: false,
    },
  });
  const { webContents } = window;
  webContents.setFrameRate(fps);
  // Its sound goes to the mixer by capture, never to the speakers.
  webContents.setAudioMuted(true);
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  webContents.on('will-prevent-unload', (event) => event.preventDefault());
  const keepOnTheWeb = (event: { readonly url: string; readonly preventDefault: () => void }): void => {
    if (!mayNavigate(event.url, url)) event.preventDefault();
  };
  webContents.on('will-navigate', keepOnTheWeb).on('will-redirect', keepOnTheWeb);
  return window;
}

/** What is wrong with an address that no page may have. */
function whyNotOf(url: string): string {
  return url.toLowerCase().startsWith('file:')
    ? 'pages on other computers are not opened; copy it to this one'
    : 'its address is not complete';
}

function lockedSession(partition: string, own: string): Session {
  const locked = session.fromPartition(partition, { cache: false });
  locked.setPermissionRequestHandler((_page, _permission, decide) => decide(false));
  locked.setPermissionCheckHandler(() => false);
  locked.setDevicePermissionHandler(() => false);
  locked.on('will-download', (event) => event.preventDefault());
  // A page on the disk could otherwise read all of it and send it anywhere.
  locked.webRequest.onBeforeRequest(({ url }, answer) => {
    if (!url.toLowerCase().startsWith('file:')) answer({});
    else void mayRead(url, { own, home: homedir() }).then((may) => answer({ cancel: !may }));
  });
  return locked;
}

/** The part in whole pixels inside the picture; null when nothing is left. */
function within(dirty: Rectangle, size: { readonly width: number; readonly height: number }): Rectangle | null {
  const x = Math.max(0, Math.floor(dirty.x));
  const y = Math.max(0, Math.floor(dirty.y));
  const width = Math.min(size.width, Math.ceil(dirty.x + dirty.width)) - x;
  const height = Math.min(size.height, Math.ceil(dirty.y + dirty.height)) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}
