/** Gestures as reducers: presses that select, drags that move, size, crop, turn and frame, and the one command at the end. */
import { describe, expect, test } from 'vitest';
import {
  commandOf,
  courseOf,
  handlePoint,
  pressedAt,
  turnHandlePoint,
} from '../../../../renderer/editor/gestures/gesture.ts';
import type { HeldKeys, SceneView } from '../../../../renderer/editor/gestures/scene-view.ts';
import { fromCanvas, toCanvas, viewMap } from '../../../../renderer/editor/view-map.ts';
import type { Item, Transform } from '../../../../shared/studio/document/scene.ts';
import type { Point } from '../../../../shared/studio/geometry/box.ts';
import { commandSchema } from '../../../../shared/studio/edit/commands.ts';
import { canvas, makeItem, wholeCanvas } from '../../../support/studio/show-parts.ts';

const plain: HeldKeys = { shift: false, alt: false, control: false };
const shift = { ...plain, shift: true };
const control = { ...plain, control: true };
const alt = { ...plain, alt: true };

const box = (x: number, y: number, width: number, height: number): Transform => ({
  ...wholeCanvas,
  x,
  y,
  width,
  height,
});

const back = makeItem('back', { transform: box(0, 0, 1280, 720), locked: true });
const left = makeItem('left', { transform: box(100, 100, 200, 100), groupId: 'g' });
const right = makeItem('right', { transform: box(500, 100, 200, 100), groupId: 'g' });
const logo = makeItem('logo', { transform: box(900, 500, 100, 100) });
const items: readonly Item[] = [back, left, right, logo];

function view(selected: readonly string[], changes: Partial<SceneView> = {}): SceneView {
  const guides = { snap: false, safeAreas: false, grid: false, lines: [] };
  return { items, selected, canvas, guides, grain: 1, pictureOf: () => null, ...changes };
}

/** The one item's place after a drag. */
function dragged(scene: SceneView, from: Point, to: Point, keys: HeldKeys = plain): Transform | undefined {
  const { gesture } = pressedAt(scene, from, keys);
  return courseOf(scene, gesture, to, keys).changes[0]?.transform;
}

describe('a press', () => {
  const at = (x: number, y: number, keys = plain, selected: readonly string[] = []) =>
    pressedAt(view(selected), { x, y }, keys).selected;

  test('selects an item, or the group that it is in', () => {
    expect(at(950, 550)).toEqual([logo.id]);
    expect(at(150, 150)).toEqual([left.id, right.id]);
    expect(at(150, 150, control)).toEqual([left.id]);
  });

  test('passes through locked and hidden items', () => {
    expect(at(10, 10, plain, [logo.id])).toEqual([]);
    const hidden = view([], { items: [{ ...logo, visible: false }] });
    expect(pressedAt(hidden, { x: 950, y: 550 }, plain).selected).toEqual([]);
  });

  test('with Shift adds and takes out', () => {
    expect(at(950, 550, shift, [left.id])).toEqual([left.id, logo.id]);
    expect(at(950, 550, shift, [left.id, logo.id])).toEqual([left.id]);
    expect(at(10, 10, shift, [logo.id])).toEqual([logo.id]);
  });

  test('keeps the selection that it lies in, so that all of it can be dragged', () => {
    expect(at(950, 550, plain, [left.id, logo.id])).toEqual([left.id, logo.id]);
  });
});

describe('moving', () => {
  test('takes the whole group by the same way', () => {
    const scene = view([]);
    const { gesture, selected } = pressedAt(scene, { x: 150, y: 150 }, plain);
    const { changes } = courseOf({ ...scene, selected }, gesture, { x: 160, y: 130 }, plain);
    expect(changes.map(({ transform: { x, y } }) => [x, y])).toEqual([
      [110, 80],
      [510, 80],
    ]);
  });

  test('with Shift stays on the longer axis', () => {
    const scene = view([logo.id]);
    const { gesture } = pressedAt(scene, { x: 950, y: 550 }, plain);
    const across = courseOf(scene, gesture, { x: 990, y: 560 }, shift).changes[0]?.transform;
    expect([across?.x, across?.y]).toEqual([940, 500]);
    const down = courseOf(scene, gesture, { x: 960, y: 590 }, shift).changes[0]?.transform;
    expect([down?.x, down?.y]).toEqual([900, 540]);
  });

  test('snaps to the canvas within eight window pixels, but not with Ctrl', () => {
    const guides = { snap: true, safeAreas: false, grid: false, lines: [] };
    const scene = view([logo.id], { guides, grain: 2 });
    const from = { x: 950, y: 550 };
    // Its right edge ends 10 canvas pixels before the canvas's: 5 window pixels.
    const to = { x: 950 + 270, y: 550 };
    expect(dragged(scene, from, to)?.x).toBe(1180);
    expect(dragged(scene, from, to, control)?.x).toBe(1170);
    const { gesture } = pressedAt(scene, from, plain);
    expect(courseOf(scene, gesture, to, plain).lines).toContainEqual(expect.objectContaining({ axis: 'x', at: 1280 }));
  });
});

describe('handles', () => {
  const scene = view([logo.id]);
  const corner = handlePoint(logo, { x: 1, y: 1 });

  test('a corner keeps the shape, with Shift it is free, with Ctrl the middle stays', () => {
    expect(dragged(scene, corner, { x: corner.x + 50, y: corner.y + 50 })).toMatchObject({
      x: 900,
      width: 150,
      height: 150,
    });
    expect(dragged(scene, corner, { x: corner.x + 50, y: corner.y }, shift)).toMatchObject({ width: 150, height: 100 });
    const grown = dragged(scene, corner, { x: corner.x + 50, y: corner.y + 50 }, control);
    expect(grown).toMatchObject({ x: 850, y: 450, width: 200, height: 200 });
  });

  test('an edge changes one side only', () => {
    const edge = handlePoint(logo, { x: -1, y: 0 });
    expect(dragged(scene, edge, { x: edge.x - 20, y: edge.y + 7 })).toMatchObject({ x: 880, width: 120, height: 100 });
  });

  test('with Alt an edge cuts the picture off', () => {
    const edge = handlePoint(logo, { x: 1, y: 0 });
    const cut = dragged(scene, edge, { x: edge.x - 25, y: edge.y }, alt);
    expect(cut).toMatchObject({ x: 900, width: 75, height: 100 });
    expect(cut?.crop.right).toBeCloseTo(0.25);
  });

  test('above the box it turns, with Shift in steps, and stands upright by itself', () => {
    const from = turnHandlePoint(logo, 1);
    const aside = (degrees: number): Point => {
      const angle = ((degrees - 90) * Math.PI) / 180;
      return { x: 950 + Math.cos(angle) * 76, y: 550 + Math.sin(angle) * 76 };
    };
    expect(dragged(scene, from, aside(40))?.rotation).toBeCloseTo(40);
    expect(dragged(scene, from, aside(40), shift)?.rotation).toBe(45);
    expect(dragged(scene, from, aside(91))?.rotation).toBe(90);
    expect(dragged(scene, from, aside(91), control)?.rotation).toBeCloseTo(91);
  });

  test('there are none on several items, nor on a locked one', () => {
    expect(pressedAt(view([logo.id, left.id]), corner, plain).gesture.kind).toBe('move');
    const locked = view([logo.id], { items: [{ ...logo, locked: true }] });
    expect(pressedAt(locked, corner, plain).gesture.kind).toBe('marquee');
  });
});

describe('a frame', () => {
  test('selects what it touches, with Shift beside what was selected', () => {
    const scene = view([]);
    const { gesture } = pressedAt(scene, { x: 50, y: 50 }, plain);
    expect(courseOf(scene, gesture, { x: 120, y: 120 }, plain).selected).toEqual([left.id]);
    const more = view([logo.id]);
    expect(courseOf(more, gesture, { x: 120, y: 120 }, shift).selected).toEqual([logo.id, left.id]);
  });

  test('leaves no command', () => {
    const scene = view([]);
    const { gesture } = pressedAt(scene, { x: 50, y: 50 }, plain);
    expect(commandOf('a', courseOf(scene, gesture, { x: 120, y: 120 }, plain))).toBeNull();
  });
});

test('a drag leaves one command that the contract takes', () => {
  const scene = view([logo.id]);
  const { gesture } = pressedAt(scene, { x: 950, y: 550 }, plain);
  const command = commandOf('a', courseOf(scene, gesture, { x: 951.3, y: 550 }, plain));
  expect(commandSchema.parse(command)).toMatchObject({ name: 'item.transform', changes: [{ itemId: logo.id }] });
});

describe('a guide', () => {
  const lines = [
    { axis: 'x', at: 640 },
    { axis: 'y', at: 360 },
  ] as const;
  const guides = { snap: true, safeAreas: false, grid: false, lines: [...lines] };
  const pull = (from: Point, to: Point, keys = plain, scene = view([logo.id], { guides })) => {
    const { selected, gesture } = pressedAt(scene, from, plain);
    expect([gesture.kind, selected]).toEqual(['guide', [logo.id]]);
    return commandOf('a', courseOf(scene, gesture, to, keys));
  };

  test('is taken hold of a little beside, before what lies below, and leaves one command', () => {
    expect(pull({ x: 643, y: 20 }, { x: 763, y: 300 })).toEqual({
      name: 'guides.set',
      patch: { lines: [{ axis: 'x', at: 760 }, lines[1]] },
    });
    expect(pressedAt(view([], { guides }), { x: 645, y: 20 }, plain).gesture.kind).toBe('marquee');
    expect(pressedAt(view([], { guides, grain: 2 }), { x: 645, y: 20 }, plain).gesture.kind).toBe('guide');
  });

  test('snaps to the edges of items, and with Ctrl to none', () => {
    const near = pull({ x: 640, y: 20 }, { x: 895, y: 20 });
    expect(near).toMatchObject({ patch: { lines: [{ at: 900 }, lines[1]] } });
    expect(pull({ x: 640, y: 20 }, { x: 895, y: 20 }, control)).toMatchObject({ patch: { lines: [{ at: 895 }, {}] } });
  });

  test('is gone once it is outside of the canvas', () => {
    expect(pull({ x: 20, y: 360 }, { x: 20, y: -5 })).toMatchObject({ patch: { lines: [lines[0]] } });
    expect(pull({ x: 20, y: 360 }, { x: 20, y: 730 })).toMatchObject({ patch: { lines: [lines[0]] } });
  });

  test('leaves handles to the selected item', () => {
    const atEdge = view([logo.id], { guides: { ...guides, lines: [{ axis: 'x', at: 900 }] } });
    expect(pressedAt(atEdge, { x: 900, y: 550 }, plain).gesture.kind).toBe('resize');
  });
});

test('handles lie on the picture where the programme has another shape than the canvas', () => {
  // Upright programme in a wide stage: a strip 360 px wide, and in it the canvas with bars above and below.
  const map = viewMap({ width: 1000, height: 640 }, { width: 1080, height: 1920 }, canvas);
  expect(map).toEqual({ scale: 0.28125, left: 320, top: 218.75 });
  expect(toCanvas(map, { x: 320, y: 218.75 })).toEqual({ x: 0, y: 0 });
  expect(toCanvas(map, { x: 680, y: 421.25 })).toEqual({ x: canvas.width, y: canvas.height });
  const square = viewMap({ width: 640, height: 480 }, canvas, { width: 720, height: 720 });
  expect(square).toEqual({ scale: 0.5, left: 140, top: 60 });
});

test('window pixels and canvas pixels: the canvas stands letterboxed', () => {
  const map = viewMap({ width: 640, height: 480 }, canvas, canvas);
  expect(map).toEqual({ scale: 0.5, left: 0, top: 60 });
  expect(toCanvas(map, { x: 320, y: 240 })).toEqual({ x: 640, y: 360 });
  expect(fromCanvas(map, { x: 640, y: 360 })).toEqual({ x: 320, y: 240 });
});
