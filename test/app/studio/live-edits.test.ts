/** A hand on the show while it is live: whatever is switched, added, moved, filtered and taken away, receivers get every picture once, and sound in step. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportedShow } from '../../../electron/store/show/exported-show.ts';
import { reportSchema, type Report } from '../../../shared/contract/report.ts';
import type { Show } from '../../../shared/studio/document/show.ts';
import type { Command } from '../../../shared/studio/edit/commands.ts';
import { measureFlashAndBeep, median, type FlashAndBeep } from '../../support/flash-and-beep.ts';
import { temporaryFolder, until } from '../../support/loopback.ts';
import { readFrameNumbers, type NumberedFrame } from '../../support/media/frame-numbers.ts';
import { startNginx, type NginxRtmp } from '../../support/servers/nginx-rtmp.ts';
import { ask, openStudio, waitForPill } from '../../support/studio/open-studio.ts';
import {
  canvas,
  colourInput,
  makeItem,
  makeScene,
  makeShow,
  makeSource,
  wholeCanvas,
} from '../../support/studio/show-parts.ts';
import { changeShow, loadShow } from '../../support/studio/show-source.ts';

const size = { width: 640, height: 360 };
const fps = 30;

/** In the lower right corner, where the test picture shows nothing that is read. */
const corner = { ...wholeCanvas, x: 960, y: 520, width: 300, height: 180 };

/** The test picture untouched, the same below another, and the same within another scene. */
const show: Show = makeShow(
  [
    makeScene('plain', [makeItem('test')]),
    makeScene('composed', [makeItem('test', { id: 'item-test-2' }), makeItem('red', { transform: corner })], {
      transition: { kind: 'fade', millis: 400 },
    }),
    makeScene('nested', [makeItem('inner'), makeItem('red', { id: 'item-red-2', transform: corner })], {
      transition: { kind: 'wipe', millis: 400, direction: 'right' },
    }),
  ],
  [
    makeSource('test', { kind: 'test' }),
    makeSource('red', colourInput('#a02020')),
    makeSource('inner', { kind: 'scene', sceneId: 'plain' }),
  ],
);

/** What a receiver got of a run, and what the app says of it. */
type Run = { readonly report: Report; readonly frames: readonly NumberedFrame[]; readonly sync: FlashAndBeep };

let nginx: NginxRtmp;
let page: Page;
let run: Run;

const kept = (): Promise<Show> => loadShow((name, input) => ask(page, name, input));
const act = (command: Command): Promise<unknown> => changeShow((name, input) => ask(page, name, input), command);
const rest = (): Promise<void> => page.waitForTimeout(600);

/** By the key of its place in the list. */
async function switchTo(place: number): Promise<void> {
  await page.keyboard.press(String(place));
  const id = show.scenes[place - 1]?.id;
  await until(`scene ${place} is on air`, async () => (await kept()).stage.programId === id, 20_000);
  await rest();
}

/** Drags the item in the corner by the mouse, from its middle or its upper left handle. */
async function drag(from: { x: number; y: number }, by: { x: number; y: number }): Promise<void> {
  const box = await page.getByRole('application').boundingBox();
  if (box === null) throw new Error('there is no canvas to work on');
  const scale = Math.min(box.width / canvas.width, box.height / canvas.height);
  const at = (x: number, y: number) =>
    [
      box.x + (box.width - canvas.width * scale) / 2 + x * scale,
      box.y + (box.height - canvas.height * scale) / 2 + y * scale,
    ] as const;
  await page.mouse.move(...at(from.x, from.y));
  await page.mouse.down();
  for (let step = 1; step <= 12; step += 1) {
    await page.mouse.move(...at(from.x + (by.x * step) / 12, from.y + (by.y * step) / 12));
    await page.waitForTimeout(30);
  }
  await page.mouse.up();
}

/** Where the red item of the composed scene is. */
const red = async () => (await kept()).scenes[1]?.items.find(({ sourceId }) => sourceId === 'red')?.transform;

async function moveAndResize(): Promise<void> {
  const middle = { x: corner.x + corner.width / 2, y: corner.y + corner.height / 2 };
  await drag(middle, { x: -60, y: 0 });
  await until('it has moved', async () => ((await red())?.x ?? 0) < corner.x - 30, 20_000);
  const moved = await red();
  await drag({ x: moved?.x ?? 0, y: moved?.y ?? 0 }, { x: 80, y: 48 });
  await until('it is smaller', async () => ((await red())?.width ?? 0) < corner.width - 40, 20_000);
  await rest();
}

async function filter(): Promise<void> {
  const target = { kind: 'source', sourceId: 'red' } as const;
  const blur = { id: 'blur', enabled: true, kind: 'blur', radius: 3 } as const;
  await act({ name: 'filter.add', target, filter: blur, at: 0 });
  await rest();
  await act({ name: 'filter.set', target, filter: { ...blur, radius: 9 } });
  await rest();
  await act({ name: 'filter.remove', target, filterId: 'blur' });
  await rest();
}

async function addAndRemove(): Promise<void> {
  const place = { sceneId: 'composed', itemId: 'item-green', transform: { ...corner, x: 700, width: 160 } };
  await act({ name: 'source.add', source: makeSource('green', colourInput('#208040')), place });
  await rest();
  await act({ name: 'source.remove', sourceId: 'green' });
  await rest();
}

/** Goes live with the show, does to it what can be done, and ends. */
async function perform(key: string): Promise<Run> {
  const folder = await temporaryFolder();
  const file = (name: string): string => join(folder.path, name);
  await Promise.all([writeFile(file('show.json'), exportedShow(show)), writeFile(file('key.txt'), key)]);
  const where = ['--url', nginx.url, '--key-file', file('key.txt'), '--report', file('report.json')];
  const what = ['--show', file('show.json'), '--size', `${size.width}x${size.height}`, '--video-kbps', '2500'];
  const studio = await openStudio([...where, ...what]);
  ({ page } = studio);
  await waitForPill(page, 'LIVE', 40_000);
  await page.waitForTimeout(2000);
  await switchTo(2);
  await moveAndResize();
  await filter();
  await addAndRemove();
  await switchTo(3);
  await switchTo(1);
  await page.waitForTimeout(1500);
  await ask(page, 'live.stop', null);
  const recording = await nginx.recording(key, 20_000);
  const written = (): Promise<boolean> => stat(file('report.json')).then(isFull, () => false);
  await until('the report is written', written, 20_000);
  const report = reportSchema.parse(JSON.parse(await readFile(file('report.json'), 'utf8')));
  await studio.close();
  const [frames, sync] = await Promise.all([readFrameNumbers(recording, size), measureFlashAndBeep(recording)]);
  await folder.remove();
  return { report, frames, sync };
}

const isFull = ({ size: bytes }: { readonly size: number }): boolean => bytes > 0;

/** Places of the programme's time that the computer left out, as the app counts them. */
const leftOut = ({ report: { frames } }: Run): number => frames.places - frames.sent;

beforeAll(async () => {
  nginx = await startNginx();
  run = await perform('live-edits');
  // A computer that something else kept busy for a moment is given another chance.
  if (leftOut(run) > 0) run = await perform('live-edits-again');
}, 240_000);

afterAll(() => nginx?.stop());

describe('a show that is changed while it is live', () => {
  test('has every picture at its receiver, once, and in its own place', () => {
    const { frames, report } = run;
    const slots = frames.map(({ at }) => Math.round(at * fps));
    const wrong = frames
      .map(({ number }, index) => ({ number, slot: slots[index] }))
      .filter(({ number, slot }) => number !== null && number !== slot);
    expect(wrong).toEqual([]);
    expect(frames.filter(({ number }) => number !== null).length).toBeGreaterThan(frames.length * 0.8);
    expect(frames.length).toBeGreaterThan(10 * fps);
    // None is missing and none comes twice.
    const [first = 0] = slots;
    expect(slots).toEqual(slots.map((_, index) => first + index));
    expect([leftOut(run), report.frames.slate]).toEqual([0, 0]);
    expect(frames.length).toBe(report.frames.sent);
  });

  test('keeps its sound in step, from the first flash to the last', () => {
    const { offsets } = run.sync;
    expect(offsets.length).toBeGreaterThan(8);
    expect(Math.max(...offsets) - Math.min(...offsets)).toBeLessThanOrEqual(5);
    expect(Math.abs(median(offsets))).toBeLessThan(5);
  });
});
