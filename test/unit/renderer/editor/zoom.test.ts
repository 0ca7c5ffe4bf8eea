/** Looking at the canvas from near: what is under the pointer stays there, and the frame is never left empty. */
import { beforeEach, describe, expect, test } from 'vitest';
import { editorAct } from '../../../../renderer/editor/editor-keys.ts';
import { PanHand } from '../../../../renderer/editor/zoom/pan-hand.ts';
import {
  pannedBy,
  seenAt,
  setFrame,
  showWhole,
  useZoom,
  wholePicture,
  within,
  zoomBy,
  zoomedBy,
} from '../../../../renderer/editor/zoom/zoom.ts';

const frame = { width: 800, height: 450 };

describe('the zoom', () => {
  test('keeps the point that it is about', () => {
    const at = { x: 600, y: 100 };
    const near = zoomedBy(wholePicture, 2, { at, frame });
    expect(near).toEqual({ scale: 2, x: -600, y: -100 });
    expect(seenAt(near, at)).toEqual(at);
    const nearer = zoomedBy(near, 1.5, { at, frame });
    expect(seenAt(nearer, at)).toEqual(at);
    expect(zoomedBy(nearer, 1 / 3, { at, frame })).toEqual(wholePicture);
  });

  test('ends at the whole picture and at eight times it', () => {
    const at = { x: 0, y: 0 };
    expect(zoomedBy(wholePicture, 0.1, { at, frame })).toEqual(wholePicture);
    expect(zoomedBy(wholePicture, 100, { at, frame }).scale).toBe(8);
  });

  test('leaves no part of the frame empty, also in a smaller one', () => {
    const near = { scale: 2, x: -600, y: -100 };
    expect(pannedBy(near, { x: 1000, y: 1000 }, frame)).toEqual({ scale: 2, x: 0, y: 0 });
    expect(pannedBy(near, { x: -1000, y: -1000 }, frame)).toEqual({ scale: 2, x: -800, y: -450 });
    expect(within(near, { width: 400, height: 90 })).toEqual({ scale: 2, x: -400, y: -90 });
  });
});

describe('the zoom of the window', () => {
  beforeEach(() => {
    showWhole();
    setFrame(frame);
  });

  test('is about the middle where nothing else is named, and follows the frame', () => {
    zoomBy(2);
    expect(useZoom.getState().zoom).toEqual({ scale: 2, x: -400, y: -225 });
    setFrame({ width: 200, height: 200 });
    expect(useZoom.getState().zoom).toEqual({ scale: 2, x: -200, y: -200 });
    showWhole();
    expect(useZoom.getState().zoom).toEqual(wholePicture);
  });
});

describe('the hand', () => {
  const at = (clientX: number, clientY: number, button = 0) => ({ button, clientX, clientY });
  let moved: unknown[] = [];
  let hand: PanHand;

  beforeEach(() => {
    moved = [];
    hand = new PanHand((by) => void moved.push(by));
  });

  test('takes the main button only while Space is held', () => {
    expect([hand.press(at(0, 0)), hand.drag(at(9, 9)), hand.release()]).toEqual([false, false, false]);
    hand.holdSpace(true);
    expect(hand.press(at(10, 10))).toBe(true);
    hand.drag(at(15, 8));
    // Space may go up before the button.
    hand.holdSpace(false);
    hand.drag(at(16, 8));
    expect([hand.release(), hand.release(), hand.drag(at(50, 50))]).toEqual([true, false, false]);
    expect(moved).toEqual([
      { x: 5, y: -2 },
      { x: 1, y: 0 },
    ]);
  });

  test('takes the middle button always, the right one never', () => {
    expect([hand.press(at(0, 0, 2)), hand.press(at(0, 0, 1))]).toEqual([false, true]);
  });
});

test('plus and minus go nearer and farther, nought shows the whole picture', () => {
  const press = (key: string) => ({ key, ctrlKey: false, metaKey: false, shiftKey: key === '+', altKey: false });
  expect(editorAct(press('+'))).toEqual({ act: 'zoom', by: 1.25 });
  expect(editorAct(press('-'))).toEqual({ act: 'zoom', by: 0.8 });
  expect(editorAct(press('0'))).toEqual({ act: 'whole' });
});
