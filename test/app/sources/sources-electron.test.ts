/** What main does for sources, in the real app: files of the show, screens and windows by our own choice, and web pages behind walls. */
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { screensSchema } from '../../../shared/contract/show/capture.ts';
import { showStateSchema } from '../../../shared/contract/show/show.ts';
import { filePath } from '../../../shared/studio/document/files.ts';
import { defaultStrip, hasSound, type Input } from '../../../shared/studio/document/source.ts';
import { listenOn, temporaryFolder, until } from '../../support/loopback.ts';
import { ask, openStudio, type OpenStudio } from '../../support/studio/open-studio.ts';
import { changeShow, undoShow } from '../../support/studio/show-source.ts';

let studio: OpenStudio;
let page: Page;
let app: ElectronApplication;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let web: Server;
let webUrl: string;
let profileId: string;
const visits: string[] = [];

/** A page with a red box in the upper left, clear elsewhere, that tries to get out by every way it knows. */
const overlay = `<!doctype html><style>html{background:transparent}body{margin:0}#box{width:100px;height:50px;background:#ff0000}</style>
<div id="box"></div><script>
const tell = (word) => { new Image().src = '/told?' + word; };
setTimeout(async () => {
  tell('popup-' + (window.open('/popup') === null ? 'denied' : 'opened'));
  await navigator.mediaDevices.getUserMedia({ video: true }).then(() => tell('camera-allowed'), () => tell('camera-denied'));
  await Notification.requestPermission().then((state) => tell('notifications-' + state));
  tell('node-' + typeof globalThis.require + '-' + typeof globalThis.studio);
  await fetch('app://uplink/index.html').then(() => tell('app-read'), () => tell('app-refused'));
  await fetch('file:///etc/passwd').then(() => tell('disk-read'), () => tell('disk-refused'));
  const link = document.createElement('a'); link.href = '/download'; link.download = 'x.bin'; link.click();
  setTimeout(() => { location.href = 'file:///etc/passwd'; }, 300);
  setTimeout(() => { tell('still-here'); document.getElementById('box').style.background = '#0000ff80'; }, 900);
}, 300);
</script>`;

async function addSource(id: string, input: Input): Promise<void> {
  const strip = hasSound(input.kind) ? defaultStrip : null;
  const source = { id, name: id, input, filters: [], strip, fallbackId: null };
  await changeShow((call, given) => ask(page, call, given), { name: 'source.add', source, place: null });
}

/** Takes ports of sources before the studio does, which closes those that no scene shows; runs in the page. */
function keepPorts(): void {
  globalThis.portMessages = new Map();
  const take = (event: MessageEvent<PortDelivery>): void => {
    const [port] = event.ports;
    if (event.data.type !== 'uplink-source-port' || port === undefined) return;
    event.stopImmediatePropagation();
    const heard: PortMessage[] = [];
    globalThis.portMessages.set(event.data.detail.sourceId, heard);
    port.addEventListener('message', ({ data: message }: MessageEvent<PortMessage>) => {
      heard.push(message);
      if (message.kind === 'paint') port.postMessage({ kind: 'ack', seq: message.seq });
    });
    port.start();
    port.postMessage({ kind: 'shown', shown: true });
  };
  window.addEventListener('message', take);
}

/** Opens what main feeds; messages are kept in the page by source. */
async function openPort(sourceId: string): Promise<void> {
  await ask(page, 'capture.openPort', { sourceId });
}

type Painted = { readonly width: number; readonly height: number; readonly pixels: readonly number[] };

/** The page as its parts make it: B, G, R, A at some points. */
function painted(sourceId: string, points: readonly (readonly [number, number])[]): Promise<Painted | null> {
  return page.evaluate(
    ([id, places]) => {
      const paints = (globalThis.portMessages.get(id) ?? []).filter((message) => message.kind === 'paint');
      const [first] = paints;
      if (first === undefined) return null;
      const whole = new Uint8Array(first.width * first.height * 4);
      for (const { x, y, partWidth, partHeight, pixels } of paints) {
        const part = new Uint8Array(pixels);
        for (let row = 0; row < partHeight; row += 1) {
          whole.set(part.subarray(row * partWidth * 4, (row + 1) * partWidth * 4), ((y + row) * first.width + x) * 4);
        }
      }
      const pixels = places.flatMap(([x, y]) => [
        ...whole.subarray((y * first.width + x) * 4, (y * first.width + x) * 4 + 4),
      ]);
      return { width: first.width, height: first.height, pixels };
    },
    [sourceId, points] as const,
  );
}

describe('main and the sources of a show', () => {
  beforeAll(async () => {
    folder = await temporaryFolder();
    web = createServer((request, response) => {
      visits.push(request.url ?? '');
      response.writeHead(200, {
        'content-type': request.url === '/download' ? 'application/octet-stream' : 'text/html',
      });
      response.end(request.url === '/' ? overlay : 'x');
    });
    webUrl = `http://127.0.0.1:${await listenOn(web)}/`;
    studio = await openStudio(['--fake-devices']);
    ({ page, app } = studio);
    await page.addInitScript(keepPorts);
    await page.reload();
    await page.locator('main').waitFor();
    profileId = showStateSchema.parse(await ask(page, 'show.load', null)).profileId;
  });

  afterAll(async () => {
    await studio?.close();
    web?.close();
    await folder?.remove();
  });

  test('the page reads the files that the show names, whole and in parts, and no others', async () => {
    const file = join(folder.path, 'logo.png');
    await writeFile(file, '0123456789');
    await addSource('logo', { kind: 'image', path: file });
    const read = (path: string, range: string | null) =>
      page.evaluate(
        async ([address, part]) => {
          const answer = await fetch(address, part === null ? {} : { headers: { range: part } });
          return [answer.status, await answer.text(), answer.headers.get('content-range')];
        },
        [`app://uplink${path}`, range] as const,
      );
    const at = (id: string, index: number) => filePath({ profileId, kind: 'source', id, index });
    expect(await read(at('logo', 0), null)).toEqual([200, '0123456789', null]);
    expect(await read(at('logo', 0), 'bytes=2-4')).toEqual([206, '234', 'bytes 2-4/10']);
    expect((await read(at('logo', 1), null))[0]).toBe(404);
    expect((await read(at('nobody', 0), null))[0]).toBe(404);
    expect((await read('/files/../../../../etc/passwd', null))[0]).toBe(404);
    await undoShow((name, input) => ask(page, name, input));
    expect((await read(at('logo', 0), null))[0]).toBe(404);
  });

  test('screens and windows are listed, with pictures when they are asked for', async () => {
    const plain = screensSchema.parse(await ask(page, 'capture.screens', { thumbnails: false }));
    expect(plain.picker).toBe('ours');
    expect(plain.screens.length).toBeGreaterThan(0);
    expect(plain.screens.filter(({ isPrimary }) => isPrimary)).toHaveLength(1);
    expect(plain.screens[0]?.thumbnail).toBe('');
    const pictures = screensSchema.parse(await ask(page, 'capture.screens', { thumbnails: true }));
    expect(pictures.screens[0]?.thumbnail).toMatch(/^data:image\/jpeg;base64,/);
  });

  test('a screen is captured by our choice without a question, and a capture nobody chose is refused', async () => {
    const captured = await page.evaluate(async () => {
      const bare = await navigator.mediaDevices.getDisplayMedia({ video: true }).then(
        () => 'allowed',
        () => 'denied',
      );
      const chosen = await window.studio.call('capture.choose', { kind: 'screen', id: '', label: '' });
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 10 } } });
      const [track] = stream.getVideoTracks();
      if (track === undefined) return null;
      const { value } = await new MediaStreamTrackProcessor({ track }).readable.getReader().read();
      if (value === undefined) return null;
      const { displayWidth: width, displayHeight: height } = value;
      const context = new OffscreenCanvas(64, 40).getContext('2d');
      context?.drawImage(value, 0, 0, 64, 40);
      const seen = new Set(context?.getImageData(0, 0, 64, 40).data.filter((_, index) => index % 4 === 1));
      value.close();
      track.stop();
      const again = await navigator.mediaDevices.getDisplayMedia({ video: true }).then(
        () => 'allowed',
        () => 'denied',
      );
      return { bare, chosen, width, height, shades: seen.size, again };
    });
    expect(captured).toMatchObject({
      bare: 'denied',
      chosen: { ok: true },
      width: 1600,
      height: 1000,
      again: 'denied',
    });
    // Our own window is on that screen, so it is not one colour.
    expect(captured?.shades).toBeGreaterThan(5);
  });

  test('a window that is gone is named', async () => {
    const reply = await page.evaluate(() =>
      window.studio.call('capture.choose', { kind: 'window', id: 'window:99999999:0', label: 'No such window' }),
    );
    expect(reply).toMatchObject({ ok: false, error: { code: 'screen-missing' } });
  });

  test('what the computer plays is captured, or refused in a way that can be told', async () => {
    const outcome = await page.evaluate(async () => {
      const chosen = await window.studio.call('capture.choose', { kind: 'system-audio' });
      const name = await navigator.mediaDevices.getDisplayMedia({ video: false, audio: true }).then(
        (stream) => `${stream.getAudioTracks().length} track`,
        (error: Error) => error.name,
      );
      return [chosen, name];
    });
    expect(outcome[0]).toMatchObject({ ok: true });
    expect([
      '1 track',
      'NotAllowedError',
      'NotReadableError',
      'NotSupportedError',
      'AbortError',
      'InvalidStateError',
    ]).toContain(outcome[1]);
  });

  test('a web page is painted with its alpha, and every way out of it is closed', async () => {
    await addSource('overlay', { kind: 'browser', url: webUrl, width: 320, height: 180, fps: 30, css: '' });
    await openPort('overlay');
    const points = [
      [10, 10],
      [200, 100],
    ] as const;
    await until(
      'the box is red',
      async () => (await painted('overlay', points))?.pixels.slice(0, 4).join(',') === '0,0,255,255',
    );
    const first = await painted('overlay', points);
    expect(first).toMatchObject({ width: 320, height: 180 });
    expect(first?.pixels.slice(4)).toEqual([0, 0, 0, 0]);
    await until('the page has tried everything', () => visits.includes('/told?still-here'), 10_000);
    const told = visits.filter((visit) => visit.startsWith('/told?')).map((visit) => visit.slice(6));
    expect(told.toSorted()).toEqual(
      [
        'app-refused',
        'camera-denied',
        'disk-refused',
        'node-undefined-undefined',
        'notifications-denied',
        'popup-denied',
        'still-here',
      ].toSorted(),
    );
    expect(visits).not.toContain('/popup');
    // Half blue, premultiplied as it comes.
    await until(
      'the box is half blue',
      async () => (await painted('overlay', points))?.pixels.slice(0, 4).join(',') === '128,0,0,128',
    );
    const windows = await app.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows().filter((one) => one.isVisible()).length,
    );
    expect(windows).toBe(1);
  });

  test('a page that crashes is told and comes back by itself', async () => {
    const crashed = await app.evaluate(({ webContents }, url) => {
      const contents = webContents.getAllWebContents().find((one) => one.getURL() === url);
      contents?.forcefullyCrashRenderer();
      return contents !== undefined;
    }, webUrl);
    expect(crashed).toBe(true);
    const states = () =>
      page.evaluate(() =>
        (globalThis.portMessages.get('overlay') ?? [])
          .filter((message) => message.kind === 'state')
          .map(({ state }) => state),
      );
    await until('the crash was told', async () => (await states()).includes('failed'));
    await until('the page is back', async () => (await states()).at(-1) === 'running', 15_000);
  });

  test('a source that is no page is not opened, and one that leaves the show is closed', async () => {
    const refused = await page.evaluate(() => window.studio.call('capture.openPort', { sourceId: 'nobody' }));
    expect(refused).toMatchObject({ ok: false });
    await changeShow((name, input) => ask(page, name, input), { name: 'source.remove', sourceId: 'overlay' });
    await until(
      'its window is gone',
      async () => (await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)) === 1,
    );
  });

  test('the app ends although pages are open', async () => {
    await addSource('left', { kind: 'browser', url: webUrl, width: 64, height: 64, fps: 5, css: '' });
    await openPort('left');
    await until(
      'the page is open',
      async () => (await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)) === 2,
    );
    const ended = new Promise<void>((done) => {
      app.once('close', () => done());
    });
    await app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()
        .find((one) => one.isVisible())
        ?.close();
    });
    await ended;
    expect(app.windows()).toEqual([]);
  });
});

/** The window message that carries a port. */
type PortDelivery = { readonly type: string; readonly detail: { readonly sourceId: string } };

/** What a port of a source says, as far as these tests look. */
type PortMessage = {
  readonly kind: string;
  readonly state: string;
  readonly seq: number;
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly y: number;
  readonly partWidth: number;
  readonly partHeight: number;
  readonly pixels: ArrayBuffer;
};

declare global {
  var portMessages: Map<string, PortMessage[]>;
}
