/** Finds out whether a server answers the handshake with digests of old Flash players: one connection, C0 and C1 only. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { findDigest } from '../../../../shared/rtmp/handshake/digest.ts';
import { Handshake, handshakeLength } from '../../../../shared/rtmp/handshake/handshake.ts';
import { systemClock } from '../../../platform/clock.ts';

/** How long the answer may take, in ms. */
const limitMillis = 4000;

/** True when S1 carries a digest, false when it does not, null when no answer came. Closes `socket`. */
export function answersDigest(socket: Socket): Promise<boolean | null> {
  return new Promise((resolve) => {
    const hello = new Uint8Array(1 + handshakeLength);
    let filled = 0;
    const settle = (answer: boolean | null): void => {
      clearTimeout(timer);
      socket.removeAllListeners('data');
      socket.on('error', ignore);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => settle(null), limitMillis);
    socket.on('error', () => settle(null));
    socket.on('close', () => settle(null));
    socket.on('data', (bytes: Buffer) => {
      const part = bytes.subarray(0, hello.length - filled);
      hello.set(part, filled);
      filled += part.length;
      if (filled === hello.length) settle(findDigest(hello.subarray(1), 'server') !== null);
    });
    const random = new Uint8Array(randomBytes(1528));
    const handshake = new Handshake('client', random, { now: systemClock.now(), mode: 'digest' });
    for (const bytes of handshake.takeOutput()) socket.write(bytes);
  });
}

function ignore(): void {
  // Settled already.
}
