/** How main, preload and renderer are bundled into out/: main as ESM, the sandboxed preload as one CJS file. */
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { pixelKernels } from './build/kernels/vite-plugin.mjs';

const NODE_FLOOR = 'node20.18';
const CHROMIUM_FLOOR = 'chrome130';

const at = (name: string) => path.resolve(import.meta.dirname, name);

export default defineConfig({
  main: {
    build: {
      outDir: at('out/main'),
      target: NODE_FLOOR,
      externalizeDeps: false,
      sourcemap: true,
      lib: { entry: at('electron/main.ts'), formats: ['es'], fileName: () => 'main.js' },
      rollupOptions: { external: ['electron'] },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      target: NODE_FLOOR,
      externalizeDeps: false,
      isolatedEntries: false,
      minify: true,
      lib: { entry: at('electron/ipc/preload.ts'), formats: ['cjs'], fileName: () => 'preload.cjs' },
      rollupOptions: { external: ['electron'] },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [react()],
    worker: { format: 'es', plugins: () => [pixelKernels()] },
    build: {
      outDir: at('out/renderer'),
      target: CHROMIUM_FLOOR,
      minify: true,
      sourcemap: true,
      chunkSizeWarningLimit: 2000,
      rollupOptions: { input: at('renderer/index.html') },
    },
  },
});
