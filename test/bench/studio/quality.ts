/** How much of the film is left at the receiver: PSNR and SSIM of each picture against the one with the same number. */
import { spawn } from 'node:child_process';
import { median } from '../../../shared/live/ingest/spread.ts';
import { filmFrames, filmSize, pictures, RawFilm, readNumber } from './film.ts';

const { width, height } = filmSize;

/** Squares of 32 pixels hold the number and would count as picture. */
const firstRow = 32;
const windowSize = 8;

export type Quality = {
  /** Of luma, dB; the mean error of all pictures. */
  readonly psnr: number;
  /** Of luma, median of all pictures. */
  readonly ssim: number;
  readonly pictures: number;
  /** Pictures shown twice, and numbers that never came. */
  readonly repeated: number;
  readonly missing: number;
};

/** Reads `seconds` of a recording from `from` on. */
export async function measureQuality(
  recording: string,
  film: string,
  { from, seconds }: { readonly from: number; readonly seconds: number },
): Promise<Quality> {
  const span = ['-ss', String(from), '-t', String(seconds)];
  const scale = ['-vf', `scale=${width}:${height}:flags=neighbor`];
  const reader = spawn(
    'ffmpeg',
    [
      '-v',
      'error',
      '-i',
      recording,
      ...span,
      '-an',
      '-fps_mode',
      'passthrough',
      ...scale,
      '-f',
      'rawvideo',
      '-pix_fmt',
      'yuv420p',
      '-',
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const raw = await RawFilm.open(film);
  const errors: number[] = [];
  const likeness: number[] = [];
  let before: number | null = null;
  let repeated = 0;
  let missing = 0;
  for await (const picture of pictures(reader.stdout)) {
    const number = readNumber(picture);
    if (number === null) continue;
    const original = await raw.picture(number);
    errors.push(meanSquareError(picture, original));
    likeness.push(similarity(picture, original));
    const step: number = before === null ? 1 : (number - before + filmFrames) % filmFrames;
    if (step === 0) repeated += 1;
    else missing += step - 1;
    before = number;
  }
  await raw.close();
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  return { psnr: 10 * Math.log10(255 ** 2 / mean), ssim: median(likeness), pictures: errors.length, repeated, missing };
}

function meanSquareError(picture: Uint8Array, original: Uint8Array): number {
  let sum = 0;
  for (let at = firstRow * width; at < width * height; at += 1) sum += ((picture[at] ?? 0) - (original[at] ?? 0)) ** 2;
  return sum / (width * (height - firstRow));
}

/** Mean SSIM (Wang et al. 2004) over windows of 8 × 8 that don't overlap. */
function similarity(picture: Uint8Array, original: Uint8Array): number {
  let sum = 0;
  let windows = 0;
  for (let y = firstRow; y + windowSize <= height; y += windowSize) {
    for (let x = 0; x + windowSize <= width; x += windowSize) {
      sum += windowSimilarity(picture, original, y * width + x);
      windows += 1;
    }
  }
  return sum / windows;
}

function windowSimilarity(picture: Uint8Array, original: Uint8Array, start: number): number {
  let a = 0;
  let b = 0;
  let aa = 0;
  let bb = 0;
  let ab = 0;
  for (let row = 0; row < windowSize; row += 1) {
    for (let at = start + row * width; at < start + row * width + windowSize; at += 1) {
      const one = picture[at] ?? 0;
      const other = original[at] ?? 0;
      a += one;
      b += other;
      aa += one * one;
      bb += other * other;
      ab += one * other;
    }
  }
  const count = windowSize ** 2;
  const c1 = (0.01 * 255) ** 2;
  const c2 = (0.03 * 255) ** 2;
  const means = (a * b) / count ** 2;
  const squares = (a * a + b * b) / count ** 2;
  const covariance = ab / count - means;
  const variances = (aa + bb) / count - squares;
  return ((2 * means + c1) * (2 * covariance + c2)) / ((squares + c1) * (variances + c2));
}
