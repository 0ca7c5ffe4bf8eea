/** A part of a screen, in parts of its size: kept inside it by the form, and cut out of a picture. */

export type Region = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
export type RegionSide = keyof Region;

/** What the document allows at least. */
const leastPart = 0.001;

/** The region with one side changed; its corner stays where it is, and the size gives way to the screen's edge. */
export function regionWith(region: Region, side: RegionSide, value: number): Region {
  const isCorner = side === 'x' || side === 'y';
  const inside = isCorner ? clamp(value, 0, 1 - leastPart) : clamp(value, leastPart, 1);
  const changed: Region = { ...region, [side]: inside };
  const { x, y, width, height } = changed;
  const corner = { x: clamp(x, 0, 1 - leastPart), y: clamp(y, 0, 1 - leastPart) };
  return { ...corner, width: roomIn(corner.x, width), height: roomIn(corner.y, height) };
}

/**
 * The part of a picture in whole pixels; corner and size are even, as chroma has samples only there. Null when nothing of
 * the region lies in the picture: then nothing may be shown, as a region is chosen to hide the rest.
 */
export function regionRect(region: Region, picture: { readonly width: number; readonly height: number }) {
  const x = even(region.x * picture.width);
  const y = even(region.y * picture.height);
  const width = Math.min(Math.max(2, even(region.width * picture.width)), even(picture.width - x));
  const height = Math.min(Math.max(2, even(region.height * picture.height)), even(picture.height - y));
  return width < 2 || height < 2 ? null : { x, y, width, height };
}

/** As much of the length as there is room for; rounded, as the difference of two parts has a long tail. */
function roomIn(corner: number, length: number): number {
  return Math.max(leastPart, Math.min(length, Number((1 - corner).toFixed(6))));
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function even(value: number): number {
  return Math.floor(value / 2) * 2;
}
