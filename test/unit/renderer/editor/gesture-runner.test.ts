/** A gesture from press to release: nothing for a click, places while it lasts, one command at its end, none after Escape. */
import { beforeEach, describe, expect, test } from 'vitest';
import { editorAct } from '../../../../renderer/editor/editor-keys.ts';
import { GestureRunner } from '../../../../renderer/editor/gesture-runner.ts';
import type { HeldKeys } from '../../../../renderer/editor/gestures/scene-view.ts';
import type { Command } from '../../../../shared/studio/edit/commands.ts';
import { canvas, makeItem, wholeCanvas } from '../../../support/studio/show-parts.ts';

const keys: HeldKeys = { shift: false, alt: false, control: false };
const logo = makeItem('logo', { transform: { ...wholeCanvas, x: 900, y: 500, width: 100, height: 100 } });

let told: (readonly unknown[])[] = [];
let pictures: (() => void)[] = [];
let runner: GestureRunner;

/** The display draws once. */
function draw(): void {
  const due = pictures;
  pictures = [];
  for (const callback of due) callback();
}

const all = (what: string) => told.filter(([name]) => name === what);

describe('a gesture', () => {
  beforeEach(() => {
    told = [];
    pictures = [];
    const guides = { snap: false, safeAreas: false, grid: false, lines: [] };
    let selected: readonly string[] = [];
    runner = new GestureRunner({
      look: (grain) => ({
        sceneId: 'a',
        view: { items: [logo], selected, canvas, guides, grain, pictureOf: () => null },
      }),
      select: (ids) => {
        selected = ids;
        told.push(['select', ids]);
      },
      place: (sceneId, changes) => told.push(['place', sceneId, changes]),
      commit: (command: Command) => told.push(['commit', command]),
      draw: (course) => told.push(['draw', course]),
      nextPicture: (callback) => {
        pictures.push(callback);
        return () => {
          pictures = pictures.filter((each) => each !== callback);
        };
      },
    });
  });

  test('that hardly moves is a click: it selects and leaves nothing', () => {
    runner.press({ x: 950, y: 550 }, keys);
    runner.move({ x: 951, y: 551 }, keys);
    draw();
    runner.release();
    expect(told).toEqual([
      ['select', [logo.id]],
      ['draw', null],
    ]);
  });

  test('shows one place for each picture of the display, however many moves there were', () => {
    runner.press({ x: 950, y: 550 }, keys);
    for (let x = 951; x <= 980; x += 1) runner.move({ x, y: 550 }, keys);
    draw();
    draw();
    expect(all('place')).toHaveLength(1);
    expect(all('place')[0]?.[2]).toEqual([{ itemId: logo.id, transform: expect.objectContaining({ x: 930 }) }]);
    expect(all('commit')).toEqual([]);
  });

  test('ends with one command at the last place, before the engine lets go', () => {
    runner.press({ x: 950, y: 550 }, keys);
    runner.move({ x: 970, y: 550 }, keys);
    draw();
    runner.move({ x: 990, y: 560 }, keys);
    runner.release();
    draw();
    const order = told.map(([name]) => name);
    expect(all('commit')).toHaveLength(1);
    expect(order.indexOf('commit')).toBeLessThan(order.lastIndexOf('place'));
    expect(told.at(-1)).toEqual(['place', 'a', []]);
    expect(all('commit')[0]?.[1]).toMatchObject({
      name: 'item.transform',
      changes: [{ transform: { x: 940, y: 510 } }],
    });
  });

  test('is undone by Escape: the engine shows the show again, and nothing is stored', () => {
    runner.press({ x: 950, y: 550 }, keys);
    runner.move({ x: 990, y: 560 }, keys);
    draw();
    runner.cancel();
    expect(all('commit')).toEqual([]);
    expect(told.at(-1)).toEqual(['place', 'a', []]);
    expect(runner.isRunning).toBe(false);
    runner.release();
    expect(all('commit')).toEqual([]);
  });

  test('from an empty place selects what its frame touched', () => {
    runner.press({ x: 800, y: 400 }, keys);
    runner.move({ x: 920, y: 520 }, keys);
    runner.release();
    expect(all('select').at(-1)).toEqual(['select', [logo.id]]);
    expect(all('commit')).toEqual([]);
  });
});

describe('keys of the editor', () => {
  const press = (key: string, held: Partial<Parameters<typeof editorAct>[0]> = {}) =>
    editorAct({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held });

  test('arrows move by one pixel, with Shift by ten', () => {
    expect(press('ArrowLeft')).toEqual({ act: 'nudge', dx: -1, dy: 0 });
    expect(press('ArrowDown', { shiftKey: true })).toEqual({ act: 'nudge', dx: 0, dy: 10 });
  });

  test('the usual letters with Ctrl or Command', () => {
    expect(press('c', { ctrlKey: true })).toEqual({ act: 'copy' });
    expect(press('v', { metaKey: true })).toEqual({ act: 'paste' });
    expect(press('g', { ctrlKey: true, shiftKey: true })).toEqual({ act: 'ungroup' });
    expect(press('Enter')).toEqual({ act: 'take' });
  });

  test('everything else belongs to somebody else', () => {
    expect(press('c')).toBeNull();
    expect(press('ArrowUp', { altKey: true })).toBeNull();
    expect(press('z', { ctrlKey: true })).toBeNull();
  });
});
