/** The beginning of a text file of the show, read again whenever the file was changed. */
import type { Millis } from '../../../../../shared/clock.ts';
import { studioError, type StudioError } from '../../../../../shared/errors.ts';
import { fileFailure } from '../file/read-file.ts';

/** What stands for {file} is at most this long. */
const maxFileBytes = 64 * 1024;

/** How often we look whether the file was changed. */
const lookMillis: Millis = 1_000;

/** Looks until it is closed, while it is switched on. */
export class TextFile {
  readonly #url: string;
  readonly #onChange: () => void;
  #text: string | null = null;
  #tag: string | null = null;
  #error: StudioError | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOn = true;
  #isClosed = false;

  constructor(url: string, onChange: () => void) {
    this.#url = url;
    this.#onChange = onChange;
    this.#look();
  }

  /** Null before it has been read, and while it can't be. */
  get text(): string | null {
    return this.#text;
  }

  get error(): StudioError | null {
    return this.#error;
  }

  setOn(isOn: boolean): void {
    if (isOn === this.#isOn) return;
    this.#isOn = isOn;
    clearTimeout(this.#timer);
    if (isOn) this.#look();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #look(): void {
    this.#read()
      .catch(() => this.#fail(studioError('source-file-unusable', { why: 'it can’t be read' })))
      .finally(() => {
        if (this.#isOn && !this.#isClosed) this.#timer = setTimeout(() => this.#look(), lookMillis);
      })
      .catch(reportError);
  }

  async #read(): Promise<void> {
    const headers = {
      range: `bytes=0-${maxFileBytes - 1}`,
      ...(this.#tag === null ? {} : { 'if-none-match': this.#tag }),
    };
    const response = await fetch(this.#url, { headers });
    if (this.#isClosed || response.status === 304) return;
    // An empty file has no first byte to ask for.
    const isEmpty = response.status === 416;
    if (!response.ok && !isEmpty) {
      this.#fail(fileFailure(response.status).error);
      return;
    }
    const bytes = isEmpty ? new ArrayBuffer(0) : await response.arrayBuffer();
    this.#tag = response.headers.get('etag');
    const text = decodeText(new Uint8Array(bytes).subarray(0, maxFileBytes));
    if (text === this.#text) return;
    this.#text = text;
    this.#error = null;
    this.#onChange();
  }

  #fail(error: StudioError): void {
    this.#tag = null;
    this.#text = null;
    if (this.#error?.code === error.code) return;
    this.#error = error;
    this.#onChange();
  }
}

/** UTF-8, or UTF-16 where the file says so; the line end at its end is not shown. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const isLittle = first === 0xff && second === 0xfe;
  const isBig = first === 0xfe && second === 0xff;
  const label = isLittle ? 'utf-16le' : isBig ? 'utf-16be' : 'utf-8';
  return new TextDecoder(label).decode(bytes).replace(/\r?\n$/u, '');
}
