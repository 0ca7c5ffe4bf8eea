/** How far each brightness of a luma wipe's image has given way. */

/** Limited range: black and white of a picture's luma. */
const black = 16;
const span = 219;

/** The sharpest edge: one step of brightness. */
const leastSoftness = 1 / 255;

/** For each luma code 0 to 255 the share of the new picture, 0 to 255; dark gives way first, `inverted` bright. */
export function lumaTable(share: number, softness: number, inverted: boolean): Uint8Array {
  const width = Math.max(leastSoftness, softness);
  const reached = share * (1 + width);
  return Uint8Array.from({ length: 256 }, (_, code) => {
    const brightness = Math.min(1, Math.max(0, (code - black) / span));
    const place = inverted ? 1 - brightness : brightness;
    return Math.round(255 * Math.min(1, Math.max(0, (reached - place) / width)));
  });
}
