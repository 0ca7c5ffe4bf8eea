/** What every connection of ours does with its socket: one alarm, one system call per batch, one way to cut it. */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Millis } from '../../../shared/clock.ts';

/** One timer for the machine's next deadline; setting it replaces it. */
export class Alarm {
  #timer: NodeJS.Timeout | null = null;

  /** Calls `act` at `deadline` (ms, on the clock of `now`); null only clears. */
  set(deadline: Millis | null, now: Millis, act: () => void): void {
    this.clear();
    if (deadline !== null) this.#timer = setTimeout(act, Math.max(1, deadline - now));
  }

  clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** RST rather than FIN, where the socket allows it: a service then keeps the session open for the reconnect. */
export function cutSocket(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

/** One system call for all pieces; media is not copied. `onSent` gets the count of bytes once nobody reads them any more. */
export function writeCorked(
  socket: Socket,
  pieces: readonly Uint8Array[],
  onSent: ((count: number) => void) | null = null,
): void {
  const last = pieces.length - 1;
  const [first] = pieces;
  if (first === undefined) return;
  if (last === 0) {
    socket.write(first, onSent === null ? undefined : () => onSent(first.length));
    return;
  }
  let count = 0;
  socket.cork();
  for (const [index, piece] of pieces.entries()) {
    count += piece.length;
    if (index === last && onSent !== null) socket.write(piece, () => onSent(count));
    else socket.write(piece);
  }
  socket.uncork();
}
