/** The size of a picture out of the first bytes of its file: PNG, JPEG, GIF, WebP and BMP; nothing is decoded. */
import type { Size } from '../geometry/box.ts';

/** So much of a file tells; in a JPEG a preview and other notes may lie before its size. */
export const pictureHeadBytes = 256 * 1024;

/** Larger ones are taken for damaged. */
const maxSide = 100_000;

/** Null when the bytes are none of these, or end before the size. */
export function pictureSize(bytes: Uint8Array): Size | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const size = sizeIn(view);
    return size !== null && isUsable(size.width) && isUsable(size.height) ? size : null;
  } catch {
    // The file ends too early.
    return null;
  }
}

function isUsable(side: number): boolean {
  return side >= 1 && side <= maxSide;
}

function sizeIn(view: DataView): Size | null {
  const first = view.getUint32(0);
  if (first === 0x89504e47) return { width: view.getUint32(16), height: view.getUint32(20) };
  if (first === 0x47494638) return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  if (first === 0x52494646 && view.getUint32(8) === 0x57454250) return webpSize(view);
  if (first >>> 16 === 0xffd8) return jpegSize(view);
  // Rows of a BMP may be told from the top, with a negative height.
  if (first >>> 16 === 0x424d) return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
  return null;
}

/** Lossy, lossless or extended, each with the size in another place. */
function webpSize(view: DataView): Size | null {
  switch (view.getUint32(12)) {
    case 0x56503820:
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 0x5650384c: {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 0x56503858:
      return {
        width: (view.getUint32(24, true) & 0xffffff) + 1,
        height: (view.getUint16(27, true) | (view.getUint8(29) << 16)) + 1,
      };
    default:
      return null;
  }
}

/** Walks over the segments to the first start of a frame (SOF0 to SOF15 without DHT, JPG and DAC). */
function jpegSize(view: DataView): Size | null {
  for (let at = 2; view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    }
    at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  return null;
}
