/** Which strips stand where: pinned ones first, then what is heard, then what rests; hidden ones apart. */
import type { Show } from '../../../../../shared/studio/document/show.ts';
import { hasPicture, type Source, type Strip } from '../../../../../shared/studio/document/source.ts';

/** A source with its strip; `resting` is not part of the scene on air. */
export type StripRow = {
  readonly id: string;
  readonly name: string;
  readonly strip: Strip;
  readonly resting: boolean;
};

/** Strips in the order of the mixer. */
export type StripRows = { readonly shown: readonly StripRow[]; readonly hidden: readonly StripRow[] };

/** Within each part the order is the show's. */
export function stripRows(show: Show): StripRows {
  const onAir = sourcesOnAir(show);
  const rows = show.sources.flatMap(({ id, name, input, strip }): StripRow[] =>
    strip === null ? [] : [{ id, name, strip, resting: hasPicture(input.kind) && !onAir.has(id) }],
  );
  const shown = rows.filter(({ strip }) => !strip.hidden);
  return {
    shown: [
      ...shown.filter(({ strip }) => strip.pinned),
      ...shown.filter(({ strip, resting }) => !strip.pinned && !resting),
      ...shown.filter(({ strip, resting }) => !strip.pinned && resting),
    ],
    hidden: rows.filter(({ strip }) => strip.hidden),
  };
}

/** Sources of the scene on air, also of scenes within it. */
function sourcesOnAir(show: Show): ReadonlySet<string> {
  const sources = new Map(show.sources.map((source): [string, Source] => [source.id, source]));
  const scenes = new Map(show.scenes.map((scene) => [scene.id, scene]));
  const seen = new Set<string>();
  const waiting = [show.stage.programId];
  for (const sceneId of waiting) {
    for (const { sourceId, visible } of scenes.get(sceneId)?.items ?? []) {
      if (!visible || seen.has(sourceId)) continue;
      seen.add(sourceId);
      const input = sources.get(sourceId)?.input;
      if (input?.kind === 'scene') waiting.push(input.sceneId);
    }
  }
  return seen;
}

/** True while a sound goes to no track and to nobody's ears. */
export function goesNowhere({ tracks, monitor }: Strip): boolean {
  return tracks === 0 && monitor === 'off';
}
