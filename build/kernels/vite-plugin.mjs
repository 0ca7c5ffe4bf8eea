/** Vite plugin: `virtual:pixel-kernels` is the compiled pixel kernels, in base64 inside the bundle. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { compileKernels, kernelFolder } from './compile.mjs';

const NAME = 'virtual:pixel-kernels';
const RESOLVED = `\0${NAME}`;

/** Belongs into the plugins of whatever bundles the Media Worker. */
export function pixelKernels() {
  return {
    name: 'pixel-kernels',
    resolveId: (id) => (id === NAME ? RESOLVED : null),
    async load(id) {
      if (id !== RESOLVED) return null;
      for (const file of readdirSync(kernelFolder, { recursive: true }))
        this.addWatchFile(path.join(kernelFolder, file));
      const base64 = Buffer.from(await compileKernels()).toString('base64');
      return `export const kernelModule = ${JSON.stringify(base64)};\n`;
    },
  };
}
