/** How near the canvas is looked at: this window's alone, never what viewers see. */
import { create } from 'zustand';
import type { Point, Size } from '../../../shared/studio/geometry/box.ts';

/** `scale` 1 shows the whole picture; `x` and `y` are where its corner lies in the frame then, window px. */
export type Zoom = { readonly scale: number; readonly x: number; readonly y: number };

export const wholePicture: Zoom = { scale: 1, x: 0, y: 0 };

/** Nearer than this a pixel of the canvas fills too much. */
const nearest = 8;

/** Nearer or farther by a factor, about a point of the frame, which stays where it is. */
export function zoomedBy(zoom: Zoom, factor: number, about: { readonly at: Point; readonly frame: Size }): Zoom {
  const { at, frame } = about;
  const scale = Math.min(nearest, Math.max(1, zoom.scale * factor));
  const by = scale / zoom.scale;
  return within({ scale, x: at.x - (at.x - zoom.x) * by, y: at.y - (at.y - zoom.y) * by }, frame);
}

/** Moved by so many window px. */
export function pannedBy(zoom: Zoom, by: Point, frame: Size): Zoom {
  return within({ ...zoom, x: zoom.x + by.x, y: zoom.y + by.y }, frame);
}

/** The picture never leaves a part of its frame empty. */
export function within({ scale, x, y }: Zoom, frame: Size): Zoom {
  const inside = (place: number, length: number) => Math.min(0, Math.max(length * (1 - scale), place)) + 0;
  return { scale, x: inside(x, frame.width), y: inside(y, frame.height) };
}

/** A point of the picture, in the frame's px while the whole of it was shown: where it lies now. */
export function seenAt({ scale, x, y }: Zoom, point: Point): Point {
  return { x: point.x * scale + x, y: point.y * scale + y };
}

type ZoomStore = { readonly zoom: Zoom; readonly frame: Size };

/** The frame is that of the stage which is on show. */
export const useZoom = create<ZoomStore>()(() => ({ zoom: wholePicture, frame: { width: 0, height: 0 } }));

/** The stage has this size now. */
export function setFrame(frame: Size): void {
  useZoom.setState(({ zoom }) => ({ frame, zoom: within(zoom, frame) }));
}

/** Nearer (above 1) or farther, about a point of the frame; without one about its middle. */
export function zoomBy(factor: number, at: Point | null = null): void {
  useZoom.setState(({ zoom, frame }) => {
    const middle = { x: frame.width / 2, y: frame.height / 2 };
    return { zoom: zoomedBy(zoom, factor, { at: at ?? middle, frame }) };
  });
}

/** Moves what is seen, window px. */
export function panBy(by: Point): void {
  useZoom.setState(({ zoom, frame }) => ({ zoom: pannedBy(zoom, by, frame) }));
}

/** All of the picture again. */
export function showWhole(): void {
  useZoom.setState({ zoom: wholePicture });
}
