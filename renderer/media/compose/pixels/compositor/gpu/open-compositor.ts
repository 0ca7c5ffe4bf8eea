/** The compositor for this computer: a graphics card's where there is one that proves quicker, else the CPU's. */
import type { Size } from '../../memory/surface.ts';
import type { Pixels } from '../../pixels.ts';
import type { Compositor } from '../compositor.ts';
import { chooseCompositor } from './choose-compositor.ts';
import { openGl } from './gl.ts';
import { GpuCompositor } from './gpu-compositor.ts';

/** The smallest program of each colour: what is quicker there is quicker in larger ones. */
const trialSizes: Readonly<Record<Pixels['colour'], Size>> = {
  bt601: { width: 640, height: 360 },
  bt709: { width: 1280, height: 720 },
};

/** Tries both where there is a graphics card, which takes about a fifth of a second. */
export function openCompositor(pixels: Pixels): Compositor {
  const createGpu = () => {
    const gl = openGl('fast');
    return gl === null ? null : new GpuCompositor(pixels, gl);
  };
  return chooseCompositor(pixels, { size: trialSizes[pixels.colour], now: () => performance.now(), createGpu })
    .compositor;
}
