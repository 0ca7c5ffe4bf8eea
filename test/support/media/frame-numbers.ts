/** Reads the frame numbers that the test picture shows out of a recording, with ffmpeg. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { drawText, glyphHeight, glyphWidth } from '../../../renderer/media/compose/picture/glyphs.ts';

const run = promisify(execFile);
const maxOutput = 1024 * 1024 * 1024;

/** Characters of the clock and digits of the number, as `TestPicture` lays them out. */
const clockLength = 12;
const digits = 9;

/** Mean luma above this is a flash, which shows no number. */
const flashLuma = 150;

/** What the ten digits look like, as dots. */
const templates = Array.from({ length: 10 }, (_, digit) => dotsOf(String(digit)));

export type NumberedFrame = {
  readonly at: number;
  /** Null in a flash. */
  readonly number: number | null;
};

/** Every picture of the file with its time in seconds and the number on it; -1 where that can't be read. */
export async function readFrameNumbers(
  file: string,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<readonly NumberedFrame[]> {
  const raw = ['-map', '0:v', '-fps_mode', 'passthrough', '-pix_fmt', 'gray', '-f', 'rawvideo', '-'];
  const probe = ['-v', 'error', '-select_streams', 'v', '-show_entries', 'frame=pts_time', '-of', 'csv=p=0', file];
  const [pictures, times] = await Promise.all([
    run('ffmpeg', ['-v', 'error', '-i', file, ...raw], { encoding: 'buffer', maxBuffer: maxOutput }),
    run('ffprobe', probe, { maxBuffer: maxOutput }),
  ]);
  const at = [...times.stdout.matchAll(/^([\d.]+)/gmu)].map(([, time]) => Number(time));
  const bytes = width * height;
  return at.map((time, index) => ({
    at: time,
    number: numberOf(pictures.stdout.subarray(index * bytes, (index + 1) * bytes), width, height),
  }));
}

function numberOf(picture: Uint8Array, width: number, height: number): number | null {
  const scale = Math.max(1, Math.floor((width * 0.7) / (clockLength * glyphWidth)));
  const small = Math.max(1, Math.floor(scale / 2));
  const left = Math.floor((width - clockLength * glyphWidth * scale) / 2) + glyphWidth * small;
  const top = Math.floor(height * 0.26) + (glyphHeight + 2) * scale;
  if (meanOf(picture) > flashLuma) return null;
  const text = Array.from({ length: digits }, (_, index) =>
    digitAt(picture, width, { x: left + index * glyphWidth * small, y: top, scale: small }),
  ).join('');
  return /^ *\d+$/u.test(text) ? Number(text) : -1;
}

function meanOf(picture: Uint8Array): number {
  return picture.reduce((sum, sample) => sum + sample, 0) / picture.length;
}

type Box = { readonly x: number; readonly y: number; readonly scale: number };

/** The digit whose dots are nearest; a blank where nothing is light. */
function digitAt(picture: Uint8Array, stride: number, { x, y, scale }: Box): string {
  const middle = Math.floor(scale / 2);
  const dots = Array.from({ length: glyphHeight * (glyphWidth - 1) }, (_, index) => {
    const column = index % (glyphWidth - 1);
    const row = Math.floor(index / (glyphWidth - 1));
    return (picture[(y + row * scale + middle) * stride + x + column * scale + middle] ?? 0) > 115;
  });
  if (!dots.some(Boolean)) return ' ';
  const distances = templates.map((template) => template.filter((dot, index) => dot !== dots[index]).length);
  const nearest = Math.min(...distances);
  return nearest > 3 ? '?' : String(distances.indexOf(nearest));
}

function dotsOf(character: string): readonly boolean[] {
  const stride = glyphWidth;
  const samples = new Uint8Array(stride * glyphHeight);
  drawText({ samples, stride }, character, { x: 0, y: 0, scale: 1 });
  return Array.from({ length: glyphHeight * (glyphWidth - 1) }, (_, index) => {
    const column = index % (glyphWidth - 1);
    return (samples[Math.floor(index / (glyphWidth - 1)) * stride + column] ?? 0) > 115;
  });
}
