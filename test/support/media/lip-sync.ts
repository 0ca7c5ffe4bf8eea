/** Finds the flashes and beeps of the sync test source in a recording and tells how far apart they are. */
import { runWell } from '../processes.ts';

/** Offsets are beep minus flash in ms: positive when the sound is late. */
export type Sync = {
  readonly offsets: readonly number[];
  readonly median: number;
  /** Median of the last third of the offsets minus median of the first third. */
  readonly drift: number;
  readonly flashes: number;
  readonly beeps: number;
};

type Timed = { readonly pts: number };

const sampleRate = 48_000;
const samplesPerPacket = 1024;
/** Silence before an onset counts, so that one beep is found once. */
const quietSamples = sampleRate / 4;
/** A beep belongs to the flash within this distance. */
const pairMillis = 400;

/** Measures the recording; timestamps come from its packets, in ms. */
export async function syncOf(
  file: string,
  packets: { readonly video: readonly Timed[]; readonly audio: readonly Timed[] },
): Promise<Sync> {
  const [luma, sound] = await Promise.all([meanLuma(file), mono(file)]);
  const shown = packets.video.map(({ pts }) => pts).toSorted((a, b) => a - b);
  const flashes = flashTimes(luma, shown);
  const beeps = beepTimes(
    sound,
    packets.audio.map(({ pts }) => pts),
  );
  const offsets = flashes.flatMap((flash) => {
    const beep = beeps.find((time) => Math.abs(time - flash) < pairMillis);
    return beep === undefined ? [] : [beep - flash];
  });
  const third = Math.max(1, Math.floor(offsets.length / 3));
  return {
    offsets,
    median: medianOf(offsets),
    drift: medianOf(offsets.slice(-third)) - medianOf(offsets.slice(0, third)),
    flashes: flashes.length,
    beeps: beeps.length,
  };
}

/** Mean brightness 0…255 of every decoded frame, in display order. */
async function meanLuma(file: string): Promise<readonly number[]> {
  const shrink = ['-vf', 'scale=16:16:flags=area,format=gray', '-fps_mode', 'passthrough'];
  const input = ['-nostdin', '-v', 'error', '-i', file, '-map', '0:v:0'];
  const bytes = await runWell('ffmpeg', [...input, ...shrink, '-f', 'rawvideo', '-']);
  const means: number[] = [];
  for (let at = 0; at + 256 <= bytes.length; at += 256) means.push(meanOf(bytes.subarray(at, at + 256)));
  return means;
}

/** Decoded sound as 16-bit samples at 48 kHz; sample 1024·n is the first of packet n. */
async function mono(file: string): Promise<Int16Array> {
  const input = ['-nostdin', '-v', 'error', '-i', file, '-map', '0:a:0'];
  const bytes = await runWell('ffmpeg', [...input, '-ac', '1', '-ar', String(sampleRate), '-f', 's16le', '-']);
  const samples = new Int16Array(bytes.length >> 1);
  for (let index = 0; index < samples.length; index += 1) samples[index] = bytes.readInt16LE(index * 2);
  return samples;
}

/** A flash begins where brightness rises above the middle between the darkest and the brightest frame. */
function flashTimes(luma: readonly number[], shown: readonly number[]): readonly number[] {
  const middle = (Math.min(...luma) + Math.max(...luma)) / 2;
  return shown.filter((_, index) => (luma[index] ?? 0) > middle && (luma[index - 1] ?? 255) <= middle);
}

/** A beep begins at the first sample above a quarter of the peak after a quarter second of quiet. */
function beepTimes(sound: Int16Array, packetTimes: readonly number[]): readonly number[] {
  const peak = sound.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0);
  const threshold = Math.max(peak / 4, 300);
  const times: number[] = [];
  let lastLoud = Number.NEGATIVE_INFINITY;
  sound.forEach((sample, index) => {
    if (Math.abs(sample) < threshold) return;
    if (index - lastLoud > quietSamples && index > quietSamples) {
      const packet = Math.floor(index / samplesPerPacket);
      const start = packetTimes[packet];
      if (start !== undefined) times.push(start + ((index - packet * samplesPerPacket) * 1000) / sampleRate);
    }
    lastLoud = index;
  });
  return times;
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += values[index] ?? 0;
  return values.length === 0 ? 0 : sum / values.length;
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle] ?? 0;
  return ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
