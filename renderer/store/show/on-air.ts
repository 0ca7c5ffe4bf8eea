/** What the engine tells of sources and of the air: ages, sizes, the scenes on show and a transition's progress. */
import { create } from 'zustand';
import type { SourceReport } from '../../../shared/studio/scene/source-status.ts';

/** How a source stands, as the engine sees it. */
export type SourceNews = SourceReport;

/** What is on air this moment; `transition` is 0…1 while one runs. */
export type OnAir = { readonly programId: string; readonly previewId: string; readonly transition: number | null };

type OnAirStore = { readonly sources: Readonly<Record<string, SourceNews>>; readonly transition: number | null };

/** News by source. */
export const useOnAir = create<OnAirStore>()(() => ({ sources: {}, transition: null }));

/** Takes over news of one source. */
export function mirrorSource(news: SourceNews): void {
  useOnAir.setState(({ sources }) => ({ sources: { ...sources, [news.sourceId]: news } }));
}

/** Takes over what is on air. */
export function mirrorOnAir({ transition }: OnAir): void {
  useOnAir.setState({ transition });
}
