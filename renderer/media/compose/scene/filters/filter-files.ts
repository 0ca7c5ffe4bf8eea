/** The file of one filter, as it arrives: a colour table, or an image as a mask. */
import type { Micros } from '../../../../../shared/clock.ts';
import { fail, ok, type Reply } from '../../../../../shared/errors.ts';
import type { VideoFilter } from '../../../../../shared/studio/document/filters.ts';
import type { Input } from '../../../../../shared/studio/document/source.ts';
import { bakeCube, type BakedCube } from '../../pixels/colour/baked-cube.ts';
import type { ProgramColour } from '../../pixels/colour/colour-space.ts';
import { largestCube, readCube } from '../../pixels/colour/cube-file.ts';
import type { FilterFiles } from '../../pixels/filters/create-filter.ts';
import { Attempts } from '../../sources/still/attempts.ts';
import { fileFailure } from '../../sources/still/load-picture.ts';
import type { Producer, ProducerContext, ProducerState } from '../../sources/producer.ts';
import { inSlices } from './in-slices.ts';

const none: FilterFiles = { cube: null, mask: null };

export type FilterFileParts = {
  readonly createProducer: (input: Input, context: ProducerContext) => Producer | null;
  readonly context: ProducerContext;
  /** What a colour table is baked for. */
  readonly colour: ProgramColour;
};

/** Open as long as its filter has this path; a file that can't be had is tried again. */
export class FilterFile {
  readonly #parts: FilterFileParts;
  readonly #image: Producer | null;
  readonly #attempts = new Attempts();
  #files: FilterFiles = none;
  /** How often in a row it could not be had. */
  #failures = 0;
  /** Another number: other files than before. */
  version = 0;

  constructor(filter: VideoFilter, parts: FilterFileParts) {
    const { createProducer } = parts;
    const onState = (state: ProducerState): void => {
      this.#failures = state.state === 'failed' ? this.#failures + 1 : 0;
      // The first time main may only not have heard of the file yet.
      if (this.#failures !== 1) parts.context.onState(state);
    };
    const context = { ...parts.context, onState };
    this.#parts = { ...parts, context };
    this.#image = filter.kind === 'mask' ? createProducer({ kind: 'image', path: filter.path }, context) : null;
    if (filter.kind === 'lut') this.#attempts.begin((isCurrent) => this.#loadCube(isCurrent));
  }

  /** True once there is something to make the filter of. */
  get isReady(): boolean {
    return this.#files !== none;
  }

  /** Looks whether it has come; the files hold until the next call. */
  look(now: Micros): FilterFiles {
    const look = this.#image?.look(now) ?? null;
    if (look !== null && look.surface !== this.#files.mask) this.#keep({ cube: null, mask: look.surface });
    return this.#files;
  }

  close(): void {
    this.#attempts.end();
    this.#image?.close();
    // What nobody wants any more is no trouble.
    if (this.#failures > 1) this.#parts.context.onState({ state: 'ended' });
  }

  async #loadCube(isCurrent: () => boolean): Promise<boolean> {
    const { context, colour } = this.#parts;
    const text = await readText(context.fileUrl(0));
    if (!isCurrent()) return true;
    const cube = text.ok ? await baked(text.value, colour, isCurrent) : text;
    if (!isCurrent()) return true;
    if (!cube.ok) {
      context.onState({ state: 'failed', error: cube.error });
      return false;
    }
    this.#keep({ cube: cube.value, mask: null });
    context.onState({ state: 'running' });
    return true;
  }

  #keep(files: FilterFiles): void {
    this.#files = files;
    this.version += 1;
  }
}

/** The path of the filter's file; null for those that have none. */
export function pathOf(filter: VideoFilter): string | null {
  return filter.kind === 'lut' || filter.kind === 'mask' ? filter.path : null;
}

/** True for filters that can't be made before their file is there. */
export function needsFile(filter: VideoFilter): boolean {
  return pathOf(filter) !== null;
}

async function readText(url: string): Promise<Reply<string>> {
  const answer = await fetch(url).catch(() => null);
  if (answer === null || !answer.ok) return fileFailure(answer?.status ?? 404);
  if (Number(answer.headers.get('content-length') ?? 0) > largestCube) {
    return fail('source-file-unusable', { why: 'it is larger than 16 MB' });
  }
  const text = await answer.text().catch(() => null);
  return text === null ? fail('source-file-unusable', { why: 'it can’t be read' }) : ok(text);
}

/** Between the program's slots: a table of 65 points a side is much to read. */
async function baked(text: string, colour: ProgramColour, isCurrent: () => boolean): Promise<Reply<BakedCube>> {
  const cube = await inSlices(readCube(text), isCurrent);
  if (cube === null) return fail('source-file-unusable', { why: 'it is no colour table we know' });
  const made = await inSlices(bakeCube(cube, colour), isCurrent);
  return made === null ? fail('source-file-unusable', { why: 'it was not waited for' }) : ok(made);
}
