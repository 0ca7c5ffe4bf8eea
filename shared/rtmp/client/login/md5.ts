/** MD5 and the two spellings of its result that RTMP logins use. */
import { md5 as hash } from '@noble/hashes/legacy.js';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The 16 bytes of MD5 (RFC 1321): what the logins prescribe, and no protection by itself. */
export function md5(bytes: Uint8Array): Uint8Array {
  return hash(bytes);
}

/** Base64 with padding (RFC 4648 4). */
export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.subarray(at, at + 3);
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    const letters = [18, 12, 6, 0].map((shift) => alphabet.charAt((bits >> shift) & 63));
    const kept = b === undefined ? 2 : c === undefined ? 3 : 4;
    text += letters.slice(0, kept).join('').padEnd(4, '=');
  }
  return text;
}

/** Lower-case hexadecimal. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
