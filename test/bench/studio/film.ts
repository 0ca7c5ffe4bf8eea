/** The film that both studios send: noisy moving pictures, each with its number in black and white squares. */
import { spawn } from 'node:child_process';
import { open, type FileHandle } from 'node:fs/promises';
import { once } from 'node:events';

export const filmSize = { width: 1280, height: 720, fps: 30 } as const;

/** Length of the film, which loops. */
export const filmFrames = 300;

const bits = 10;
const square = 32;
const luma = filmSize.width * filmSize.height;

/** Bytes of one I420 picture. */
const pictureBytes = (luma * 3) / 2;

/** The film as `path`, and all its pictures, decoded again, raw in `path`.yuv: what a studio has to go by. */
export async function makeFilm(path: string): Promise<void> {
  const { width, height, fps } = filmSize;
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`, '-r', String(fps)];
  const colours = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'];
  const scene = `mandelbrot=size=${width}x${height}:rate=${fps},noise=alls=10:allf=t,format=yuv420p`;
  const reader = spawn(
    'ffmpeg',
    ['-v', 'error', '-f', 'lavfi', '-i', scene, '-frames:v', String(filmFrames), ...raw, '-'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const tone = ['-f', 'lavfi', '-i', `sine=frequency=1000:sample_rate=48000:duration=${filmFrames / fps}`];
  const encode = [
    '-c:v',
    'libx264',
    '-preset',
    'fast',
    '-crf',
    '10',
    '-g',
    '30',
    ...colours,
    '-c:a',
    'aac',
    '-b:a',
    '160k',
  ];
  const writer = spawn('ffmpeg', ['-v', 'error', '-y', ...raw, '-i', '-', ...tone, ...encode, '-shortest', path], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const ended = once(writer, 'close');
  let number = 0;
  for await (const picture of pictures(reader.stdout)) {
    writeNumber(picture, number);
    number += 1;
    if (!writer.stdin.write(picture)) await once(writer.stdin, 'drain');
  }
  writer.stdin.end();
  await ended;
  const decoder = spawn('ffmpeg', [
    '-v',
    'error',
    '-y',
    '-i',
    path,
    '-f',
    'rawvideo',
    '-pix_fmt',
    'yuv420p',
    `${path}.yuv`,
  ]);
  await once(decoder, 'close');
}

/** Cuts a stream of bytes into pictures. */
export async function* pictures(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let picture = Buffer.alloc(pictureBytes);
  let filled = 0;
  for await (const bytes of stream) {
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + pictureBytes - filled);
      picture.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < pictureBytes) continue;
      yield picture;
      picture = Buffer.alloc(pictureBytes);
      filled = 0;
    }
  }
}

function writeNumber(picture: Uint8Array, number: number): void {
  for (let bit = 0; bit < bits; bit += 1) {
    const value = (number >> bit) & 1 ? 235 : 16;
    for (let row = 0; row < square; row += 1) {
      const start = row * filmSize.width + bit * square;
      picture.fill(value, start, start + square);
    }
  }
}

/** The number in a picture; null where a square is neither black nor white. */
export function readNumber(picture: Uint8Array): number | null {
  let number = 0;
  for (let bit = 0; bit < bits; bit += 1) {
    const value = picture[(square / 2) * filmSize.width + bit * square + square / 2] ?? 128;
    if (value > 90 && value < 160) return null;
    if (value >= 160) number |= 1 << bit;
  }
  return number < filmFrames ? number : null;
}

/** Reads single pictures of the raw film. */
export class RawFilm {
  readonly #file: FileHandle;
  readonly #picture = Buffer.alloc(pictureBytes);

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<RawFilm> {
    return new RawFilm(await open(`${path}.yuv`));
  }

  /** Valid until the next call. */
  async picture(number: number): Promise<Buffer> {
    await this.#file.read(this.#picture, 0, pictureBytes, number * pictureBytes);
    return this.#picture;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
