/** An FLV file as tags without copying it: bodies are views of the pages read; only a tag across two pages is put together. */
import { open } from 'node:fs';
import { promisify } from 'node:util';
import { fail, ok, studioError, type Reply, type StudioError } from '../../../../shared/errors.ts';
import { tagTrait, tagTraits } from '../../../../shared/flv/tag.ts';
import { PageReader } from '../files/page-reader.ts';
import { reasonOf } from '../files/reasons.ts';
import { liveMetadata } from './flv-metadata.ts';
import type { SourceStep, SourceTag, TagSource } from './tag-source.ts';

/** Bytes of the file's header with the zero back pointer, of a tag's header, and of the back pointer after its body. */
const fileHeaderLength = 13;
const tagHeaderLength = 11;
const backPointerLength = 4;

/** Types of tags (FLV 10.1, E.4.1). */
const tagType = { audio: 8, video: 9, data: 18 } as const;

/** Opens `path`; `file-unreadable` when it holds no tag. */
export async function openFlv(path: string): Promise<Reply<TagSource>> {
  try {
    const source = new FlvSource(path, await promisify(open)(path, 'r'));
    const error = await source.begin();
    if (error === null) return ok(source);
    source.close();
    return { ok: false, error };
  } catch (thrown) {
    return fail('file-unreadable', { file: path, why: reasonOf(thrown) });
  }
}

class FlvSource implements TagSource {
  metadata: Uint8Array | null = null;
  readonly #path: string;
  readonly #pages: PageReader;
  #page: Uint8Array = new Uint8Array(0);
  #at = 0;
  /** Bytes of a tag, or of the file's header, that began on an earlier page. */
  #rest: Uint8Array = new Uint8Array(64 * 1024);
  #restLength = 0;
  #isHeaderRead = false;
  #isFirstRound = true;
  /** The first tag with sound or picture, read by `begin`. */
  #first: SourceTag | null = null;
  #error: StudioError | null = null;

  constructor(path: string, file: number) {
    this.#path = path;
    this.#pages = new PageReader(file);
  }

  get error(): StudioError | null {
    return this.#error;
  }

  set onReady(act: () => void) {
    this.#pages.onReady = act;
  }

  /** Reads up to the first tag with sound or picture, and onMetaData before it; null when all is well. */
  async begin(): Promise<StudioError | null> {
    for (;;) {
      const step = this.next();
      if (step === 'wait') {
        // oxlint-disable-next-line no-await-in-loop -- there is nothing to read before this page is there
        await new Promise<void>((resolve) => {
          this.onReady = resolve;
        });
        continue;
      }
      if (step === 'failed') return this.#error;
      if (step === 'end')
        return studioError('file-unreadable', { file: this.#path, why: 'it holds no sound or picture' });
      this.#first = step;
      return null;
    }
  }

  next(): SourceStep {
    const first = this.#first;
    if (first !== null) {
      this.#first = null;
      return first;
    }
    for (;;) {
      const unit = this.#nextUnit();
      if (typeof unit === 'string') return unit;
      const tag = this.#tagOf(unit);
      if (tag !== null) return tag;
    }
  }

  rewind(): void {
    this.#isFirstRound = false;
    this.#isHeaderRead = false;
    this.#restLength = 0;
    this.#page = new Uint8Array(0);
    this.#at = 0;
    this.#pages.rewind();
  }

  close(): void {
    this.#pages.close();
  }

  /** The bytes of a tag's header and body; the back pointer is passed over, not trusted. */
  #nextUnit(): Uint8Array | Exclude<SourceStep, SourceTag> {
    for (;;) {
      const page = this.#page;
      const at = this.#at;
      const left = page.length - at;
      if (this.#restLength === 0 && this.#isHeaderRead && left >= tagHeaderLength) {
        const length = tagHeaderLength + u24(page, at + 1);
        if (left >= length + backPointerLength) {
          this.#at = at + length + backPointerLength;
          return page.subarray(at, at + length);
        }
      }
      const unit = left > 0 ? this.#collect() : null;
      if (unit !== null) return unit;
      if (this.#error !== null) return 'failed';
      const step = this.#at < this.#page.length ? null : this.#turn();
      if (step !== null) return step;
    }
  }

  /** Moves bytes of the page to those kept from before, as far as the unit that they begin reaches. */
  #collect(): Uint8Array | null {
    const wanted = this.#wanted();
    const count = Math.min(wanted - this.#restLength, this.#page.length - this.#at);
    this.#makeRoom(wanted);
    this.#rest.set(this.#page.subarray(this.#at, this.#at + count), this.#restLength);
    this.#at += count;
    this.#restLength += count;
    if (this.#restLength < wanted || this.#restLength === tagHeaderLength) return null;
    this.#restLength = 0;
    if (this.#isHeaderRead) return this.#rest.subarray(0, wanted - backPointerLength);
    this.#readFileHeader();
    return null;
  }

  /** How many bytes belong together: first a header, which then tells the length. */
  #wanted(): number {
    if (!this.#isHeaderRead) return fileHeaderLength;
    if (this.#restLength < tagHeaderLength) return tagHeaderLength;
    return tagHeaderLength + u24(this.#rest, 1) + backPointerLength;
  }

  #makeRoom(length: number): void {
    if (this.#rest.length >= length) return;
    const larger = new Uint8Array(length);
    larger.set(this.#rest.subarray(0, this.#restLength));
    this.#rest = larger;
  }

  #readFileHeader(): void {
    const isFlv = u24(this.#rest, 0) === 0x464c56;
    // Nobody writes longer headers; skipping one would still begin with these bytes.
    const length = this.#rest[8];
    if (isFlv && length === fileHeaderLength - backPointerLength) this.#isHeaderRead = true;
    else this.#error = studioError('file-unreadable', { file: this.#path, why: 'its FLV header is damaged' });
  }

  /** Takes the next page; what the caller shall be told instead, or null. */
  #turn(): Exclude<SourceStep, SourceTag> | null {
    const page = this.#pages.next();
    if (page === 'failed') {
      this.#error = studioError('file-unreadable', { file: this.#path, why: reasonOf(this.#pages.error) });
      return 'failed';
    }
    if (typeof page === 'string') return page;
    this.#page = page;
    this.#at = 0;
    return null;
  }

  /** Null for data, for what is empty, and on later rounds for headers. */
  #tagOf(unit: Uint8Array): SourceTag | null {
    const type = (unit[0] ?? 0) & 0x1f;
    const body = unit.subarray(tagHeaderLength);
    if (type === tagType.data && this.metadata === null) this.metadata = liveMetadata(body);
    if ((type !== tagType.audio && type !== tagType.video) || body.length === 0) return null;
    const track = type === tagType.audio ? 'audio' : 'video';
    if (!this.#isFirstRound && (tagTraits(track, body) & tagTrait.header) !== 0) return null;
    const timestamp = (unit[7] ?? 0) * 0x100_0000 + u24(unit, 4);
    return { track, timestamp, body };
  }
}

function u24(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
}
