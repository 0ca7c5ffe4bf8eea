/** A file that only grows, piece by piece: after a failed write it ends with the last whole piece. */
import type { FileHandle } from 'node:fs/promises';
import { createFile } from './folder.ts';

/** Buffers in one system call; Linux takes 1024. */
const mostBuffers = 512;

export class GrowingFile {
  readonly path: string;
  readonly #handle: FileHandle;
  #length = 0;

  private constructor(handle: FileHandle, path: string) {
    this.#handle = handle;
    this.path = path;
  }

  /** Throws the system's error. */
  static async create(folder: string, name: string, ending: string): Promise<GrowingFile> {
    const { handle, path } = await createFile(folder, name, ending);
    return new GrowingFile(handle, path);
  }

  /** Bytes of whole pieces. */
  get length(): number {
    return this.#length;
  }

  /** Appends one piece, given in parts; throws the system's error after taking back what was written of it. */
  async append(parts: readonly Uint8Array[]): Promise<void> {
    try {
      let position = this.#length;
      for (let first = 0; first < parts.length; first += mostBuffers) {
        // oxlint-disable-next-line no-await-in-loop -- in the order of the file
        position = await this.#write(parts.slice(first, first + mostBuffers), position);
      }
      this.#length = position;
    } catch (thrown) {
      await this.#handle.truncate(this.#length).catch(() => undefined);
      throw thrown;
    }
  }

  /** Resolves when everything is on the disk itself; throws the system's error. */
  async sync(): Promise<void> {
    await this.#handle.datasync();
  }

  /** Never throws: a drive that is gone can't be closed. */
  async close(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
  }

  /** A system call may take less than it was given: then the rest goes again. Returns where the next byte belongs. */
  async #write(parts: readonly Uint8Array[], from: number): Promise<number> {
    let left = parts.filter(({ length }) => length > 0);
    let position = from;
    while (left.length > 0) {
      // oxlint-disable-next-line no-await-in-loop -- in the order of the file
      const { bytesWritten } = await this.#handle.writev(left, position);
      if (bytesWritten === 0) throw Object.assign(new Error('nothing written'), { code: 'ENOSPC' });
      position += bytesWritten;
      left = without(left, bytesWritten);
    }
    return position;
  }
}

/** What remains of `parts` after their first `count` bytes. */
export function without(parts: readonly Uint8Array[], count: number): Uint8Array[] {
  const rest = [...parts];
  let left = count;
  while (rest[0] !== undefined && left >= rest[0].length) {
    left -= rest[0].length;
    rest.shift();
  }
  if (rest[0] !== undefined && left > 0) rest[0] = rest[0].subarray(left);
  return rest;
}
