/** Decides when we owe the peer an Acknowledgement (RTMP 5.4.3); counts as uint32 on the wire only. */

/** Smaller windows are raised to this: a tiny one would make two peers acknowledge each other for ever. */
const minAckWindow = 32_768;

export class ReceiveWindow {
  #window: number;
  #received = 0;
  #acknowledged = 0;

  /** `window`: bytes between acknowledgements until the peer announces its own size. */
  constructor(window: number) {
    this.#window = Math.max(window, minAckWindow);
  }

  /** Bytes received so far, handshake included. */
  get received(): number {
    return this.#received;
  }

  /** The peer's Window Acknowledgement Size. */
  setWindow(window: number): void {
    this.#window = Math.max(window, minAckWindow);
  }

  /** Counts `count` bytes; the sequence number (modulo 2^32) to acknowledge now, or null while the window is open. */
  receive(count: number): number | null {
    this.#received += count;
    if (this.#received - this.#acknowledged < this.#window) return null;
    this.#acknowledged = this.#received;
    return this.#received % 0x1_0000_0000;
  }
}
