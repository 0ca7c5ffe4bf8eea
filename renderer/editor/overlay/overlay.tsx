/** What the editor draws over the picture: boxes and handles of the selection, lines that snap, guides and safe areas. */
import type { Item } from '../../../shared/studio/document/scene.ts';
import type { Guides } from '../../../shared/studio/document/show.ts';
import type { Size } from '../../../shared/studio/geometry/box.ts';
import type { Course } from '../gestures/scene-view.ts';
import type { ViewMap } from '../view-map.ts';
import { GuideLines } from './guide-lines.tsx';
import { SelectionBox } from './selection-box.tsx';

type OverlayProps = {
  readonly items: readonly Item[];
  readonly selected: readonly string[];
  readonly course: Course | null;
  readonly canvas: Size;
  readonly guides: Guides;
  readonly map: ViewMap;
  /** Canvas pixels of a window pixel, as near as the canvas is looked at. */
  readonly grain: number;
  /** The picture goes on beyond the canvas. */
  readonly hasBars: boolean;
};

/** Drawn in canvas pixels; lines keep their width in the window. */
export function Overlay({ items, selected, course, canvas, guides, map, grain, hasBars }: OverlayProps) {
  const { scale, left, top } = map;
  const changed = new Map(course?.changes.map(({ itemId, transform }) => [itemId, transform]));
  const chosen = items.filter(({ id }) => selected.includes(id));
  return (
    <svg className="overlay" aria-hidden="true">
      <g transform={`translate(${left} ${top}) scale(${scale})`}>
        {hasBars ? <rect className="canvas-edge" strokeWidth={grain} {...canvas} /> : null}
        <GuideLines
          canvas={canvas}
          guides={{ ...guides, lines: [...(course?.guides ?? guides.lines)] }}
          grain={grain}
        />
        {chosen.map((item) => (
          <SelectionBox
            key={item.id}
            item={{ ...item, transform: changed.get(item.id) ?? item.transform }}
            grain={grain}
            hasHandles={chosen.length === 1 && !item.locked}
          />
        ))}
        {course?.lines.map(({ axis, at, from, to }) => (
          <line
            key={`${axis}${at}`}
            className="snap-line"
            strokeWidth={1.5 * grain}
            {...(axis === 'x' ? { x1: at, x2: at, y1: from, y2: to } : { x1: from, x2: to, y1: at, y2: at })}
          />
        ))}
        {course?.frame ? <rect className="marquee" strokeWidth={grain} {...course.frame} /> : null}
      </g>
    </svg>
  );
}
