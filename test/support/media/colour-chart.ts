/** A chart of 24 colours as a picture, and what a recording makes of each of them. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runWell } from '../processes.ts';
import type { Rgb } from './colour-difference.ts';

export const chartSize = { width: 1280, height: 720 } as const;

const columns = 6;
const rows = 4;

/** Skin, sky, leaf and flowers, six mixed colours, primaries, and greys from white to black: those of the usual chart. */
export const patches: readonly Rgb[] = [
  [115, 82, 68],
  [194, 150, 130],
  [98, 122, 157],
  [87, 108, 67],
  [133, 128, 177],
  [103, 189, 170],
  [214, 126, 44],
  [80, 91, 166],
  [193, 90, 99],
  [94, 60, 108],
  [157, 188, 64],
  [224, 163, 46],
  [56, 61, 150],
  [70, 148, 73],
  [175, 54, 60],
  [231, 199, 31],
  [187, 86, 149],
  [8, 133, 161],
  [243, 243, 242],
  [200, 200, 200],
  [160, 160, 160],
  [122, 122, 121],
  [85, 85, 85],
  [52, 52, 52],
];

/** The chart as a PNG without any note about colours, which means sRGB. */
export async function makeChart(folder: string): Promise<string> {
  const { width, height } = chartSize;
  const bytes = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      bytes.set(patches[patchAt(x, y)] ?? [0, 0, 0], (y * width + x) * 3);
    }
  }
  const raw = path.join(folder, 'chart.rgb');
  const file = path.join(folder, 'chart.png');
  await writeFile(raw, bytes);
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-i', raw];
  await runWell('ffmpeg', ['-v', 'error', '-y', ...input, '-frames:v', '1', '-update', '1', file]);
  return file;
}

function patchAt(x: number, y: number): number {
  return Math.floor((y * rows) / chartSize.height) * columns + Math.floor((x * columns) / chartSize.width);
}

/**
 * The mean colour of the middle of each patch in one picture, decoded as the stream's own flags say unless `matrix`
 * tells otherwise.
 */
export async function readChart(recording: string, atSeconds: number, matrix = 'auto'): Promise<readonly Rgb[]> {
  const { width, height } = chartSize;
  const convert = `scale=${width}:${height}:in_color_matrix=${matrix}:out_range=pc:flags=accurate_rnd+full_chroma_int`;
  const input = ['-nostdin', '-v', 'error', '-i', recording, '-ss', String(atSeconds), '-map', '0:v'];
  const output = ['-vf', `${convert},format=rgb24`, '-frames:v', '1', '-f', 'rawvideo', '-'];
  const picture = await runWell('ffmpeg', [...input, ...output]);
  if (picture.length !== width * height * 3) throw new Error(`no picture at ${atSeconds} s of ${recording}`);
  return patches.map((_, index) => meanOf(picture, index));
}

function meanOf(picture: Buffer, patch: number): Rgb {
  const { width, height } = chartSize;
  const half = 40;
  const left = Math.round((((patch % columns) + 0.5) * width) / columns) - half;
  const top = Math.round(((Math.floor(patch / columns) + 0.5) * height) / rows) - half;
  const sum = [0, 0, 0];
  for (let y = top; y < top + 2 * half; y += 1) {
    for (let x = left; x < left + 2 * half; x += 1) {
      for (let part = 0; part < 3; part += 1) {
        sum[part] = (sum[part] ?? 0) + (picture[(y * width + x) * 3 + part] ?? 0);
      }
    }
  }
  const [red = 0, green = 0, blue = 0] = sum.map((value) => value / (2 * half) ** 2);
  return [red, green, blue];
}
