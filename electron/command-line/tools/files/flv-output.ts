/** Tags as they come, appended to an FLV file or to standard output; what was written stays whole when we are killed. */
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import type { Millis } from '../../../../shared/clock.ts';
import { writeFlvHeader } from '../../../../shared/flv/flv-file.ts';
import { ByteWriter } from '../../../../shared/wire/byte-writer.ts';

/** Bytes that may wait for the disk or the next program before the sender has to. */
const highWater = 4 * 1024 * 1024;

/** Types of tags (FLV 10.1, E.4.1). */
const tagType = { audio: 8, video: 9, data: 18 } as const;

/** AMF0 string `@setDataFrame`: an order to servers that does not belong into files. */
const setDataFrame = Buffer.from('\u0002\u0000\u000d@setDataFrame', 'latin1');

export type OutputListener = {
  /** There is room again. */
  readonly onDrain: () => void;
  readonly onFailed: (thrown: Error) => void;
};

/** Counts of what was written. */
export type OutputFigures = {
  readonly bytes: number;
  readonly videoTags: number;
  readonly audioTags: number;
  /** From the first to the last timestamp, in ms. */
  readonly mediaMillis: Millis;
};

export class FlvOutput {
  readonly #stream: Writable;
  readonly #isShared: boolean;
  #bytes = 0;
  #video = 0;
  #audio = 0;
  #first: Millis | null = null;
  #last: Millis = 0;
  #isCorked = false;
  #hasFailed = false;

  /** `-` means standard output. `flags`: `w` replaces a file, `wx` refuses to. */
  constructor(path: string, flags: 'w' | 'wx', listener: OutputListener) {
    this.#isShared = path === '-';
    this.#stream = this.#isShared ? process.stdout : createWriteStream(path, { flags });
    this.#stream.on('drain', () => listener.onDrain());
    this.#stream.on('error', (error) => {
      this.#hasFailed = true;
      listener.onFailed(error);
    });
    this.#put(writeFlvHeader({ audio: true, video: true }));
  }

  /** True while the sender should pause; `onDrain` tells the end of it. */
  get isFull(): boolean {
    return this.#stream.writableLength >= highWater;
  }

  /** Bytes on their way to the file. */
  get waiting(): number {
    return this.#stream.writableLength;
  }

  /** Appends one tag; `body` must not change any more. */
  writeTag(track: 'video' | 'audio', timestamp: Millis, body: Uint8Array): void {
    if (track === 'video') this.#video += 1;
    else this.#audio += 1;
    this.#first ??= timestamp;
    if (timestamp > this.#last) this.#last = timestamp;
    this.#append(tagType[track], timestamp, body);
  }

  /** Appends a data message such as onMetaData. */
  writeData(body: Uint8Array): void {
    const isOrder = setDataFrame.equals(body.subarray(0, setDataFrame.length));
    this.#append(tagType.data, this.#last, isOrder ? body.subarray(setDataFrame.length) : body);
  }

  /** Resolves when everything is with the system. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#hasFailed) {
        resolve();
        return;
      }
      this.#stream.once('error', () => resolve());
      if (this.#isShared) this.#stream.write('', () => resolve());
      else this.#stream.end(() => resolve());
    });
  }

  figures(): OutputFigures {
    const mediaMillis = this.#first === null ? 0 : Math.max(this.#last - this.#first, 0);
    return { bytes: this.#bytes, videoTags: this.#video, audioTags: this.#audio, mediaMillis };
  }

  #append(type: number, timestamp: Millis, body: Uint8Array): void {
    const header = new ByteWriter(11).u8(type).u24(body.length);
    const time = Math.max(timestamp, 0);
    header.u24(time & 0xff_ffff).u8((time >>> 24) & 0xff);
    this.#put(header.u24(0).finish());
    this.#put(body);
    this.#put(new ByteWriter(4).u32(11 + body.length).finish());
  }

  #put(bytes: Uint8Array): void {
    if (this.#hasFailed) return;
    this.#bytes += bytes.length;
    // One system call for what one read from the network brought.
    if (!this.#isCorked) {
      this.#isCorked = true;
      this.#stream.cork();
      process.nextTick(() => {
        this.#isCorked = false;
        this.#stream.uncork();
      });
    }
    this.#stream.write(bytes);
  }
}
