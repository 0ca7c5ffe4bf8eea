/** Reads a recording of the sync test source with ffmpeg: when it flashes and when it beeps, in seconds. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const sampleRate = 48_000;
const maxOutput = 512 * 1024 * 1024;

/** Mean luma above this is a flash; the test picture's is about 55 and the flash's 235. */
const flashLuma = 150;

/** The beep's amplitude is 0.25; coding noise stays far below this. */
const beepLevel = 0.02;

/** Beeps are a second apart; sound within this belongs to the one before. */
const beepRest = 0.3;

export type FlashAndBeep = {
  /** Times at which the picture turns white. */
  readonly flashes: readonly number[];
  readonly flashFrames: number;
  readonly frames: number;
  /** Times at which the 1 kHz tone begins. */
  readonly beeps: readonly number[];
  /** Beep minus flash in ms for each flash but the first, which has no sound before it to overlap with. */
  readonly offsets: readonly number[];
};

/** Decodes the whole file; rejects when ffmpeg reports any error. */
export async function measureFlashAndBeep(file: string): Promise<FlashAndBeep> {
  const [video, beeps] = await Promise.all([readLuma(file), readBeeps(file)]);
  const isWhite = video.map(({ luma }) => luma > flashLuma);
  const flashes = video
    .filter((_, index) => isWhite[index] === true && isWhite[index - 1] !== true)
    .map(({ at }) => at);
  return {
    flashes,
    flashFrames: isWhite.filter(Boolean).length,
    frames: video.length,
    beeps,
    offsets: flashes.slice(1).map((flash) => nearest(beeps, flash) * 1000),
  };
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function nearest(beeps: readonly number[], flash: number): number {
  return beeps.map((beep) => beep - flash).toSorted((a, b) => Math.abs(a) - Math.abs(b))[0] ?? Number.NaN;
}

const strict = ['-v', 'error', '-xerror', '-err_detect', 'explode'];

/** Mean luma of each picture of the file at its time in seconds; rejects when ffmpeg reports any error. */
export async function readLuma(file: string): Promise<readonly { readonly at: number; readonly luma: number }[]> {
  const filter = 'signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-';
  const output = ['-map', '0:v', '-fps_mode', 'passthrough', '-vf', filter, '-f', 'null', '-'];
  const { stdout } = await run('ffmpeg', [...strict, '-i', file, ...output], { maxBuffer: maxOutput });
  return [...stdout.matchAll(/pts_time:([\d.]+)\s+lavfi\.signalstats\.YAVG=([\d.]+)/gu)].map(([, at, luma]) => ({
    at: Number(at),
    luma: Number(luma),
  }));
}

async function readBeeps(file: string): Promise<readonly number[]> {
  const output = ['-map', '0:a', '-ac', '1', '-f', 'f32le', '-'];
  const { stdout } = await run('ffmpeg', [...strict, '-i', file, ...output], {
    encoding: 'buffer',
    maxBuffer: maxOutput,
  });
  const start = await audioStart(file);
  const samples = new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength));
  const beeps: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const [index, sample] of samples.entries()) {
    if (Math.abs(sample) > beepLevel) {
      if (index - last > beepRest * sampleRate) beeps.push(start + index / sampleRate);
      last = index;
    }
  }
  return beeps;
}

/** Time of the first access unit. */
async function audioStart(file: string): Promise<number> {
  const show = ['-show_entries', 'packet=pts_time', '-of', 'csv=p=0', '-read_intervals', '%+#1'];
  const { stdout } = await run('ffprobe', ['-v', 'error', '-select_streams', 'a', ...show, file]);
  return Number.parseFloat(stdout);
}
