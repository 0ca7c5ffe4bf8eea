/** Guides, grid and safe areas of the canvas, as far as they are switched on. */
import { Fragment } from 'react';
import type { Guides } from '../../../shared/studio/document/show.ts';
import type { Size } from '../../../shared/studio/geometry/box.ts';
import { guideReach } from '../gestures/guide.ts';
import { gridStepOf, safeAreasOf } from '../../../shared/studio/geometry/snapping.ts';

type GuideLinesProps = { readonly canvas: Size; readonly guides: Guides; readonly grain: number };

/** Thin lines in canvas pixels; those of one's own can be taken hold of a little beside. */
export function GuideLines({ canvas, guides, grain }: GuideLinesProps) {
  const safe = safeAreasOf(canvas);
  // A line may be dragged over another.
  const distinct = new Map(guides.lines.map((line) => [`${line.axis} ${line.at}`, line]));
  return (
    <>
      {guides.grid ? <Grid canvas={canvas} grain={grain} /> : null}
      {guides.safeAreas ? (
        <>
          <rect className="safe-area" strokeWidth={grain} {...safe.action} />
          <rect className="safe-area" strokeWidth={grain} strokeDasharray={`${4 * grain}`} {...safe.text} />
        </>
      ) : null}
      {[...distinct].map(([key, { axis, at }]) => {
        const ends =
          axis === 'x' ? { x1: at, x2: at, y1: 0, y2: canvas.height } : { x1: 0, x2: canvas.width, y1: at, y2: at };
        return (
          <Fragment key={key}>
            <line className="guide-line" strokeWidth={grain} {...ends} />
            <line className={`guide-hold guide-hold-${axis}`} strokeWidth={2 * guideReach * grain} {...ends} />
          </Fragment>
        );
      })}
    </>
  );
}

function Grid({ canvas, grain }: Omit<GuideLinesProps, 'guides'>) {
  const step = gridStepOf(canvas);
  const across = Array.from({ length: Math.floor(canvas.width / step) }, (_, index) => (index + 1) * step);
  const down = Array.from({ length: Math.floor(canvas.height / step) }, (_, index) => (index + 1) * step);
  const path = [...across.map((x) => `M${x} 0V${canvas.height}`), ...down.map((y) => `M0 ${y}H${canvas.width}`)];
  return <path className="grid-lines" d={path.join('')} strokeWidth={grain} />;
}
