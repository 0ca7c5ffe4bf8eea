/** How loud a tone is in a recording. */
import path from 'node:path';
import { runWell } from '../processes.ts';

const sampleRate = 48_000;

/** A minute of 1 kHz in both channels with its peak at `db` dBFS. */
export async function makeTone(folder: string, db: number): Promise<string> {
  const file = path.join(folder, 'tone.wav');
  const wave = `${10 ** (db / 20)}*sin(2*PI*1000*t)`;
  const source = `aevalsrc='${wave}|${wave}':s=${sampleRate}:d=60`;
  await runWell('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, '-c:a', 'pcm_s16le', file]);
  return file;
}

/** Peak of the 1 kHz part in dBFS, left and right for each half second of the span. */
export async function toneLevels(
  recording: string,
  { from, seconds }: { readonly from: number; readonly seconds: number },
): Promise<readonly number[]> {
  const input = ['-nostdin', '-v', 'error', '-i', recording, '-map', '0:a', '-ss', String(from), '-t', String(seconds)];
  const bytes = await runWell('ffmpeg', [...input, '-ac', '2', '-ar', String(sampleRate), '-f', 'f32le', '-']);
  const samples = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const frames = sampleRate / 2;
  const levels: number[] = [];
  for (let start = 0; start + frames * 2 <= samples.length; start += frames * 2) {
    for (const channel of [0, 1]) levels.push(levelOf(samples, start + channel, frames));
  }
  return levels;
}

/** Of every second sample from `start` on. */
function levelOf(samples: Float32Array, start: number, frames: number): number {
  let cosine = 0;
  let sine = 0;
  for (let frame = 0; frame < frames; frame += 1) {
    const phase = (2 * Math.PI * 1000 * frame) / sampleRate;
    cosine += (samples[start + frame * 2] ?? 0) * Math.cos(phase);
    sine += (samples[start + frame * 2] ?? 0) * Math.sin(phase);
  }
  return 20 * Math.log10((2 * Math.hypot(cosine, sine)) / frames);
}
