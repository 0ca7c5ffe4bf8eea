/** Bundles the command-line tools into one file that runs on any Node from 20.18 on: out/cli/uplink.mjs. */
import path from 'node:path';
import { build } from 'vite';
import { ROOT } from './set-up/packages.mjs';

const NODE_FLOOR = 'node20.18';

/** The folder that takes the file; tests name another one. */
const folder = path.resolve(ROOT, process.argv[2] ?? path.join('out', 'cli'));

await build({
  configFile: false,
  root: ROOT,
  logLevel: 'warn',
  publicDir: false,
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: path.join(ROOT, 'electron', 'command-line', 'tools', 'uplink.ts'),
    outDir: folder,
    emptyOutDir: true,
    target: NODE_FLOOR,
    minify: false,
    rollupOptions: {
      output: { entryFileNames: 'uplink.mjs', codeSplitting: false, banner: '#!/usr/bin/env node' },
    },
  },
});
