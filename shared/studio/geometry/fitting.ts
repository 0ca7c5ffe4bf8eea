/** Moving an item by a word: to an edge, over the canvas, into a corner. What the canvas offers, lists and keys can do too. */
import { noCrop, type Transform } from '../document/scene.ts';
import { boundsOf, evened, largestWithin, movedBy, withBox, type Box, type Size } from './box.ts';

export const alignments = ['left', 'centre', 'right', 'top', 'middle', 'bottom'] as const;
export type Alignment = (typeof alignments)[number];

/**
 * `canvas`, `fill` and `stretch` put the box over the canvas and differ in `fit`; `reset` also takes crop and flips away;
 * the corners are for small pictures: a larger one is made 30 % of the canvas.
 */
export const fittings = [
  'canvas',
  'fill',
  'stretch',
  'reset',
  'top-left',
  'top-right',
  'bottom-left',
  'bottom-right',
] as const;
export type Fitting = (typeof fittings)[number];

/** Of the canvas's shorter side. */
const marginPart = 0.03;

/** A picture up to this part of the canvas, in both ways, keeps its size in a corner. */
const smallPart = 0.5;
const cornerPart = 0.3;

/** What lies between a small picture and the edge, canvas pixels. */
export function marginOf(canvas: Size): number {
  return evened(Math.min(canvas.width, canvas.height) * marginPart);
}

/** Over the whole canvas, the whole picture seen. */
export function wholeCanvas(canvas: Size): Transform {
  return {
    x: 0,
    y: 0,
    width: canvas.width,
    height: canvas.height,
    rotation: 0,
    crop: noCrop,
    flipX: false,
    flipY: false,
    fit: 'contain',
  };
}

/** Moves the item, as it is seen, to an edge or to the middle of the canvas. */
export function aligned(transform: Transform, to: Alignment, canvas: Size): Transform {
  const { x, y, width, height } = boundsOf(transform);
  switch (to) {
    case 'left':
      return movedBy(transform, -x, 0);
    case 'centre':
      return movedBy(transform, (canvas.width - width) / 2 - x, 0);
    case 'right':
      return movedBy(transform, canvas.width - width - x, 0);
    case 'top':
      return movedBy(transform, 0, -y);
    case 'middle':
      return movedBy(transform, 0, (canvas.height - height) / 2 - y);
    case 'bottom':
      return movedBy(transform, 0, canvas.height - height - y);
  }
}

/** Carries out a fitting. */
export function fitted(transform: Transform, to: Fitting, canvas: Size): Transform {
  const over = { x: 0, y: 0, ...sizeOf(canvas), rotation: 0 };
  switch (to) {
    case 'canvas':
      return { ...transform, ...over, fit: 'contain' };
    case 'fill':
      return { ...transform, ...over, fit: 'cover' };
    case 'stretch':
      return { ...transform, ...over, fit: 'stretch' };
    case 'reset':
      return wholeCanvas(canvas);
    case 'top-left':
    case 'top-right':
    case 'bottom-left':
    case 'bottom-right':
      return inCorner(transform, to, canvas);
  }
}

function sizeOf({ width, height }: Size): Size {
  return { width, height };
}

function inCorner(transform: Transform, corner: Extract<Fitting, `${string}-${string}`>, canvas: Size): Transform {
  const bounds = boundsOf(transform);
  const isSmall = bounds.width <= canvas.width * smallPart && bounds.height <= canvas.height * smallPart;
  const small = isSmall ? transform : shrunk(transform, canvas);
  const { x, y, width, height } = boundsOf(small);
  const margin = marginOf(canvas);
  const isLeft = corner.endsWith('left');
  const isTop = corner.startsWith('top');
  const left = isLeft ? margin : canvas.width - margin - width;
  const top = isTop ? margin : canvas.height - margin - height;
  return movedBy(small, left - x, top - y);
}

/** Its bounds made as large as 30 % of the canvas allow, in its own shape. */
function shrunk(transform: Transform, canvas: Size): Transform {
  const bounds = boundsOf(transform);
  const room: Box = { x: 0, y: 0, width: canvas.width * cornerPart, height: canvas.height * cornerPart };
  const scale = largestWithin(bounds, room).width / bounds.width;
  return withBox(transform, {
    x: transform.x,
    y: transform.y,
    width: evened(transform.width * scale),
    height: evened(transform.height * scale),
  });
}
