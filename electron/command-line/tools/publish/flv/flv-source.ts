/** An FLV file as tags without copying it: bodies are views of the pages read; only a tag across two pages is put together. */
import { open } from 'node:fs';
import { promisify } from 'node:util';
import { fail, ok, studioError, type Reply, type StudioError } from '../../../../../shared/errors.ts';
import { FlvReader, type FlvTag } from '../../../../../shared/flv/flv-file.ts';
import { TimestampUnwrapper } from '../../../../../shared/media/timestamps.ts';
import { tagTrait, tagTraits } from '../../../../../shared/flv/tag.ts';
import type { EnhancedWish } from '../../../../../shared/rtmp/client/publish-commands.ts';
import { PageReader } from '../../files/page-reader.ts';
import { reasonOf } from '../../files/reasons.ts';
import { liveMetadata } from './flv-metadata.ts';
import { enhancedWishFor, tracksIn, type TrackCodec } from '../enhanced-wish.ts';
import type { SourceStep, SourceTag, TagSource } from '../tag-source.ts';

/** Types of tags (FLV 10.1, E.4.1). */
const tagType = { audio: 8, video: 9, data: 18 } as const;

/** Tags at the front that are asked for their codecs. */
const studiedTags = 100;

/** Opens `path`; `file-unreadable` when it holds no sound or picture. */
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
  enhanced: EnhancedWish | null = null;
  readonly #path: string;
  readonly #pages: PageReader;
  #reader = new FlvReader();
  #page: Uint8Array = new Uint8Array(0);
  /** Files begin just before 0, which is stored as just before 2^32, or are a cut out of a long stream. */
  #times = new TimestampUnwrapper();
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
      if (step === 'end') return this.#damage('it holds no sound or picture');
      this.#first = step;
      this.enhanced = enhancedWishFor(tracksOn(this.#page));
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
      const tag = this.#reader.next();
      if (tag === null) {
        const step = this.#turnPage();
        if (step !== null) return step;
        continue;
      }
      const found = this.#sourceTag(tag);
      if (found !== null) return found;
    }
  }

  rewind(): void {
    this.#isFirstRound = false;
    this.#reader = new FlvReader();
    this.#times = new TimestampUnwrapper();
    this.#pages.rewind();
  }

  close(): void {
    this.#pages.close();
  }

  /** Takes the next page; what the caller shall be told instead, or null. */
  #turnPage(): 'wait' | 'end' | 'failed' | null {
    if (this.#reader.isAlien) {
      this.#error = this.#damage('its FLV header is damaged');
      return 'failed';
    }
    const page = this.#pages.next();
    if (page === 'failed') this.#error = this.#damage(reasonOf(this.#pages.error));
    if (typeof page === 'string') return page;
    this.#page = page;
    this.#reader.push(page);
    return null;
  }

  /** Null for data, for what is empty, and on later rounds for headers. */
  #sourceTag({ type, timestamp, body }: FlvTag): SourceTag | null {
    if (type === tagType.data && this.metadata === null) this.metadata = liveMetadata(body);
    if ((type !== tagType.audio && type !== tagType.video) || body.length === 0) return null;
    const track = type === tagType.audio ? 'audio' : 'video';
    if (!this.#isFirstRound && (tagTraits(track, body) & tagTrait.header) !== 0) return null;
    return { track, timestamp: this.#times.unwrap(timestamp), body };
  }

  #damage(why: string): StudioError {
    return studioError('file-unreadable', { file: this.#path, why });
  }
}

/** The tracks whose headers or frames stand among the first tags of a file. */
function tracksOn(page: Uint8Array): readonly TrackCodec[] {
  const reader = new FlvReader();
  reader.push(page);
  const tracks: TrackCodec[] = [];
  for (let count = 0; count < studiedTags; count += 1) {
    const tag = reader.next();
    if (tag === null) break;
    if (tag.type === tagType.video) tracks.push(...tracksIn('video', tag.body));
    if (tag.type === tagType.audio) tracks.push(...tracksIn('audio', tag.body));
  }
  return tracks;
}
