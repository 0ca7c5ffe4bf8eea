/** The holding picture that viewers see while there is no other: dark, with one quiet line of text. */
import { createPicture, type Picture, type Yuv } from './i420.ts';

/** In the language of the window, once the page has told it. */
let text = 'Back in a moment';
let edition = 1;

/** What viewers read from the next picture on. */
export function setHoldingText(words: string): void {
  if (words === text) return;
  text = words;
  edition += 1;
}

/** One more with each other text. */
export function holdingEdition(): number {
  return edition;
}

/** Limited range; the text is as bright as `ink` where a letter covers a sample whole. */
const paper: Yuv = [26, 128, 128];
const ink = 176;

/** Draws it in the given size, both even; without a canvas it has no text. */
export function drawHoldingPicture(width: number, height: number): Picture {
  const picture = createPicture(width, height, paper);
  const context = new OffscreenCanvas(width, height).getContext('2d', { alpha: false, willReadFrequently: true });
  if (context === null) return picture;
  const size = Math.max(8, Math.round(Math.min(width * 0.055, height * 0.09)));
  const top = Math.max(0, Math.floor(height / 2 - size));
  const rows = Math.min(height - top, size * 2);
  context.font = `500 ${size}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = '#fff';
  context.fillText(text, width / 2, height / 2, width * 0.9);
  const { data } = context.getImageData(0, top, width, rows);
  for (let index = 0; index < width * rows; index += 1) {
    const coverage = (data[index * 4] ?? 0) / 255;
    picture.samples[top * width + index] = Math.round(paper[0] + coverage * (ink - paper[0]));
  }
  return picture;
}
