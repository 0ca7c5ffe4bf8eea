/** A 5×7 dot font of the characters the test picture needs, and drawing it into a luma plane. */

/** Seven rows of five dots, top first, bit 4 leftmost. */
const rows: Readonly<Record<string, readonly number[]>> = {
  '0': [14, 17, 19, 21, 25, 17, 14],
  '1': [4, 12, 4, 4, 4, 4, 14],
  '2': [14, 17, 1, 2, 4, 8, 31],
  '3': [31, 2, 4, 2, 1, 17, 14],
  '4': [2, 6, 10, 18, 31, 2, 2],
  '5': [31, 16, 30, 1, 1, 17, 14],
  '6': [6, 8, 16, 30, 17, 17, 14],
  '7': [31, 1, 2, 4, 8, 8, 8],
  '8': [14, 17, 17, 14, 17, 17, 14],
  '9': [14, 17, 17, 15, 1, 2, 12],
  ':': [0, 12, 12, 0, 12, 12, 0],
  '.': [0, 0, 0, 0, 0, 12, 12],
  '#': [10, 10, 31, 10, 31, 10, 10],
  ' ': [0, 0, 0, 0, 0, 0, 0],
};

/** Dots one character takes, with the gap to the next. */
export const glyphWidth = 6;
export const glyphHeight = 7;

/** A luma plane of 8-bit samples. */
export type Plane = { readonly samples: Uint8Array; readonly stride: number };

/** Where and how large text is drawn: top left corner in samples, samples per dot. */
export type TextBox = { readonly x: number; readonly y: number; readonly scale: number };

/** Draws `text` light on dark, overwriting what was there; unknown characters are blank. */
export function drawText(plane: Plane, text: string, box: TextBox): void {
  let x = box.x;
  for (const character of text) {
    drawGlyph(plane, rows[character] ?? [], { ...box, x });
    x += glyphWidth * box.scale;
  }
}

const ink = 200;
const paper = 30;

function drawGlyph(plane: Plane, glyph: readonly number[], box: TextBox): void {
  for (let row = 0; row < glyphHeight; row += 1) {
    const bits = glyph[row] ?? 0;
    const top = (box.y + row * box.scale) * plane.stride + box.x;
    for (let column = 0; column < glyphWidth; column += 1) {
      const start = top + column * box.scale;
      plane.samples.fill(((bits << 1) & (32 >> column)) === 0 ? paper : ink, start, start + box.scale);
    }
    for (let line = 1; line < box.scale; line += 1) {
      plane.samples.copyWithin(top + line * plane.stride, top, top + glyphWidth * box.scale);
    }
  }
}
