/** Meters beside each other: painted in one loop, colours read once for each theme, and nothing while the window is hidden. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { setMetersActive, startMeter, type MeterShape } from '../../../../renderer/app/meter/meter-painter.ts';
import { levelAt } from '../../../../shared/studio/audio/level/levels.ts';

let pictures: (() => void)[] = [];
let changeTheme = () => {};
const readStyles = vi.fn<() => { getPropertyValue: (name: string) => string }>();

/** The next pictures of the display. */
function show(count = 1): void {
  for (let left = count; left > 0; left -= 1) {
    const due = pictures;
    pictures = [];
    for (const paint of due) paint();
  }
}

function meter(shape: MeterShape) {
  const filled: { colour: string; width: number; height: number }[] = [];
  const pen = {
    canvas: { width: 100, height: 20 },
    fillStyle: '',
    clearRect: () => {
      filled.length = 0;
    },
    fillRect: (_x: number, _y: number, width: number, height: number) =>
      filled.push({ colour: pen.fillStyle, width, height }),
  };
  const value: unknown = { getContext: () => pen };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const painter = startMeter(value as HTMLCanvasElement, shape);
  if (painter === null) throw new Error('no meter');
  return { ...painter, filled };
}

function levels(db: number): Float32Array {
  const figures = new Float32Array(16).fill(-60);
  figures[levelAt.peakLeft] = db;
  figures[levelAt.peakRight] = db;
  return figures;
}

describe('meters', () => {
  beforeEach(() => {
    readStyles.mockReset().mockReturnValue({ getPropertyValue: (name) => name });
    vi.stubGlobal('getComputedStyle', readStyles);
    vi.stubGlobal('devicePixelRatio', 1);
    vi.stubGlobal('document', { documentElement: {} });
    vi.stubGlobal(
      'ResizeObserver',
      class {
        observe = () => {};
        disconnect = () => {};
      },
    );
    vi.stubGlobal(
      'MutationObserver',
      class {
        constructor(changed: () => void) {
          changeTheme = changed;
        }
        observe = () => {};
        disconnect = () => {};
      },
    );
    vi.stubGlobal('requestAnimationFrame', (paint: (now: number) => void) =>
      pictures.push(() => paint(performance.now())),
    );
    setMetersActive(true);
    show();
  });

  afterEach(() => vi.unstubAllGlobals());

  test('read their colours once, and anew with another theme', () => {
    const rows = [meter('lying'), meter('lying'), meter('upright')];
    for (let count = 0; count < 50; count += 1) {
      for (const row of rows) row.take(levels(-12));
      show();
    }
    expect(readStyles).toHaveBeenCalledTimes(3);
    changeTheme();
    expect(readStyles).toHaveBeenCalledTimes(6);
    for (const row of rows) row.stop();
  });

  test('fill a row from the left, as far as the level is high, in the colours of its zones', () => {
    const row = meter('lying');
    row.take(levels(-12));
    show();
    const first = row.filled.filter((_, index) => index < row.filled.length / 2);
    expect(first.map(({ colour }) => colour)).toEqual(['--hairline', '--meter-good', '--meter-warn']);
    expect(first[1]?.width).toBeCloseTo(66.7, 1);
    expect(first[2]?.width).toBeCloseTo(13.3, 1);
    row.stop();
  });

  test('rest while the window is hidden, and go on where it is seen again', () => {
    const row = meter('lying');
    row.take(levels(-12));
    show();
    setMetersActive(false);
    show(3);
    row.filled.length = 0;
    row.take(levels(-3));
    show(3);
    expect(row.filled).toEqual([]);
    expect(pictures).toEqual([]);
    setMetersActive(true);
    row.take(levels(-3));
    show();
    expect(row.filled.length).toBeGreaterThan(0);
    row.stop();
  });
});
