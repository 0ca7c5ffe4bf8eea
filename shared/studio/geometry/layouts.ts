/** Ready layouts: where the pictures of a scene go. The first picture is the one that matters most. */
import { largestWithin, onEvenPixels, type Box, type Size } from './box.ts';
import { marginOf } from './fitting.ts';

export const layouts = ['full', 'split', 'picture-in-picture', 'cinema', 'side-by-side'] as const;
export type Layout = (typeof layouts)[number];

/** Part of the canvas that the small picture of picture-in-picture takes, in both ways. */
const smallPart = 0.28;
/** Part of the canvas's longer side that the large picture of cinema takes. */
const cinemaPart = 0.75;

/**
 * A box for each of `count` pictures, in their order, on even pixels; `full` has one box only.
 *
 * - `full`: the first over the whole canvas.
 * - `split`: equal cells edge to edge, beside each other on a wide canvas and below each other on a tall one.
 * - `picture-in-picture`: the first over the canvas, the others small from the lower right corner on.
 * - `cinema`: the first large, the others in a column (on a tall canvas a row) beside it.
 * - `side-by-side`: all of the same size and of the canvas's shape, with margins.
 */
export function boxesOf(layout: Layout, canvas: Size, count: number): readonly Box[] {
  return exactBoxes(layout, canvas, count).map(onEvenPixels);
}

function exactBoxes(layout: Layout, canvas: Size, count: number): readonly Box[] {
  const whole = { x: 0, y: 0, width: canvas.width, height: canvas.height };
  if (count < 1) return [];
  switch (layout) {
    case 'full':
      return [whole];
    case 'split':
      return cellsOf(whole, count);
    case 'picture-in-picture':
      return [whole, ...cornerBoxes(canvas, count - 1)];
    case 'cinema':
      return count === 1 ? [whole] : cinemaBoxes(whole, count - 1);
    case 'side-by-side':
      return count === 1 ? [whole] : besideEachOther(whole, count);
  }
}

function isWide({ width, height }: Size): boolean {
  return width >= height;
}

/** Equal cells that cover the box; two and three lie in one line, more in a raster whose last cells may stay empty. */
function cellsOf(box: Box, count: number): readonly Box[] {
  const long = count <= 3 ? count : Math.ceil(Math.sqrt(count));
  const short = Math.ceil(count / long);
  const [columns, rows] = isWide(box) ? [long, short] : [short, long];
  const width = box.width / columns;
  const height = box.height / rows;
  return Array.from({ length: count }, (_, index) => ({
    x: box.x + (index % columns) * width,
    y: box.y + Math.floor(index / columns) * height,
    width,
    height,
  }));
}

/** From the lower right corner upwards, then the next column to the left. */
function cornerBoxes(canvas: Size, count: number): readonly Box[] {
  const margin = marginOf(canvas);
  const width = canvas.width * smallPart;
  const height = canvas.height * smallPart;
  const rows = Math.max(1, Math.floor((canvas.height - margin) / (height + margin)));
  return Array.from({ length: count }, (_, index) => ({
    x: canvas.width - (Math.floor(index / rows) + 1) * (width + margin),
    y: canvas.height - ((index % rows) + 1) * (height + margin),
    width,
    height,
  }));
}

function cinemaBoxes(whole: Box, count: number): readonly Box[] {
  const side = isWide(whole)
    ? { ...whole, x: whole.width * cinemaPart, width: whole.width * (1 - cinemaPart) }
    : { ...whole, y: whole.height * cinemaPart, height: whole.height * (1 - cinemaPart) };
  const large = isWide(whole)
    ? { ...whole, width: whole.width * cinemaPart }
    : { ...whole, height: whole.height * cinemaPart };
  return [large, ...stacked(side, count)];
}

/** One line of equal cells along the longer side of a narrow box. */
function stacked(box: Box, count: number): readonly Box[] {
  return Array.from({ length: count }, (_, index) =>
    isWide(box)
      ? { ...box, x: box.x + (index * box.width) / count, width: box.width / count }
      : { ...box, y: box.y + (index * box.height) / count, height: box.height / count },
  );
}

function besideEachOther(whole: Box, count: number): readonly Box[] {
  const margin = marginOf(whole);
  return cellsOf(whole, count).map((cell) =>
    largestWithin(whole, {
      x: cell.x + margin / 2,
      y: cell.y + margin / 2,
      width: cell.width - margin,
      height: cell.height - margin,
    }),
  );
}
