/** Draws a text on a canvas of its own size: lines, wrapping, outline, shadow, background; bounded in every direction. */
import type { TextStyle } from '../../../../../shared/studio/document/source.ts';
import type { Bitmap } from '../producer.ts';
import { readBitmap } from '../still/load-picture.ts';

/** Largest side and area of a text, pixels; what does not fit is cut off. */
const maxSide = 8192;
const maxArea = 8_388_608;

/** A font's size, in parts of the height of a line. */
const fontShare = 1 / 1.2;

/** Line ends and spaces at which a line may be broken. */
type Measure = (text: string) => number;

type Layout = {
  readonly lines: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly margin: number;
};

/** Null for a text without anything to see. */
export function drawText(text: string, style: TextStyle): Bitmap | null {
  if (text.trim() === '') return null;
  const pencil = new OffscreenCanvas(2, 2).getContext('2d');
  if (pencil === null) return null;
  pencil.font = fontOf(style);
  const layout = layOut(text, style, (line) => pencil.measureText(line).width);
  const context = new OffscreenCanvas(layout.width, layout.height).getContext('2d', { willReadFrequently: true });
  if (context === null) return null;
  if (style.background !== null) {
    context.fillStyle = style.background;
    context.fillRect(0, 0, layout.width, layout.height);
  }
  drawLines(context, layout, style);
  return readBitmap(context, layout);
}

function fontOf({ italic, weight, size, font }: TextStyle): string {
  const family = font === '' ? '' : `"${font.replaceAll(/["\\\n]/g, '')}", `;
  return `${italic ? 'italic ' : ''}${weight} ${Math.max(1, Math.round(size * fontShare))}px ${family}system-ui, sans-serif`;
}

function layOut(text: string, style: TextStyle, measure: Measure): Layout {
  const margin = marginOf(style);
  const lines = text
    .split('\n')
    .flatMap((line) => (style.wrapAt === null ? [line] : wrapLine(line, style.wrapAt, measure)));
  const widest = Math.max(1, ...lines.map(measure));
  const width = Math.min(maxSide, Math.ceil(style.wrapAt ?? widest) + 2 * margin);
  const highest = Math.min(maxSide, Math.floor(maxArea / width));
  const fitting = Math.max(1, Math.floor((highest - 2 * margin) / style.size));
  const shown = lines.slice(0, fitting);
  return { lines: shown, width, height: Math.max(1, shown.length * style.size + 2 * margin), margin };
}

/** Room for what stands out from the letters. */
function marginOf({ outline, shadow, background, size }: TextStyle): number {
  const around = background === null ? 0 : size * 0.2;
  return Math.ceil((outline?.width ?? 0) + (shadow ? size * 0.12 : 0) + around);
}

/** Breaks at spaces; a word that is too long is broken anywhere. */
export function wrapLine(line: string, width: number, measure: Measure): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(/(?<=\s)/u)) {
    if (measure((current + word).trimEnd()) <= width) {
      current += word;
      continue;
    }
    if (current !== '') lines.push(current.trimEnd());
    const parts = breakWord(word, width, measure);
    lines.push(...parts.slice(0, -1));
    current = parts.at(-1) ?? '';
  }
  return [...lines, current.trimEnd()];
}

function breakWord(word: string, width: number, measure: Measure): readonly string[] {
  const parts: string[] = [];
  let rest = Array.from(word);
  while (rest.length > 1 && measure(rest.join('').trimEnd()) > width) {
    const fits = fittingLength(rest, width, measure);
    parts.push(rest.slice(0, fits).join(''));
    rest = rest.slice(fits);
  }
  return [...parts, rest.join('')];
}

/** How many characters fit, at least one; found by halving. */
function fittingLength(letters: readonly string[], width: number, measure: Measure): number {
  let low = 1;
  let high = letters.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(letters.slice(0, middle).join('')) <= width) low = middle;
    else high = middle - 1;
  }
  return low;
}

function drawLines(context: OffscreenCanvasRenderingContext2D, layout: Layout, style: TextStyle): void {
  const { width, margin } = layout;
  context.font = fontOf(style);
  context.textBaseline = 'alphabetic';
  context.textAlign = style.align === 'centre' ? 'center' : style.align;
  const x = { left: margin, centre: width / 2, right: width - margin }[style.align];
  for (const [index, line] of layout.lines.entries()) {
    const y = margin + index * style.size + style.size * 0.8;
    if (style.shadow) castShadow(context, style);
    if (style.outline !== null) {
      context.lineJoin = 'round';
      context.lineWidth = style.outline.width * 2;
      context.strokeStyle = style.outline.colour;
      context.strokeText(line, x, y);
      // The letters themselves cast no second shadow onto their outline.
      context.shadowColor = 'transparent';
    }
    context.fillStyle = style.colour;
    context.fillText(line, x, y);
  }
}

function castShadow(context: OffscreenCanvasRenderingContext2D, { size }: TextStyle): void {
  context.shadowColor = 'rgba(0, 0, 0, 0.7)';
  context.shadowBlur = size * 0.08;
  context.shadowOffsetX = size * 0.04;
  context.shadowOffsetY = size * 0.04;
}
