/** Notes which source of the scene on air stopped giving a picture, and what viewers see in its place. */
import { maxSources, type Show } from '../../../shared/studio/document/show.ts';
import { indexShow } from '../../../shared/studio/scene/show-index.ts';
import { seenSources, standInsOf } from '../../../shared/studio/scene/plan/seen.ts';
import { livesOnFeed, type SourceState } from '../../../shared/studio/scene/source-status.ts';
import { say } from '../../../shared/wire/tongue.ts';

export type LossNotesOptions = {
  /** The open show; null while none is. */
  readonly show: () => Show | null;
  /** One sentence for graph, flight recorder and report. */
  readonly note: (text: string) => void;
};

/** From one source that was well to the same one when it is well again, a loss is noted once. */
export class LossNotes {
  readonly #options: LossNotesOptions;
  readonly #well = new Set<string>();

  constructor(options: LossNotesOptions) {
    this.#options = options;
  }

  /** The page's word on a source. */
  take(sourceId: string, state: SourceState): void {
    if (state === 'fresh') {
      if (this.#well.size >= maxSources) this.#well.clear();
      this.#well.add(sourceId);
      return;
    }
    const show = this.#options.show();
    if (!this.#well.delete(sourceId) || show === null) return;
    const text = lossIn(show, sourceId);
    if (text !== null) this.#options.note(text);
  }
}

/** Null where viewers see no difference. */
function lossIn(show: Show, sourceId: string): string | null {
  const index = indexShow(show);
  const source = index.sources.get(sourceId);
  if (source === undefined || !livesOnFeed(source.input.kind)) return null;
  if (!seenSources(index, show.stage.programId).includes(sourceId)) return null;
  const instead = index.sources.get(standInsOf(index, sourceId)[0] ?? '')?.name;
  return instead === undefined
    ? say`“${source.name}” gives no picture. Viewers see the holding picture in its place.`
    : say`“${source.name}” gives no picture. Viewers see “${instead}” in its place.`;
}
