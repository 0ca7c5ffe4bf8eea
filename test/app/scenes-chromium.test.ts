/** Scenes on air in Chromium: whatever is switched, added, moved or filtered, each slot shows its own picture and sound stays in step. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StartOrder } from '../../shared/contract/frames.ts';
import type { Transition } from '../../shared/studio/document/scene.ts';
import type { Show } from '../../shared/studio/document/show.ts';
import { measureFlashAndBeep } from '../support/flash-and-beep.ts';
import { readFrameNumbers } from '../support/media/frame-numbers.ts';
import { hasChromium, launchPipelineBrowser, type PipelineBrowser } from '../support/pipeline-browser.ts';
import {
  canvas,
  colourInput,
  makeItem,
  makeScene,
  makeShow,
  makeSource,
  wholeCanvas,
} from '../support/studio/show-parts.ts';
import type { Collected } from './pipeline-page/main.ts';

const size = { width: 640, height: 360 };
const order: StartOrder = {
  kind: 'start',
  video: { ...size, fps: 30, kbps: 2500 },
  codecs: { video: 'avc', audio: 'aac' },
  audio: { kbps: 160 },
  startPts: 0,
  gopSeconds: 2,
};

/** In the lower right corner, where the test picture shows nothing that is read. */
const corner = { ...wholeCanvas, x: 900, y: 500, width: 320, height: 180 };
const small = makeItem('red', { transform: corner });

/** The test picture untouched, composed with another, and within another scene. */
function testShow(changes: Partial<Show> = {}): Show {
  return makeShow(
    [
      makeScene('plain', [makeItem('test')]),
      makeScene('composed', [makeItem('test'), small]),
      makeScene('nested', [makeItem('inner'), small]),
      makeScene('still', [makeItem('red')]),
    ],
    [
      makeSource('test', { kind: 'test' }),
      makeSource('red', colourInput('#a02020')),
      makeSource('inner', { kind: 'scene', sceneId: 'plain' }),
    ],
    { canvas, ...changes },
  );
}

let browser: PipelineBrowser;
let folder: string;

async function openStudio(show: Show): Promise<Page> {
  const page = await browser.open();
  await page.evaluate(
    ({ first, format }) => {
      globalThis.harness = globalThis.createHarness({ fault: 'none', acks: true });
      globalThis.harness.attach();
      globalThis.harness.media.setFormat(format);
      globalThis.harness.media.setShow('profile', first);
    },
    { first: show, format: order.video },
  );
  return page;
}

type Step = (page: Page) => Promise<void>;

const setShow =
  (show: Show): Step =>
  (page) =>
    page.evaluate((next) => globalThis.harness.media.setShow('profile', next), show);

const take =
  (sceneId: string, transition: Transition): Step =>
  (page) =>
    page.evaluate((to) => globalThis.harness.media.take(to.sceneId, to.transition), { sceneId, transition });

/** Goes on air, takes a step each 700 ms of stream time, and stops; returns all that came, and its file. */
async function broadcast(page: Page, steps: readonly Step[]): Promise<{ collected: Collected; file: string }> {
  const reach = (pts: number) =>
    page.waitForFunction((at) => globalThis.harness.lastPts() >= at, pts, { timeout: 90_000 });
  await page.evaluate((start) => globalThis.harness.send(start), order);
  for (const [index, step] of steps.entries()) {
    await reach(1e6 + index * 7e5);
    await step(page);
  }
  await reach(1e6 + (steps.length + 2) * 7e5);
  await page.evaluate(() => globalThis.harness.send({ kind: 'stop' }));
  await page.waitForFunction(() => globalThis.harness.hasStopped(), undefined, { timeout: 15_000 });
  const collected = await page.evaluate(() => globalThis.harness.collected());
  const file = path.join(folder, 'scenes.mkv');
  await writeFile(file, await page.evaluate(() => globalThis.harness.file()), 'base64');
  return { collected, file };
}

/** Slots that the session says it left out, because the computer was too busy. */
function countedAsDropped({ messages }: Collected): number {
  const stats = messages.findLast((message) => message.kind === 'stats');
  return stats === undefined ? Number.NaN : stats.droppedLate + stats.droppedEncode + stats.droppedPort;
}

describe.skipIf(!hasChromium)('scenes in Chromium', () => {
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'uplink-scenes-files-'));
    browser = await launchPipelineBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  test('switches, transitions, added and moved sources and filters drop and repeat no picture', async () => {
    const show = testShow();
    const moved = (sceneId: string, x: number): Show => ({
      ...show,
      scenes: show.scenes.map((scene) =>
        scene.id === sceneId
          ? { ...scene, items: [makeItem('test'), { ...small, transform: { ...corner, x } }] }
          : scene,
      ),
      stage: { ...show.stage, programId: 'composed' },
    });
    const blurred: Show = {
      ...moved('composed', 700),
      sources: show.sources.map((source) =>
        source.id === 'red'
          ? { ...source, filters: [{ id: 'blur', enabled: true, kind: 'blur' as const, radius: 3 }] }
          : source,
      ),
    };
    const page = await openStudio(show);
    const { collected, file } = await broadcast(page, [
      take('composed', { kind: 'cut' }),
      take('plain', { kind: 'fade', millis: 300 }),
      take('nested', { kind: 'wipe', millis: 300, direction: 'right' }),
      take('composed', { kind: 'fade', millis: 300 }),
      setShow(moved('composed', 860)),
      setShow(blurred),
      take('plain', { kind: 'cut' }),
    ]);
    expect(collected.bad).toEqual([]);
    expect(collected.messages.filter(({ kind }) => kind === 'notice')).toEqual([]);
    const frames = await readFrameNumbers(file, size);
    const slots = frames.map(({ at }) => Math.round(at * 30));
    // Each picture is that of its slot; where it is white there is no number to read.
    const wrong = frames.filter(({ number }, index) => number !== null && number !== slots[index]);
    expect(wrong).toEqual([]);
    expect(frames.filter(({ number }) => number !== null).length).toBeGreaterThan(frames.length / 2);
    expect((slots.at(-1) ?? 0) + 1 - slots.length).toBe(countedAsDropped(collected));
    expect(new Set(slots).size).toBe(slots.length);
    // One configuration for all scenes: no server gets a new header.
    expect(collected.configs.map(({ track }) => track).toSorted()).toEqual(['audio', 'video']);
    const { offsets } = await measureFlashAndBeep(file);
    expect(offsets.length).toBeGreaterThan(4);
    expect(Math.max(...offsets) - Math.min(...offsets)).toBeLessThan(5);
    await page.close();
  }, 180_000);

  test('a scene that stands still is a picture in every slot', async () => {
    const page = await openStudio(testShow({ stage: { programId: 'still', previewId: 'still', studioMode: false } }));
    const { collected } = await broadcast(page, []);
    const slots = collected.packets
      .filter(({ track }) => track === 'video')
      .map(({ pts }) => Math.round((pts * 30) / 1e6));
    expect((slots.at(-1) ?? 0) + 1 - slots.length).toBe(countedAsDropped(collected));
    expect(slots.length).toBeGreaterThan(20);
    await page.close();
  }, 60_000);

  test('draws scenes, sources and the multiview into canvases of the window', async () => {
    const page = await openStudio(testShow());
    const reds = await page.evaluate(async () => {
      const { media } = globalThis.harness;
      const views = [
        { kind: 'program' as const },
        { kind: 'preview' as const },
        { kind: 'multiview' as const },
        { kind: 'scene' as const, sceneId: 'still' },
        { kind: 'source' as const, sourceId: 'red' },
      ];
      const canvases = views.map((of) => {
        const element = document.createElement('canvas');
        element.width = 160;
        element.height = 90;
        document.body.append(element);
        media.attachView(element, of, 10);
        return element;
      });
      const redOf = (element: HTMLCanvasElement): number => {
        const shrunk = new OffscreenCanvas(16, 9).getContext('2d');
        shrunk?.drawImage(element, 0, 0, 16, 9);
        const data = shrunk?.getImageData(0, 0, 16, 9).data ?? [];
        return [...data].filter((_, index) => index % 4 === 0).reduce((sum, value) => sum + value, 0) / 144;
      };
      const until = performance.now() + 15_000;
      while (performance.now() < until && canvases.some((element) => redOf(element) < 10)) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return canvases.map(redOf);
    });
    for (const red of reds) expect(red).toBeGreaterThan(10);
    // #a02020 alone fills the last two.
    for (const red of reds.slice(-2)) expect(Math.abs(red - 0xa0)).toBeLessThan(6);
    await page.close();
  }, 60_000);
});
