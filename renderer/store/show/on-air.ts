/** What the engine tells of sources and of the air: ages, sizes, the scenes on show and a transition's progress. */
import { create } from 'zustand';
import type { CaptureState } from '../../../shared/contract/ipc.ts';
import type { StudioError } from '../../../shared/errors.ts';
import type { SourceReport } from '../../../shared/studio/scene/source-status.ts';

/** How a source stands, as the engine sees it. */
export type SourceNews = SourceReport;

/** What is on air this moment; `transition` is 0…1 while one runs. */
export type OnAir = { readonly programId: string; readonly previewId: string; readonly transition: number | null };

type OnAirStore = {
  readonly sources: Readonly<Record<string, SourceNews>>;
  /** Why a source can't be had, by source. */
  readonly errors: Readonly<Record<string, StudioError>>;
  readonly transition: number | null;
  /** Viewers see the holding picture because the user wants it. */
  readonly holding: boolean;
};

/** News by source. */
export const useOnAir = create<OnAirStore>()(() => ({ sources: {}, errors: {}, transition: null, holding: false }));

/** Takes over news of one source. */
export function mirrorSource(news: SourceNews): void {
  useOnAir.setState(({ sources }) => ({ sources: { ...sources, [news.sourceId]: news } }));
}

/** What is known of a source: as a device, or as what makes its pictures. */
export type SourceCondition = {
  readonly sourceId: string;
  readonly device: CaptureState | null;
  readonly producer:
    | { readonly state: 'failed'; readonly error: StudioError }
    | { readonly state: 'opening' | 'running' | 'ended' }
    | null;
};

/** Takes over what is wrong with a source, or that it is well again. */
export function mirrorCondition({ sourceId, device, producer }: SourceCondition): void {
  useOnAir.setState(({ errors }) => {
    const { [sourceId]: _before, ...others } = errors;
    const failed = [device, producer].find((each) => each?.state === 'failed');
    return { errors: failed?.state === 'failed' ? { ...others, [sourceId]: failed.error } : others };
  });
}

/** Takes over what is on air. */
export function mirrorOnAir({ transition }: OnAir): void {
  useOnAir.setState({ transition });
}

/** The holding picture instead of the programme, or the programme again. */
export function mirrorHolding(holding: boolean): void {
  useOnAir.setState({ holding });
}
