/** A drawing of each ready layout, made by the layout itself. */
import { boxesOf, type Layout } from '../../../../shared/studio/geometry/layouts.ts';

const canvas = { width: 16, height: 9 };
const pictures = 2;

/** Decorative, 16 by 9, in the current colour. */
export function LayoutMark({ layout }: { readonly layout: Layout }) {
  return (
    <svg viewBox="-1 -1 18 11" aria-hidden="true">
      <rect x="0" y="0" {...canvas} fill="none" stroke="currentColor" strokeWidth="1" />
      {boxesOf(layout, canvas, pictures).map(({ x, y, width, height }, index) => (
        <rect
          key={`${x} ${y}`}
          x={x + 0.8}
          y={y + 0.8}
          width={Math.max(1, width - 1.6)}
          height={Math.max(1, height - 1.6)}
          fill="currentColor"
          opacity={index === 0 ? 0.5 : 1}
        />
      ))}
    </svg>
  );
}
