/** The box of a selected item, and where it can be taken hold of. */
import type { Item } from '../../../shared/studio/document/scene.ts';
import { cornersOf } from '../../../shared/studio/geometry/box.ts';
import { handlePoint, handles, turnHandlePoint } from '../gestures/gesture.ts';

/** Half the side of a handle, window px. */
const half = 5;

type SelectionBoxProps = {
  readonly item: Item;
  /** Canvas pixels of a window pixel. */
  readonly grain: number;
  readonly hasHandles: boolean;
};

/** A dark line under a light one, so that it shows on any picture. */
export function SelectionBox({ item, grain, hasHandles }: SelectionBoxProps) {
  const points = cornersOf(item.transform)
    .map(({ x, y }) => `${x},${y}`)
    .join(' ');
  const dashes = item.locked ? { strokeDasharray: `${6 * grain} ${4 * grain}` } : {};
  return (
    <>
      <polygon className="box-under" points={points} strokeWidth={3 * grain} />
      <polygon className="box-line" points={points} strokeWidth={1.5 * grain} {...dashes} />
      {hasHandles ? <Handles item={item} grain={grain} /> : null}
    </>
  );
}

function Handles({ item, grain }: Pick<SelectionBoxProps, 'item' | 'grain'>) {
  const top = handlePoint(item, { x: 0, y: -1 });
  const turn = turnHandlePoint(item, grain);
  return (
    <>
      <line className="box-line" x1={top.x} y1={top.y} x2={turn.x} y2={turn.y} strokeWidth={1.5 * grain} />
      <circle className="handle" cx={turn.x} cy={turn.y} r={half * grain} strokeWidth={grain} />
      {handles.map((handle) => {
        const { x, y } = handlePoint(item, handle);
        return (
          <rect
            key={`${handle.x} ${handle.y}`}
            className="handle"
            x={x - half * grain}
            y={y - half * grain}
            width={2 * half * grain}
            height={2 * half * grain}
            strokeWidth={grain}
            transform={`rotate(${item.transform.rotation} ${x} ${y})`}
          />
        );
      })}
    </>
  );
}
