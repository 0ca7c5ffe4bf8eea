/** Commands on sources and their mixer strips. */
import { ok } from '../../../errors.ts';
import type { AudioFilter } from '../../document/filters.ts';
import { createItem } from '../../document/scene.ts';
import type { Show } from '../../document/show.ts';
import type { Source } from '../../document/source.ts';
import { wholeCanvas } from '../../geometry/fitting.ts';
import type { CommandMap } from '../commands.ts';
import { editScene, editSource, fitForKind, refuse, tidied, type Step } from './parts.ts';

type Of<Name extends keyof CommandMap> = Step<CommandMap[Name]>;

/** The show with one more source; a second main microphone becomes an ordinary one. */
export function withSource(show: Show, source: Source): Show {
  const fit = fitForKind(source);
  const hasMain = show.sources.some(({ strip }) => strip?.isMainMicrophone);
  return { ...show, sources: [...show.sources, hasMain ? asOrdinary(fit) : fit] };
}

export const addSource: Of<'source.add'> = (show, { source, place }) => {
  const added = withSource(show, source);
  if (place === null) return ok(added);
  const transform = place.transform ?? wholeCanvas(show.canvas);
  const item = createItem({ id: place.itemId, sourceId: source.id, transform });
  return editScene(added, place.sceneId, (scene) => ok({ ...scene, items: [...scene.items, item] }));
};

export const renameSource: Of<'source.rename'> = (show, { sourceId, to }) =>
  editSource(show, sourceId, (source) => ok({ ...source, name: to }));

export const setInput: Of<'source.input'> = (show, { sourceId, input }) => {
  const edited = editSource(show, sourceId, (source) => ok(fitForKind({ ...source, input })));
  if (!edited.ok) return edited;
  const isSilent = edited.value.sources.some(({ id, strip }) => id === sourceId && strip === null);
  return ok(isSilent ? withoutSidechains(edited.value, new Set([sourceId])) : edited.value);
};

export const setFallback: Of<'source.fallback'> = (show, { sourceId, fallbackId }) =>
  editSource(show, sourceId, (source) => ok({ ...source, fallbackId }));

export const removeSource: Of<'source.remove'> = (show, { sourceId }) => {
  if (!show.sources.some(({ id }) => id === sourceId)) return refuse('source-missing');
  return ok(withoutSources(show, new Set([sourceId])));
};

export const setStrip: Of<'strip.set'> = (show, { sourceId, patch }) => {
  const edited = editSource(show, sourceId, (source) =>
    source.strip === null ? refuse('sound-missing') : ok({ ...source, strip: { ...source.strip, ...patch } }),
  );
  if (!edited.ok || patch.isMainMicrophone !== true) return edited;
  const sources = edited.value.sources.map((source) => (source.id === sourceId ? source : asOrdinary(source)));
  return ok({ ...edited.value, sources });
};

/** Not the main microphone any more. */
function asOrdinary(source: Source): Source {
  if (source.strip?.isMainMicrophone !== true) return source;
  return { ...source, strip: { ...source.strip, isMainMicrophone: false } };
}

/** The show without some sources, their places, and what leads to them. */
export function withoutSources(show: Show, gone: ReadonlySet<string>): Show {
  if (gone.size === 0) return show;
  const sources = show.sources.filter(({ id }) => !gone.has(id)).map((source) => withoutFallback(source, gone));
  const scenes = show.scenes.map((scene) => {
    const items = scene.items.filter(({ sourceId }) => !gone.has(sourceId));
    return items.length === scene.items.length ? scene : tidied({ ...scene, items });
  });
  return withoutSidechains({ ...show, sources, scenes }, gone);
}

function withoutFallback(source: Source, gone: ReadonlySet<string>): Source {
  return source.fallbackId !== null && gone.has(source.fallbackId) ? { ...source, fallbackId: null } : source;
}

/** The show with no sound pushed down by one of these. */
function withoutSidechains(show: Show, gone: ReadonlySet<string>): Show {
  const isPushed = (filter: AudioFilter) =>
    filter.kind === 'compressor' && filter.sidechainId !== null && gone.has(filter.sidechainId);
  const sources = show.sources.map((source) => {
    if (source.strip === null || !source.strip.filters.some(isPushed)) return source;
    const filters = source.strip.filters.map((filter) =>
      isPushed(filter) ? { ...filter, sidechainId: null } : filter,
    );
    return { ...source, strip: { ...source.strip, filters } };
  });
  return { ...show, sources };
}
