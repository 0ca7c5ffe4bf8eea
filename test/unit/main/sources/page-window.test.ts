/** The hidden window of a web page: what is done when the page closes it, crashes or is told to rest. */
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PageWindow } from '../../../../electron/platform/sources/pages.ts';
import type { PageMessage } from '../../../../shared/contract/show/source-ports.ts';

/** As much of a window's contents as a page source uses. */
class Contents extends EventEmitter {
  readonly loads: string[] = [];
  isPainting = true;

  startPainting(): void {
    this.isPainting = true;
  }

  stopPainting(): void {
    this.isPainting = false;
  }

  invalidate(): void {
    this.emit('asked-to-paint');
  }

  readonly setFrameRate = () => undefined;
  readonly setAudioMuted = () => undefined;
  readonly setWindowOpenHandler = () => undefined;
}

class Window extends EventEmitter {
  static readonly made: Window[] = [];
  readonly contents = new Contents();
  #isDestroyed = false;

  constructor() {
    super();
    Window.made.push(this);
  }

  get webContents(): Contents {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
    return this.contents;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.emit('closed');
  }

  async loadURL(url: string): Promise<void> {
    this.webContents.loads.push(url);
  }
}

vi.mock('electron', () => {
  const locked = {
    setPermissionRequestHandler: () => undefined,
    setPermissionCheckHandler: () => undefined,
    setDevicePermissionHandler: () => undefined,
    on: () => undefined,
    webRequest: { onBeforeRequest: () => undefined },
  };
  // Called once the windows of this file exist.
  const open = function open() {
    return new Window();
  };
  return { BrowserWindow: open, session: { fromPartition: () => locked } };
});

/** Main's end of a source's port. */
class Port extends EventEmitter {
  readonly said: PageMessage[] = [];
  readonly start = () => undefined;
  readonly close = () => undefined;
  readonly postMessage = (message: PageMessage) => void this.said.push(message);
}

const wish = { url: 'https://example.org/', width: 64, height: 36, fps: 30, css: '' };

let port: Port;
let page: PageWindow;

/** The newest window. */
const current = (): Window => {
  const window = Window.made.at(-1);
  if (window === undefined) throw new Error('no window');
  return window;
};

beforeEach(() => {
  vi.useFakeTimers();
  Window.made.length = 0;
  port = new Port();
  const given: unknown = port;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  page = new PageWindow(wish, given as ConstructorParameters<typeof PageWindow>[1], () => undefined);
});

afterEach(() => {
  page.close();
  vi.useRealTimers();
});

describe('a page that closes itself', () => {
  test('is told of, and comes back in a new window', () => {
    current().destroy();
    expect(port.said.at(-1)).toEqual({ kind: 'state', state: 'failed', why: 'it closed itself' });
    expect(page.webContents).toBeNull();
    vi.advanceTimersByTime(6000);
    expect(Window.made).toHaveLength(2);
    expect(current().contents.loads).toEqual([wish.url]);
    current().contents.emit('did-finish-load');
    expect(port.said.at(-1)).toEqual({ kind: 'state', state: 'running', why: '' });
  });

  test('may be loaded anew before that', () => {
    current().destroy();
    page.reload();
    expect(Window.made).toHaveLength(2);
    vi.advanceTimersByTime(60_000);
    expect(Window.made).toHaveLength(2);
  });

  test('rests in its new window if it rested before', () => {
    port.emit('message', { data: { kind: 'shown', shown: false } });
    current().destroy();
    vi.advanceTimersByTime(6000);
    expect(current().contents.isPainting).toBe(false);
    port.emit('message', { data: { kind: 'shown', shown: true } });
    expect(current().contents.isPainting).toBe(true);
  });

  test('hears of what comes from the Worker meanwhile without harm', () => {
    current().destroy();
    port.emit('message', { data: { kind: 'shown', shown: false } });
    port.emit('message', { data: { kind: 'shown', shown: true } });
    port.emit('message', { data: { kind: 'ack', seq: 0 } });
    vi.advanceTimersByTime(6000);
    expect(current().contents.isPainting).toBe(true);
  });
});

test('a question to close is answered no', () => {
  const event = { preventDefault: vi.fn<() => void>() };
  current().emit('close', event);
  expect(event.preventDefault).toHaveBeenCalledOnce();
});

test('once we close it, it stays closed', () => {
  page.close();
  vi.advanceTimersByTime(60_000);
  expect(Window.made).toHaveLength(1);
  expect(port.said.at(-1)).toMatchObject({ state: 'opening' });
});
