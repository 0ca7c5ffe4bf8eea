/** Checks an announced show where it differs from the one that is known: a drag announces all of it ten times a second. */
import { z } from 'zod';
import { sceneSchema } from '../../../../shared/studio/document/scene.ts';
import { maxScenes, maxSources, showSchema, type Show } from '../../../../shared/studio/document/show.ts';
import { sourceSchema } from '../../../../shared/studio/document/source.ts';
import { showStateSchema, type ShowState } from '../../../../shared/contract/show/show.ts';
import { keeping } from './keeping.ts';

const outline = showStateSchema.extend({
  show: showSchema.extend({
    sources: z.array(z.unknown()).max(maxSources),
    scenes: z.array(z.unknown()).min(1).max(maxScenes),
  }),
});

/** The state, with the known objects for all that is the same; null for what breaks the contract. */
export function readShowState(payload: unknown, known: Show | null): ShowState | null {
  const read = outline.safeParse(payload);
  if (!read.success) return null;
  const { show } = read.data;
  const sources = readList(show.sources, known?.sources ?? [], sourceSchema);
  const scenes = readList(show.scenes, known?.scenes ?? [], sceneSchema);
  if (sources === null || scenes === null) return null;
  return { ...read.data, show: keeping(known, { ...show, sources, scenes }) };
}

/** What was checked before and holds the same is not checked again. */
function readList<T extends { readonly id: string }>(
  list: readonly unknown[],
  known: readonly T[],
  schema: z.ZodType<T>,
): T[] | null {
  const knownOnes = new Set<unknown>(known);
  const read: T[] = [];
  for (const entry of keeping<readonly unknown[]>(known, list)) {
    const parsed = knownOnes.has(entry) ? null : schema.safeParse(entry);
    if (parsed?.success === false) return null;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one of the known ones, which have passed the schema
    read.push(parsed === null ? (entry as T) : parsed.data);
  }
  return read;
}
