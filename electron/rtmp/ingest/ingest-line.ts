/** The line to the built-in ingest, which a failure rehearsal can cut or limit: nothing is reset, bytes just don't come. */
import type { Socket } from 'node:net';

/** `limited` carries 1 Mb/s in all; `cut` carries nothing, and nobody is told. */
export type LineState = 'open' | 'limited' | 'cut';

/** What a limited line carries, bits a second. */
export const limitedBitsPerSecond = 1_000_000;

/** How often a limited line hands out its share, ms. */
const sliceMillis = 100;

const bytesPerSlice = (limitedBitsPerSecond / 8) * (sliceMillis / 1000);

/** Holds back the reading of all sockets of one ingest. */
export class IngestLine {
  readonly #sockets = new Set<Socket>();
  #state: LineState = 'open';
  /** Bytes read beyond what a limited line has carried so far. */
  #ahead = 0;
  #timer: NodeJS.Timeout | null = null;

  /** Takes charge of a socket whose reader listens already. */
  take(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', (bytes: Buffer) => this.#carry(bytes.length));
    if (this.#state === 'cut') socket.pause();
  }

  /** Cuts, limits or mends the line. */
  set(state: LineState): void {
    this.#state = state;
    this.#ahead = 0;
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = state === 'limited' ? setInterval(() => this.#slice(), sliceMillis) : null;
    this.#flow(state !== 'cut');
  }

  #carry(bytes: number): void {
    if (this.#state !== 'limited') return;
    this.#ahead += bytes;
    if (this.#ahead >= bytesPerSlice) this.#flow(false);
  }

  #slice(): void {
    this.#ahead = Math.max(0, this.#ahead - bytesPerSlice);
    if (this.#ahead < bytesPerSlice) this.#flow(true);
  }

  #flow(isOpen: boolean): void {
    for (const socket of this.#sockets) {
      if (isOpen) socket.resume();
      else socket.pause();
    }
  }
}
