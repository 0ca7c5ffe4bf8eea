/** Where items of OBS lie: a position, a scale and sometimes a bounding box become the box of ours. */
import type { Transform } from '../../../document/scene.ts';
import { turned, withBox, type Point, type Size } from '../../../geometry/box.ts';
import { clamped, type Fields } from '../fields.ts';

/** Sides of alignments, as bits; neither of a pair is the middle. */
const side = { left: 1, right: 2, top: 4, bottom: 8 } as const;
const upperLeft = side.left + side.top;

/** Bounding boxes. */
const bounding = { none: 0, stretch: 1, inner: 2, outer: 3, toWidth: 4, toHeight: 5, maxOnly: 6 } as const;

const origin: Point = { x: 0, y: 0 };

function pointIn(fields: Fields, otherwise: number): Point {
  return { x: fields.number('x', otherwise), y: fields.number('y', otherwise) };
}

/** What part of its size lies before the point that an alignment means: 0, a half or 1. */
function anchorOf(alignment: number): Point {
  const has = (bit: number) => Math.floor(alignment / bit) % 2 === 1;
  return {
    x: has(side.right) ? 1 : has(side.left) ? 0 : 0.5,
    y: has(side.bottom) ? 1 : has(side.top) ? 0 : 0.5,
  };
}

type Spread = {
  /** Canvas pixels. */
  readonly size: Size;
  /** Where the middle lies, seen from the item's position, before turning. */
  readonly middle: Point;
  readonly fit: Transform['fit'];
};

/** The place of an item whose source has this size. */
export function placeOf(item: Fields, size: Size): Transform {
  const crop = cropOf(item, size);
  const shown = {
    width: Math.max(2, size.width * (1 - crop.left - crop.right)),
    height: Math.max(2, size.height * (1 - crop.top - crop.bottom)),
  };
  const scale = pointIn(item.object('scale'), 1);
  const spread =
    item.number('bounds_type', bounding.none) === bounding.none
      ? scaled(item, shown, scale)
      : bounded(item, shown, scale);
  const rotation = item.number('rot', 0) % 360;
  const position = pointIn(item.object('pos'), 0);
  const middle = turned(spread.middle, origin, rotation);
  const centre = { x: position.x + middle.x, y: position.y + middle.y };
  const rest = { rotation: rotation + 0, crop, flipX: scale.x < 0, flipY: scale.y < 0, fit: spread.fit };
  return centred({ x: 0, y: 0, width: 1, height: 1, ...rest }, centre, spread.size);
}

function centred(transform: Transform, { x, y }: Point, { width, height }: Size): Transform {
  return withBox(transform, { x: x - width / 2, y: y - height / 2, width, height });
}

function cropOf(item: Fields, size: Size): Transform['crop'] {
  const part = (key: string, whole: number) => clamped(item.number(key, 0) / whole, 0, 0.999);
  return {
    left: part('crop_left', size.width),
    top: part('crop_top', size.height),
    right: part('crop_right', size.width),
    bottom: part('crop_bottom', size.height),
  };
}

/** Without a bounding box the picture is scaled; a negative scale mirrors it about the item's position. */
function scaled(item: Fields, shown: Size, scale: Point): Spread {
  const anchor = anchorOf(item.number('align', upperLeft));
  const width = shown.width * scale.x;
  const height = shown.height * scale.y;
  const isEven = Math.abs(Math.abs(scale.x) - Math.abs(scale.y)) < 0.001;
  return {
    size: { width: Math.abs(width), height: Math.abs(height) },
    middle: { x: width * (0.5 - anchor.x), y: height * (0.5 - anchor.y) },
    fit: isEven ? 'contain' : 'stretch',
  };
}

function bounded(item: Fields, shown: Size, scale: Point): Spread {
  const { x: width, y: height } = pointIn(item.object('bounds'), 0);
  const box = { width: Math.max(1, width), height: Math.max(1, height) };
  const anchor = anchorOf(item.number('align', upperLeft));
  const middle = { x: box.width * (0.5 - anchor.x), y: box.height * (0.5 - anchor.y) };
  const type = item.number('bounds_type', bounding.none);
  if (type === bounding.stretch) return { size: box, middle, fit: 'stretch' };
  if (type === bounding.outer) return { size: box, middle, fit: 'cover' };
  const inBox = anchorOf(item.number('bounds_align', 0));
  const isMiddle = inBox.x === 0.5 && inBox.y === 0.5;
  if (type === bounding.inner && isMiddle) return { size: box, middle, fit: 'contain' };
  const drawn = drawnIn(box, type, {
    width: shown.width * Math.abs(scale.x || 1),
    height: shown.height * Math.abs(scale.y || 1),
  });
  return {
    size: drawn,
    middle: {
      x: middle.x + (box.width - drawn.width) * (inBox.x - 0.5),
      y: middle.y + (box.height - drawn.height) * (inBox.y - 0.5),
    },
    fit: 'contain',
  };
}

/** The picture's size within a box that it does not fill. */
function drawnIn(box: Size, type: number, picture: Size): Size {
  const across = box.width / picture.width;
  const down = box.height / picture.height;
  const scales: Readonly<Record<number, number>> = {
    [bounding.toWidth]: across,
    [bounding.toHeight]: down,
    [bounding.maxOnly]: Math.min(1, across, down),
  };
  const scale = scales[type] ?? Math.min(across, down);
  return { width: picture.width * scale, height: picture.height * scale };
}

/** The place on the canvas of an item within a group: its place in the group, moved along with the group. */
export function placeInGroup(own: Transform, group: Fields, size: Size): Transform {
  const scale = groupScale(group, size);
  const anchor = anchorOf(group.number('align', upperLeft));
  const rotation = group.number('rot', 0);
  const position = pointIn(group.object('pos'), 0);
  const middle = turned(
    {
      x: (own.x + own.width / 2 - anchor.x * size.width) * scale.x,
      y: (own.y + own.height / 2 - anchor.y * size.height) * scale.y,
    },
    origin,
    rotation,
  );
  const isAcross = Math.round(own.rotation / 90) % 2 !== 0;
  const [wide, high] = isAcross ? [scale.y, scale.x] : [scale.x, scale.y];
  const isMirrored = scale.x * scale.y < 0;
  const turn = (rotation + (isMirrored ? -own.rotation : own.rotation)) % 360;
  const flips = { flipX: own.flipX !== wide < 0, flipY: own.flipY !== high < 0 };
  return centred(
    { ...own, ...flips, rotation: turn + 0 },
    { x: position.x + middle.x, y: position.y + middle.y },
    { width: own.width * Math.abs(wide), height: own.height * Math.abs(high) },
  );
}

function groupScale(group: Fields, size: Size): Point {
  const scale = pointIn(group.object('scale'), 1);
  if (group.number('bounds_type', bounding.none) === bounding.none) return scale;
  const box = pointIn(group.object('bounds'), 0);
  const even = Math.min(box.x / size.width, box.y / size.height);
  return { x: Math.sign(scale.x || 1) * even, y: Math.sign(scale.y || 1) * even };
}
