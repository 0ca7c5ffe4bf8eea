/** The walls round the page and round a rehearsal, tried from inside the real app: nothing gets out, in or further than it should. */
import { createServer, type Server } from 'node:http';
import { networkInterfaces } from 'node:os';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listenOn, until } from '../support/loopback.ts';
import { startTalker } from '../support/servers/odd-servers.ts';
import { openStudio, type OpenStudio } from '../support/studio/open-studio.ts';
import { farEnds, isLoopback } from '../support/studio/sockets.ts';
import { openScreen, startApp, type Screen } from '../support/uplink-app.ts';

describe('the page', () => {
  let studio: OpenStudio;
  let page: Page;
  let app: ElectronApplication;
  let elsewhere: Server;
  let foreignUrl: string;
  let visits = 0;

  beforeAll(async () => {
    elsewhere = createServer((_request, response) => {
      visits += 1;
      response.writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*' });
      response.end('<title>elsewhere</title>');
    });
    foreignUrl = `http://127.0.0.1:${await listenOn(elsewhere)}/`;
    studio = await openStudio(['--fake-devices']);
    ({ page, app } = studio);
  });
  afterAll(async () => {
    await studio?.close();
    elsewhere?.close();
  });

  test('runs in a sandbox with a world of its own and without Node', async () => {
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const read: unknown = contents === undefined ? null : Reflect.get(contents, 'getLastWebPreferences');
      return typeof read === 'function' ? Reflect.apply(read, contents, []) : null;
    });
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
    });
    const names = [
      'require',
      'process',
      'module',
      'exports',
      'Buffer',
      'global',
      'electron',
      'ipcRenderer',
      '__dirname',
    ];
    const found = await page.evaluate(async (list) => {
      const code = `postMessage(${JSON.stringify(list)}.filter((name) => name in globalThis))`;
      const worker = new Worker(URL.createObjectURL(new Blob([code])));
      const inWorker = await new Promise((resolve) => {
        worker.addEventListener('message', (event) => resolve(event.data));
      });
      worker.terminate();
      return [list.filter((name) => name in globalThis), inWorker];
    }, names);
    expect(found).toEqual([[], []]);
  });

  test('reaches main by two functions, learns where a dropped file lies by a third, and has nothing else', async () => {
    const bridge = await page.evaluate(() => Object.entries(window.studio).map(([name, it]) => [name, typeof it]));
    expect(Object.fromEntries(bridge)).toEqual({ call: 'function', on: 'function', pathOf: 'function' });
    // Of what the page makes itself there is no path, whatever it is called.
    const told = await page.evaluate(() => [
      window.studio.pathOf(new File(['x'], '/etc/passwd')),
      window.studio.pathOf(JSON.parse('{"path":"/etc/passwd"}')),
    ]);
    expect(told).toEqual(['', '']);
  });

  test('gets a typed refusal, not an exception, for a call that the contract does not know', async () => {
    const replies = await page.evaluate(() =>
      Promise.all([
        window.studio.call('shell.exec', 'id'),
        window.studio.call('constructor', null),
        window.studio.call('live.start', { mode: 'live', extra: 1 }),
        window.studio.call('profile.select', { id: '../../keys.json' }),
      ]),
    );
    for (const reply of replies) expect(reply).toMatchObject({ ok: false, error: { code: 'input-invalid' } });
  });

  test('has a policy without inline script, plug-ins or other hosts', async () => {
    const headers = await page.evaluate(async () => Object.fromEntries((await fetch(location.href)).headers));
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(policy).not.toMatch(/script-src[^;]*'unsafe-(inline|eval)'|https?:|\*/u);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
  });

  test('runs no inline script, no text as code, and no handler in an attribute', async () => {
    const ran = await page.evaluate(async () => {
      const marks: string[] = [];
      Object.assign(globalThis, { mark: (name: string) => marks.push(name) });
      const script = document.createElement('script');
      script.textContent = "mark('inline script')";
      document.body.append(script);
      const holder = document.createElement('div');
      holder.innerHTML = `<img src="data:," onerror="mark('attribute')">`;
      document.body.append(holder);
      await new Promise((resolve) => {
        // A timer, because what the debugger evaluates itself is let through.
        setTimeout(() => {
          try {
            // That this is refused is what is tested.
            // oxlint-disable-next-line typescript/no-implied-eval
            new Function("mark('function')")();
          } catch {
            marks.push('refused');
          }
          resolve(null);
        }, 300);
      });
      script.remove();
      holder.remove();
      return marks;
    });
    expect(ran).toEqual(['refused']);
  });

  test('fetches from nobody else, and puts no foreign page into a frame', async () => {
    const outcome = await page.evaluate(async (url) => {
      const violated = new Set<string>();
      const both = new Promise<void>((resolve) => {
        document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
          violated.add(effectiveDirective);
          if (violated.size === 2) resolve();
        });
      });
      const frame = document.createElement('iframe');
      frame.src = url;
      document.body.append(frame);
      const fetched = await fetch(url).catch(() => 'refused');
      await both;
      frame.remove();
      const blank = document.createElement('iframe');
      document.body.append(blank);
      const bridge = blank.contentWindow !== null && 'studio' in blank.contentWindow;
      blank.remove();
      return { fetched, bridge, violated: [...violated].toSorted() };
    }, foreignUrl);
    expect(outcome).toEqual({ fetched: 'refused', bridge: false, violated: ['connect-src', 'frame-src'] });
    expect(visits).toBe(0);
  });

  test('goes nowhere and opens no window', async () => {
    const before = page.url();
    const opened = await page.evaluate((url) => {
      const link = document.createElement('a');
      link.href = url;
      link.target = '_blank';
      document.body.append(link);
      link.click();
      link.remove();
      return window.open(url) === null && window.open('about:blank') === null;
    }, foreignUrl);
    expect(opened).toBe(true);
    for (const url of [foreignUrl, 'file:///etc/passwd', 'app://uplink/other.html', 'data:text/html,x']) {
      await page.evaluate((target) => {
        location.href = target;
      }, url);
      await page.waitForTimeout(200);
      expect([url, page.url()]).toEqual([url, before]);
    }
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
    expect(visits).toBe(0);
  });

  test('may use camera and microphone, and no other power of the system', async () => {
    const powers = await page.evaluate(async () => {
      const outcome = (promise: Promise<unknown>): Promise<string> =>
        promise.then(
          () => 'allowed',
          () => 'denied',
        );
      const stream = navigator.mediaDevices.getUserMedia({ video: true, audio: true });
      const media = await outcome(stream);
      for (const track of (await stream).getTracks()) track.stop();
      return {
        media,
        notifications: await Notification.requestPermission(),
        geolocation: await outcome(
          new Promise((resolve, reject) => {
            navigator.geolocation.getCurrentPosition(resolve, reject);
          }),
        ),
        screen: await outcome(navigator.mediaDevices.getDisplayMedia({ video: true })),
        clipboard: await outcome(navigator.clipboard.readText()),
        midi: await outcome(navigator.requestMIDIAccess({ sysex: true })),
        pointer: document.pointerLockElement === null,
      };
    });
    expect(powers).toEqual({
      media: 'allowed',
      notifications: 'denied',
      geolocation: 'denied',
      screen: 'denied',
      clipboard: 'denied',
      midi: 'denied',
      pointer: true,
    });
    const states = await page.evaluate(() => {
      const names = ['geolocation', 'notifications', 'persistent-storage', 'midi'] as const;
      return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state));
    });
    expect(states).toEqual(['denied', 'denied', 'denied', 'denied']);
  });

  test('is the only one that main answers: another window is refused, with a foreign page or with ours', async () => {
    const replies = await app.evaluate(
      async ({ BrowserWindow, app: electron }, urls) => {
        const path = `${electron.getAppPath()}/out/preload/preload.cjs`;
        const answers: unknown[] = [];
        for (const url of urls) {
          const window = new BrowserWindow({ show: false, webPreferences: { preload: path, sandbox: true } });
          await window.loadURL(url);
          answers.push(await window.webContents.executeJavaScript("window.studio.call('studio.load', null)"));
          window.destroy();
        }
        return answers;
      },
      [foreignUrl, 'app://uplink/index.html'],
    );
    for (const reply of replies) {
      expect(reply).toMatchObject({ ok: false, error: { code: 'input-invalid', facts: { why: 'sender' } } });
    }
    expect(await page.evaluate(() => window.studio.call('studio.load', null))).toMatchObject({ ok: true });
  });

  test('gets no file from outside its folder', async () => {
    const statuses = await page.evaluate(() =>
      Promise.all(
        ['/..%2f..%2fpackage.json', '/%2e%2e%2fmain/main.js', '/%zz', '/%ff', '/index.html%00', '/nothing.js'].map(
          async (path) => [path, (await fetch(path)).status],
        ),
      ),
    );
    expect(statuses.filter(([, status]) => status !== 404)).toEqual([]);
  });
});

describe('a rehearsal', () => {
  let screen: Screen;

  beforeAll(async () => {
    screen = await openScreen();
  });
  afterAll(() => screen.close());

  /** All far ends that were seen while the app ran with `args`. */
  async function watch(args: readonly string[], isEnough: (ends: ReadonlySet<string>) => boolean) {
    const app = await startApp({ screen, key: 'some-key', args });
    const ends = new Set<string>();
    let running = true;
    const waitForEnd = async (): Promise<void> => {
      await app.exited;
      running = false;
    };
    void waitForEnd();
    try {
      await until(
        'the run is over',
        async () => {
          for (const end of await farEnds(app.pid)) ends.add(end);
          return !running || isEnough(ends);
        },
        60_000,
      );
    } finally {
      await app.close();
    }
    return [...ends];
  }

  test('opens no socket to anybody else, even when an address is given', async () => {
    const address = ['--url', 'rtmp://192.0.2.1/live'];
    const ends = await watch(['--rehearse', '--source', 'test', '--duration', '5', ...address], () => false);
    expect(ends.filter(isLoopback).length).toBeGreaterThan(0);
    expect(ends.filter((end) => !isLoopback(end))).toEqual([]);
  });

  const ownAddress = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

  test.skipIf(ownAddress === undefined)('would be caught: a live run to another address is seen', async () => {
    const server = await startTalker(null, ownAddress);
    const url = `rtmp://${ownAddress ?? ''}:${server.port}/live`;
    const isFound = (ends: ReadonlySet<string>): boolean => [...ends].some((end) => !isLoopback(end));
    const ends = await watch(['--url', url, '--source', 'test', '--duration', '5'], isFound);
    expect(ends.filter((end) => !isLoopback(end))).toHaveLength(1);
    await server.stop();
  });
});
