/** What the engine tells of sources and of the air: ages, sizes, the scenes on show and a transition's progress. */
import { create } from 'zustand';
import type { CaptureState } from '../../../shared/contract/ipc.ts';
import type { StudioError } from '../../../shared/errors.ts';
import { filterKey, type FilterOwner } from '../../../shared/studio/document/files.ts';
import type { VideoFilter } from '../../../shared/studio/document/filters.ts';
import type { Source } from '../../../shared/studio/document/source.ts';
import type { SourceReport } from '../../../shared/studio/scene/source-status.ts';

/** How a source stands, as the engine sees it. */
export type SourceNews = SourceReport;

/** What is on air this moment; `transition` is 0…1 while one runs. */
export type OnAir = { readonly programId: string; readonly previewId: string; readonly transition: number | null };

type OnAirStore = {
  readonly sources: Readonly<Record<string, SourceNews>>;
  /** What each side said last of a source, by source. */
  readonly conditions: Readonly<Record<string, SourceCondition>>;
  /** Why a source can't be had, by source. */
  readonly errors: Readonly<Record<string, StudioError>>;
  readonly transition: number | null;
  /** Viewers see the holding picture because the user wants it. */
  readonly holding: boolean;
};

/** News by source. */
export const useOnAir = create<OnAirStore>()(() => ({
  sources: {},
  conditions: {},
  errors: {},
  transition: null,
  holding: false,
}));

/** Takes over news of one source. */
export function mirrorSource(news: SourceNews): void {
  useOnAir.setState(({ sources }) => ({ sources: { ...sources, [news.sourceId]: news } }));
}

/** Forgets all sources but these, which are those of the show. */
export function keepSources(kept: readonly Pick<Source, 'id'>[]): void {
  const { sources, conditions, errors } = useOnAir.getState();
  const ids = new Set(kept.map(({ id }) => id));
  const gone = [...Object.keys(sources), ...Object.keys(conditions)].filter((key) => isSourceKey(key) && !ids.has(key));
  if (gone.length === 0) return;
  const without = <Value>(all: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
    Object.fromEntries(Object.entries(all).filter(([key]) => !gone.includes(key)));
  useOnAir.setState({ sources: without(sources), conditions: without(conditions), errors: without(errors) });
}

/** Files of filters are told under keys of their own, and end by themselves. */
function isSourceKey(key: string): boolean {
  return !key.includes('/');
}

/** News of a source: as a device, or as what makes its pictures. Null: of that side there is nothing new. */
export type SourceCondition = {
  readonly sourceId: string;
  readonly device: CaptureState | null;
  readonly producer:
    | { readonly state: 'failed'; readonly error: StudioError }
    | { readonly state: 'opening' | 'running' | 'ended' }
    | null;
};

/**
 * Takes over what is wrong with a source, or that it is well again. A device that failed leaves its producer waiting, so
 * each side stands until that side says otherwise; the device's reason comes first.
 */
export function mirrorCondition(news: SourceCondition): void {
  const { sourceId } = news;
  useOnAir.setState(({ conditions, errors }) => {
    const before = conditions[sourceId];
    const device = news.device ?? before?.device ?? null;
    const producer = news.producer ?? before?.producer ?? null;
    const { [sourceId]: _before, ...others } = errors;
    const failed = [device, producer].find((side) => side?.state === 'failed');
    return {
      conditions: { ...conditions, [sourceId]: { sourceId, device, producer } },
      errors: failed?.state === 'failed' ? { ...others, [sourceId]: failed.error } : others,
    };
  });
}

/** A picture this old has given way to what stands in for it, ms. */
const goneMillis = 700;

/** What a source's row tells in words of its own; null: what the error says, or nothing. */
export function toldOf(
  { input }: Pick<Source, 'input'>,
  news: SourceNews | undefined,
  error: StudioError | undefined,
): 'late' | 'frozen' | 'missing' | null {
  // A camera that has a name is missed by it: others may be there.
  const isMissed = error?.code === 'camera-missing' && input.kind === 'camera' && input.label !== '';
  if (error !== undefined) return isMissed ? 'missing' : null;
  if (news === undefined || news.state === 'fresh') return null;
  return news.state === 'late' && (news.ageMillis ?? 0) < goneMillis ? null : news.state;
}

/** The filter among these whose file can't be had; null when all have theirs. */
export function filterInTrouble(
  errors: OnAirStore['errors'],
  owner: FilterOwner,
  filters: readonly VideoFilter[],
): VideoFilter | null {
  return filters.find(({ id }) => errors[filterKey({ ...owner, filterId: id })] !== undefined) ?? null;
}

/** Takes over what is on air. */
export function mirrorOnAir({ transition }: OnAir): void {
  useOnAir.setState({ transition });
}

/** The holding picture instead of the programme, or the programme again. */
export function mirrorHolding(holding: boolean): void {
  useOnAir.setState({ holding });
}
