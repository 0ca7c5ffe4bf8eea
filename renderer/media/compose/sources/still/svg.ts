/** Drawings in SVG: told apart from pictures, refused where drawing them could take for ever, and drawn by the page. */

/** A drawing is text: this is a large one. */
const maxSvgBytes = 4 * 1024 * 1024;

/** `use` within `use` multiplies: so many come to a few thousand shapes at the very most. */
const maxUses = 24;

/** Each is arithmetic over the whole picture. */
const maxEffects = 40;

/** The page may be busy, or be held up by the drawing itself. */
const patienceMillis = 10_000;

/** Draws it, at most 4096 pixels a side; null where it can't be drawn. */
export type DrawSvg = (svg: ArrayBuffer) => Promise<ImageBitmap | null>;

/** The text of an SVG file; null for any other file. */
export function svgText(bytes: ArrayBuffer): string | null {
  const start = new TextDecoder().decode(bytes.slice(0, 4096)).trimStart();
  if (!start.startsWith('<') || !/<svg[\s>]/u.test(start)) return null;
  return new TextDecoder().decode(bytes.slice(0, maxSvgBytes));
}

/** Why this drawing is not drawn; null when it may be. */
export function svgFlaw(text: string, byteLength: number): string | null {
  if (byteLength > maxSvgBytes) return 'a drawing may have 4 MB';
  if (text.includes('<!ENTITY')) return 'it defines entities';
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  if (count(/<(?:\w+:)?use[\s/>]/gu) > maxUses) return `it uses its parts more than ${maxUses} times`;
  return count(/<(?:\w+:)?fe[A-Z]/gu) > maxEffects ? `it has more than ${maxEffects} effects` : null;
}

/** Asks the page, which alone can draw SVG, and waits for its answers. */
export class SvgDesk {
  readonly #ask: (id: number, svg: ArrayBuffer) => void;
  readonly #waiting = new Map<number, (bitmap: ImageBitmap | null) => void>();
  #lastId = 0;

  /** `ask` hands a drawing to the page. */
  constructor(ask: (id: number, svg: ArrayBuffer) => void) {
    this.#ask = ask;
  }

  readonly draw: DrawSvg = (svg) => {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.drawn(id, null), patienceMillis);
      this.#waiting.set(id, (bitmap) => {
        clearTimeout(timer);
        resolve(bitmap);
      });
      this.#ask(id, svg);
    });
  };

  /** The page's answer; one that comes too late is let go. */
  drawn(id: number, bitmap: ImageBitmap | null): void {
    const answer = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (answer === undefined) bitmap?.close();
    else answer(bitmap);
  }
}
