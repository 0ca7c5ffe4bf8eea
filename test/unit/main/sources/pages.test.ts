/** Web pages and windows as sources: addresses, paints on their way, windows found again. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasSystemPicker, windowOf } from '../../../../electron/platform/sources/find-window.ts';
import { mayRead } from '../../../../electron/platform/sources/local-file.ts';
import { isPageAddress, mayNavigate } from '../../../../electron/platform/sources/page-address.ts';
import { PaintGate } from '../../../../electron/platform/sources/paint-gate.ts';
import { pageMessageSchema } from '../../../../shared/contract/show/source-ports.ts';

describe('addresses of pages', () => {
  test.each([
    ['https://example.org/overlay', true],
    ['http://localhost:8080/', true],
    ['file:///home/me/overlay.html', true],
    ['file://localhost/home/me/overlay.html', true],
    ['file://host/share/overlay.html', false],
    ['file:////host/share/overlay.html', false],
    ['FILE:\\\\host\\share\\overlay.html', false],
    ['file:///%2fhost/share/overlay.html', false],
    ['javascript:alert(1)', false],
    ['app://uplink/index.html', false],
    ['chrome://gpu', false],
    ['data:text/html,x', false],
    ['example.org', false],
    ['', false],
  ])('%s: %s', (url, expected) => {
    expect(isPageAddress(url)).toBe(expected);
  });

  test('a page leads to the web or back to itself, nowhere else', () => {
    expect(mayNavigate('https://other.example/', 'https://example.org/')).toBe(true);
    expect(mayNavigate('file:///home/me/a.html', 'file:///home/me/a.html')).toBe(true);
    expect(mayNavigate('file:///etc/passwd', 'https://example.org/')).toBe(false);
    expect(mayNavigate('app://uplink/index.html', 'https://example.org/')).toBe(false);
  });
});

describe('what a page on the disk may read', () => {
  let root: string;
  const write = async (name: string): Promise<void> => {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), name);
  };
  const at = (name: string) => pathToFileURL(join(root, name)).href;
  const may = (name: string, own = 'packs/neon/overlay.html') =>
    mayRead(at(name), { own: at(own), home: join(root, 'home/me') });

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'uplink-pages-'));
    const names = ['packs/neon/overlay.html', 'packs/neon/parts/box.js', 'packs/neon..old.css', 'packs/other.html'];
    for (const name of [...names, 'home/me/page.html', 'home/me/keys.txt', 'top.html']) await write(name);
    await symlink(join(root, 'home/me/keys.txt'), join(root, 'packs/neon/innocent.txt'));
    await symlink(join(root, 'packs/neon'), join(root, 'linked'));
  });

  afterAll(() => rm(root, { recursive: true }));

  test('is itself and what lies in its folder', async () => {
    expect(await may('packs/neon/overlay.html')).toBe(true);
    expect(await may('packs/neon/parts/box.js')).toBe(true);
    expect(await may('linked/parts/box.js')).toBe(true);
    expect(await may('packs/neon/parts/box.js', 'linked/overlay.html')).toBe(true);
  });

  test('is nothing outside, by name or by a link', async () => {
    for (const name of ['packs/other.html', 'packs/neon..old.css', 'home/me/keys.txt', 'packs/neon/innocent.txt']) {
      expect(await may(name)).toBe(false);
    }
    expect(await may('packs/neon/missing.js')).toBe(false);
    expect(await mayRead('file://host/share/x', { own: at('packs/other.html'), home: '/home/me' })).toBe(false);
  });

  test('is only itself in the home folder and above, and nothing for a page of the web', async () => {
    expect(await may('home/me/page.html', 'home/me/page.html')).toBe(true);
    expect(await may('home/me/keys.txt', 'home/me/page.html')).toBe(false);
    expect(await may('home/me/keys.txt', 'top.html')).toBe(false);
    expect(await mayRead(at('top.html'), { own: 'https://example.org/', home: '/home/me' })).toBe(false);
  });
});

describe('paints on their way', () => {
  test('are few, and what was held back is painted anew once', () => {
    let repaints = 0;
    const gate = new PaintGate(() => {
      repaints += 1;
    });
    expect([gate.take(), gate.take(), gate.take(), gate.take()]).toEqual([0, 1, null, null]);
    gate.acknowledge(0);
    expect(repaints).toBe(1);
    expect([gate.take(), gate.take()]).toEqual([2, null]);
    gate.acknowledge(1);
    gate.acknowledge(2);
    expect(repaints).toBe(2);
    gate.acknowledge(2);
    expect(repaints).toBe(2);
  });

  test('an answer to a paint that was never sent opens nothing', () => {
    const gate = new PaintGate(() => undefined);
    gate.take();
    gate.take();
    gate.acknowledge(1_000_000);
    expect(gate.take()).toBe(null);
  });

  test('a part outside its page, or of another size, is refused', () => {
    const paint = { kind: 'paint', seq: 0, width: 4, height: 4, x: 2, y: 0, partWidth: 2, partHeight: 1 };
    expect(pageMessageSchema.safeParse({ ...paint, pixels: new ArrayBuffer(8) }).success).toBe(true);
    expect(pageMessageSchema.safeParse({ ...paint, x: 3, pixels: new ArrayBuffer(8) }).success).toBe(false);
    expect(pageMessageSchema.safeParse({ ...paint, pixels: new ArrayBuffer(12) }).success).toBe(false);
  });
});

describe('a window', () => {
  const listed = [
    { id: 'window:1:0', name: 'Notes' },
    { id: 'window:2:0', name: 'Slides' },
    { id: 'window:3:0', name: 'Shell' },
    { id: 'window:4:0', name: 'Shell' },
  ];

  test.each([
    [{ id: 'window:1:0', label: 'Notes' }, 'window:1:0'],
    // Started again: another id, the same name.
    [{ id: 'window:9:0', label: 'Slides' }, 'window:2:0'],
    // The id went to another window, and its own is there.
    [{ id: 'window:1:0', label: 'Slides' }, 'window:2:0'],
    // Another page in the same window.
    [{ id: 'window:1:0', label: 'Old title' }, 'window:1:0'],
    [{ id: 'window:3:0', label: 'Shell' }, 'window:3:0'],
    // Two of that name: no guessing.
    [{ id: 'window:9:0', label: 'Shell' }, undefined],
    [{ id: 'window:9:0', label: 'Gone' }, undefined],
    [{ id: 'window:9:0', label: '' }, undefined],
  ])('%o is %s', (wanted, expected) => {
    expect(windowOf(listed, wanted)?.id).toBe(expected);
  });

  test('only Wayland asks the user itself', () => {
    expect(hasSystemPicker('linux', { XDG_SESSION_TYPE: 'wayland' })).toBe(true);
    expect(hasSystemPicker('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
    expect(hasSystemPicker('linux', { XDG_SESSION_TYPE: 'x11', DISPLAY: ':0' })).toBe(false);
    expect(hasSystemPicker('win32', { XDG_SESSION_TYPE: 'wayland' })).toBe(false);
  });
});
