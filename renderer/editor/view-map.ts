/** Between the window's pixels and those of the canvas, which stands letterboxed in a picture, which does so in its frame. */
import { fitCanvas } from '../../shared/studio/scene/plan/cover.ts';
import type { Point, Size } from '../../shared/studio/geometry/box.ts';

/** Where the canvas is drawn in the frame: window px per canvas px, and the frame's px of the canvas's corner. */
export type ViewMap = { readonly scale: number; readonly left: number; readonly top: number };

/**
 * The picture as large as it fits into the frame, in its middle; and the canvas in the picture likewise, as the engine
 * draws it: a programme of another shape has bars at the sides or above and below.
 */
export function viewMap(frame: Size, picture: Size, canvas: Size): ViewMap {
  const inFrame = fitCanvas(picture, frame);
  const inPicture = fitCanvas(canvas, picture);
  return {
    scale: Math.max(inFrame.scale * inPicture.scale, 1e-6),
    left: inFrame.dx + inPicture.dx * inFrame.scale,
    top: inFrame.dy + inPicture.dy * inFrame.scale,
  };
}

/** A point of the frame, in canvas pixels. */
export function toCanvas({ scale, left, top }: ViewMap, { x, y }: Point): Point {
  return { x: (x - left) / scale, y: (y - top) / scale };
}

/** A point of the canvas, in the frame's px. */
export function fromCanvas({ scale, left, top }: ViewMap, { x, y }: Point): Point {
  return { x: left + x * scale, y: top + y * scale };
}
