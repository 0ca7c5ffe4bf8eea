/** Makes Node instrument every module of shared/ that this thread loads, after planting a fault where one is wanted. */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { instrument } from './instrument.ts';
import type { Numbering } from './instrument.ts';
import type { Plant } from './protocol.ts';

/** What loading has found so far. */
export type Loaded = Numbering & { readonly literals: Set<string | number> };

const shared = new URL('../../../shared/', import.meta.url).href;
const runtime = new URL('coverage.ts', import.meta.url).href;

/** Installs the hook for modules imported from now on; the result fills up as they load. */
export function instrumentShared(plant: Plant | null): Loaded {
  const loaded: Loaded = { blocks: 0, comparisons: 0, literals: new Set() };
  registerHooks({
    load(url, context, nextLoad) {
      if (!url.startsWith(shared)) return nextLoad(url, context);
      const file = fileURLToPath(url);
      const source = planted(url.slice(shared.length), readFileSync(file, 'utf8'), plant);
      const { code, literals } = instrument(file, source, loaded, runtime);
      for (const literal of literals) loaded.literals.add(literal);
      return { format: 'module-typescript', source: code, shortCircuit: true };
    },
  });
  return loaded;
}

/** `source` with the fault in it, if it is meant for this file. */
export function planted(file: string, source: string, plant: Plant | null): string {
  if (plant?.file !== file) return source;
  if (source.split(plant.find).length !== 2) throw new Error(`${file} does not hold once: ${plant.find}`);
  return source.replace(plant.find, () => plant.replace);
}
