/** Between the window's pixels and those of the canvas, which stands letterboxed in its frame. */
import type { Point, Size } from '../../shared/studio/geometry/box.ts';

/** Where the canvas is drawn in the frame: window px per canvas px, and the frame's px of the canvas's corner. */
export type ViewMap = { readonly scale: number; readonly left: number; readonly top: number };

/** The canvas as large as it fits into the frame, in its middle. */
export function viewMap(frame: Size, canvas: Size): ViewMap {
  const scale = Math.min(frame.width / canvas.width, frame.height / canvas.height);
  const left = (frame.width - canvas.width * scale) / 2;
  const top = (frame.height - canvas.height * scale) / 2;
  return { scale: Math.max(scale, 1e-6), left, top };
}

/** A point of the frame, in canvas pixels. */
export function toCanvas({ scale, left, top }: ViewMap, { x, y }: Point): Point {
  return { x: (x - left) / scale, y: (y - top) / scale };
}

/** So many window px, in canvas pixels. */
export function canvasPixels({ scale }: ViewMap, windowPixels: number): number {
  return windowPixels / scale;
}
