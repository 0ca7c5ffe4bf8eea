/** The sync test picture, drawn straight into I420: colour bars, a running clock and a white flash each whole second. */
import { inkOf, programColour } from '../pixels/colour/colour-space.ts';
import { drawText, glyphHeight, glyphWidth, type Plane } from './glyphs.ts';
import { createPicture, fillArea, type Area, type Picture, type Yuv } from './i420.ts';
import type { TestPattern } from '../../worker-protocol.ts';

/** The flash and the beep last this long from each whole second of program time, µs. */
const flashMicros = 100_000;

/** 75 % bars: white, yellow, cyan, green, magenta, red, blue. */
const bars = ['#bfbfbf', '#bfbf00', '#00bfbf', '#00bf00', '#bf00bf', '#bf0000', '#0000bf'] as const;
const grey: Yuv = [40, 128, 128];
const white: Yuv = [235, 128, 128];
const marker: Yuv = [120, 128, 128];

/** True while program time `pts` (µs) lies inside a flash. */
export function isFlash(pts: number): boolean {
  return pts % 1_000_000 < flashMicros;
}

/** "hh:mm:ss.mmm" of program time in µs. */
export function clockText(pts: number): string {
  const millis = Math.floor(pts / 1000);
  const text = `${two(millis / 3_600_000)}:${two((millis / 60_000) % 60)}:${two((millis / 1000) % 60)}`;
  return `${text}.${String(millis % 1000).padStart(3, '0')}`;
}

/** The whole part in at least two digits. */
function two(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}

/** Draws test pictures of one size; the picture it returns is reused by the next call. */
export class TestPicture {
  readonly width: number;
  readonly height: number;
  readonly #picture: Picture;
  readonly #flash: Picture;
  readonly #noise: Uint8Array;
  readonly #bar: Area;
  #marker: Area | null = null;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#picture = createPicture(width, height, grey);
    this.#flash = createPicture(width, height, white);
    this.#bar = { x: 0, y: even(height * 0.9), width, height: even(height * 0.03) };
    this.#noise = createNoise(width * 2);
    drawBars(this.#picture);
  }

  /** The picture of the frame at program time `pts` (µs) with number `frame`. */
  draw(pts: number, frame: number, pattern: TestPattern): Picture {
    if (isFlash(pts)) return this.#flash;
    this.#drawText(pts, frame);
    this.#drawMarker(pts);
    this.#drawNoise(pattern);
    return this.#picture;
  }

  #drawText(pts: number, frame: number): void {
    const clock = clockText(pts);
    const scale = Math.max(1, Math.floor((this.width * 0.7) / (clock.length * glyphWidth)));
    const plane: Plane = { samples: this.#picture.samples, stride: this.width };
    const x = Math.floor((this.width - clock.length * glyphWidth * scale) / 2);
    const y = Math.floor(this.height * 0.26);
    drawText(plane, clock, { x, y, scale });
    const small = Math.max(1, Math.floor(scale / 2));
    const number = `#${String(frame % 1_000_000_000).padStart(9, ' ')}`;
    drawText(plane, number, { x, y: y + (glyphHeight + 2) * scale, scale: small });
  }

  /** A block that crosses the picture once a second. */
  #drawMarker(pts: number): void {
    const { height, y } = this.#bar;
    if (this.#marker !== null) fillArea(this.#picture, this.#marker, grey);
    const x = even(((pts % 1_000_000) / 1_000_000) * (this.width - height));
    this.#marker = { x, y, width: height, height };
    fillArea(this.#picture, this.#marker, marker);
  }

  /** Noise that no encoder can predict, from one tile at a new offset for each row. */
  #drawNoise(pattern: TestPattern): void {
    const top = even(this.height * 0.55);
    const bottom = even(this.height * 0.65);
    if (pattern === 'sync') return;
    for (let row = top; row < bottom; row += 1) {
      const offset = Math.floor(Math.random() * this.width);
      this.#picture.samples.set(this.#noise.subarray(offset, offset + this.width), row * this.width);
    }
  }
}

function even(value: number): number {
  return Math.floor(value / 2) * 2;
}

function drawBars(picture: Picture): void {
  const width = even(picture.width / bars.length);
  const y = even(picture.height * 0.06);
  const height = even(picture.height * 0.14);
  for (const [index, colour] of bars.entries()) {
    const x = index * width;
    const isLast = index === bars.length - 1;
    const { y: luma, u, v } = inkOf(colour, programColour(picture));
    fillArea(picture, { x, y, width: isLast ? picture.width - x : width, height }, [luma, u, v]);
  }
}

/** Dark noise: its mean stays far below the flash. */
function createNoise(length: number): Uint8Array {
  return Uint8Array.from({ length }, () => 20 + Math.floor(Math.random() * 70));
}
