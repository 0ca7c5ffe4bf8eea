/** The file of one filter, as it arrives: a colour table, or an image as a mask. */
import type { Micros } from '../../../../../shared/clock.ts';
import { fail, ok, type Reply, type StudioError } from '../../../../../shared/errors.ts';
import type { VideoFilter } from '../../../../../shared/studio/document/filters.ts';
import type { Input } from '../../../../../shared/studio/document/source.ts';
import { bakeCube, type BakedCube } from '../../pixels/colour/baked-cube.ts';
import type { ProgramColour } from '../../pixels/colour/colour-space.ts';
import { largestCubeMebibytes, readCube } from '../../pixels/colour/cube-file.ts';
import type { FilterFiles } from '../../pixels/filters/create-filter.ts';
import { Attempts } from '../../sources/still/attempts.ts';
import { FileWatch } from '../../sources/file/file-watch.ts';
import { readShowFile } from '../../sources/file/read-file.ts';
import type { Producer, ProducerContext, ProducerState } from '../../sources/producer.ts';
import { inSlices } from './in-slices.ts';

const none: FilterFiles = { cube: null, mask: null };

export type FilterFileParts = {
  readonly createProducer: (input: Input, context: ProducerContext) => Producer | null;
  readonly context: ProducerContext;
  /** What a colour table is baked for. */
  readonly colour: ProgramColour;
};

/** Open as long as its filter has this path; a file that can't be had is tried again, one that has changed is read again. */
export class FilterFile {
  readonly #parts: FilterFileParts;
  readonly #image: Producer | null;
  readonly #attempts = new Attempts();
  readonly #watch = new FileWatch(() => this.#load());
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
    if (filter.kind === 'lut') this.#load();
  }

  /** While it is on, and as soon as it is on again, we look whether the file has changed; it is off at first. */
  setOn(isOn: boolean): void {
    this.#watch.setOn(isOn);
    this.#image?.setShown(isOn);
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
    this.#watch.end();
    this.#image?.close();
    // What nobody wants any more is no trouble.
    if (this.#failures > 1) this.#parts.context.onState({ state: 'ended' });
  }

  #load(): void {
    const url = this.#parts.context.fileUrl(0);
    this.#attempts.begin(async (isCurrent) => {
      const file = await readShowFile(url, largestCubeMebibytes);
      const text = file.ok && isCurrent() ? new TextDecoder().decode(file.value.bytes) : '';
      const cube = file.ok ? await baked(text, this.#parts.colour, isCurrent) : file;
      if (!isCurrent()) return true;
      if (cube.ok) this.#keep({ cube: cube.value, mask: null });
      else if (!this.isReady) return this.#fail(cube.error);
      // What was there stays in use while something else is written in its place.
      this.#watch.follow(url, file.ok ? file.value.tag : null);
      this.#parts.context.onState({ state: 'running' });
      return true;
    });
  }

  #fail(error: StudioError): false {
    this.#parts.context.onState({ state: 'failed', error });
    return false;
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

/** Between the program's slots: a table of 65 points a side is much to read. */
async function baked(text: string, colour: ProgramColour, isCurrent: () => boolean): Promise<Reply<BakedCube>> {
  const cube = await inSlices(readCube(text), isCurrent);
  if (cube === null) return fail('source-file-unusable', { why: 'it is no colour table we know' });
  const made = await inSlices(bakeCube(cube, colour), isCurrent);
  return made === null ? fail('source-file-unusable', { why: 'it was not waited for' }) : ok(made);
}
