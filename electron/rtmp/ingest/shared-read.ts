/** Reads accepted sockets into one buffer for all: Node's stream makes an allocation per read, which costs a relay more than the read. */
import { Socket, type SocketConstructorOpts } from 'node:net';

/** Bytes of one read; what is longer comes in the next. */
const readLength = 65_536;

/** A plain array: a view of a Buffer costs more to make, and the chunk reader makes many. */
const shared = new Uint8Array(readLength);

/**
 * Starts reading a socket that was accepted with `pauseOnConnect`; the one to use from now on comes back. Bytes are the
 * receiver's only until it returns. Where Node hides its handles, or the socket speaks TLS, it reads as usual.
 */
export function readShared(accepted: Socket, onBytes: (bytes: Uint8Array) => void): Socket {
  const handle: unknown = accepted.constructor === Socket ? Reflect.get(accepted, '_handle') : null;
  if (typeof handle !== 'object' || handle === null) {
    accepted.on('data', onBytes);
    return accepted;
  }
  Reflect.set(accepted, '_handle', null);
  const options: SocketConstructorOpts = {
    onread: {
      buffer: shared,
      callback: (count, bytes) => {
        onBytes(count === bytes.length ? bytes : bytes.subarray(0, count));
        return true;
      },
    },
  };
  // What Node's own server makes its sockets of; not in the documentation.
  const socket = new Socket(Object.assign(options, { handle }));
  socket.resume();
  return socket;
}
