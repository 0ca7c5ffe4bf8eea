/** A fault of one source or of its filters, by the name that the user gave it. */
import type { FilterOwner } from '../../../../../shared/studio/document/files.ts';
import type { ShowIndex } from '../../../../../shared/studio/scene/show-index.ts';

/** What was thrown is its cause. */
export class SourceFault extends Error {
  override readonly name = 'SourceFault';
  readonly sourceName: string;

  constructor(sourceName: string, cause: unknown) {
    super(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause), { cause });
    this.sourceName = sourceName;
  }
}

/** A fault of filters, by the source whose picture they change. */
export function faultOfFilters(index: ShowIndex | null, { of, id }: FilterOwner, error: unknown): SourceFault {
  const items = of === 'source' ? [] : (index?.show.scenes ?? []).flatMap((scene) => scene.items);
  const sourceId = of === 'source' ? id : items.find((item) => item.id === id)?.sourceId;
  return new SourceFault(index?.sources.get(sourceId ?? '')?.name ?? '', error);
}
