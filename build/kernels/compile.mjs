/** Compiles the pixel kernels from AssemblyScript to WebAssembly; the app's build and the tests use the same bytes. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

const FOLDER = fileURLToPath(new URL('../../renderer/media/compose/pixels/kernels/simd', import.meta.url));
const ENTRY = 'kernels.as.ts';

/** Constants lie below the heap's first block. */
const OPTIONS = ['--outFile', 'kernels.wasm', '--optimizeLevel', '3', '--enable', 'simd', '--runtime', 'stub'];
const MEMORY = ['--importMemory', '--noExportMemory', '--memoryBase', '1024', '--noAssert', '--use', 'abort='];

let compiled = null;

/** The module's bytes; compiled once a process. */
export function compileKernels() {
  compiled ??= compile();
  return compiled;
}

/** Where the sources are, for whoever watches them. */
export const kernelFolder = FOLDER;

/** What the compiler has to say. */
function words(stream) {
  return Buffer.from(stream.toBuffer()).toString('utf8');
}

async function compile() {
  let binary = null;
  const { error, stderr } = await main([ENTRY, ...OPTIONS, ...MEMORY], {
    readFile: (name, base) => {
      try {
        return readFileSync(path.resolve(FOLDER, base, name), 'utf8');
      } catch {
        return null;
      }
    },
    writeFile: (name, contents) => {
      if (name.endsWith('.wasm')) binary = contents;
    },
    listFiles: () => [],
  });
  if (error !== null || binary === null) throw new Error(`the pixel kernels don't compile: ${words(stderr)}`);
  return new Uint8Array(binary);
}
