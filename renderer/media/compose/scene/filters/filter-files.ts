/** The files of one filter, as they arrive: a colour table, or an image as a mask. */
import type { VideoFilter } from '../../../../../shared/studio/document/filters.ts';
import type { Micros } from '../../../../../shared/clock.ts';
import type { Input } from '../../../../../shared/studio/document/source.ts';
import { parseCube, type Cube } from '../../pixels/colour/cube-file.ts';
import type { FilterFiles } from '../../pixels/filters/create-filter.ts';
import type { Producer, ProducerContext } from '../../sources/producer.ts';

/** A colour table of 65 points a side takes 8 MB. */
const mostBytes = 16 * 1_048_576;

const none: FilterFiles = { cube: null, mask: null };

export type FilterFileParts = {
  readonly createProducer: (input: Input, context: ProducerContext) => Producer | null;
  readonly context: ProducerContext;
  readonly onFault: (error: unknown) => void;
};

/** Open as long as its filter. */
export class FilterFile {
  readonly #image: Producer | null;
  #files: FilterFiles = none;
  /** Another number: other files than before. */
  version = 0;

  constructor(filter: VideoFilter, { createProducer, context, onFault }: FilterFileParts) {
    this.#image = filter.kind === 'mask' ? createProducer({ kind: 'image', path: filter.path }, context) : null;
    if (filter.kind === 'lut') this.#loadCube(context.fileUrl(0)).catch(onFault);
  }

  /** Looks whether it has come; the files hold until the next call. */
  look(now: Micros): FilterFiles {
    const look = this.#image?.look(now) ?? null;
    if (look !== null && look.surface !== this.#files.mask) this.#keep({ cube: null, mask: look.surface });
    return this.#files;
  }

  close(): void {
    this.#image?.close();
  }

  async #loadCube(url: string): Promise<void> {
    const answer = await fetch(url);
    const cube: Cube | null = answer.ok ? parseCube((await answer.text()).slice(0, mostBytes)) : null;
    if (cube !== null) this.#keep({ cube, mask: null });
  }

  #keep(files: FilterFiles): void {
    this.#files = files;
    this.version += 1;
  }
}
