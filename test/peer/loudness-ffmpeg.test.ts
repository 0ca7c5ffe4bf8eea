/** Loudness and true peak as ffmpeg's ebur128 measures them, within 0.2 LU, for sounds that are not test tones. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decibels } from '../../shared/studio/audio/level/decibels.ts';
import { TruePeak } from '../../shared/studio/audio/level/true-peak.ts';
import { LoudnessMeter } from '../../shared/studio/audio/loudness/loudness-meter.ts';
import type { Stereo } from '../../shared/studio/audio/stereo.ts';
import { Biquad, lowPass } from '../../shared/studio/audio/tone/biquad.ts';
import { createNoise, inBlocks, joined, stereo, through, tone } from '../support/tones.ts';

type Figures = {
  readonly integrated: number;
  readonly shortTerm: number;
  readonly range: number;
  readonly peak: number;
};

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'uplink-loudness-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function ours(signal: Stereo): Figures {
  const [meter, truePeak] = [new LoudnessMeter(), new TruePeak()];
  inBlocks(signal, (block) => {
    meter.measure(block);
    truePeak.measure(block);
  });
  return {
    integrated: meter.integratedLufs ?? -70,
    shortTerm: meter.shortTermLufs,
    range: meter.rangeLu ?? 0,
    peak: decibels(truePeak.take()),
  };
}

async function theirs(signal: Stereo): Promise<Figures> {
  const file = path.join(folder, 'sound.f32');
  const both = Float32Array.from({ length: 2 * signal[0].length }, (_, n) => signal[n % 2 === 0 ? 0 : 1][n >> 1] ?? 0);
  await writeFile(file, new Uint8Array(both.buffer));
  const input = ['-f', 'f32le', '-ar', '48000', '-ac', '2', '-i', file];
  const said = await ffmpeg(['-hide_banner', ...input, '-af', 'ebur128=peak=true:framelog=info', '-f', 'null', '-']);
  const last = said.match(/S:\s*(-?[\d.]+)/gu)?.at(-1) ?? '';
  const summary = said.slice(said.lastIndexOf('Summary:'));
  return {
    integrated: numberAfter(summary, /I:\s*(-?[\d.]+) LUFS/u),
    shortTerm: numberAfter(last, /S:\s*(-?[\d.]+)/u),
    range: numberAfter(summary, /LRA:\s*(-?[\d.]+) LU/u),
    peak: numberAfter(summary, /Peak:\s*(-?[\d.]+) dBFS/u),
  };
}

function ffmpeg(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('ffmpeg', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(said) : reject(new Error(said.slice(-500)))));
  });
}

function numberAfter(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1] ?? Number.NaN);
}

/** Noise with less and less of it upwards, as rooms have. */
function room(seconds: number, level: number): Stereo {
  const noise = createNoise(21);
  const raw: Stereo = [
    stereo(seconds * 48_000, () => level * noise())[0],
    stereo(seconds * 48_000, () => level * noise())[0],
  ];
  return through(new Biquad(lowPass(3_000)), raw);
}

/** Words of different loudness with pauses. */
function speech(seconds: number): Stereo {
  const noise = createNoise(8);
  return stereo(seconds * 48_000, (frame) => {
    const word =
      Math.max(0, Math.sin((2 * Math.PI * frame) / 31_000)) * (0.3 + 0.7 * Math.abs(Math.sin(frame / 190_000)));
    return 0.4 * word * (Math.sin(frame / 45) + 0.4 * Math.sin(frame / 17) + 0.3 * noise());
  });
}

/** Chords over a beat, louder in the second half, wider on one side. */
function music(seconds: number): Stereo {
  const noise = createNoise(77);
  const chord = (frame: number, detune: number) =>
    [220, 277.2, 329.6, 880].reduce((sum, hz) => sum + Math.sin((2 * Math.PI * hz * detune * frame) / 48_000), 0) / 4;
  const beat = (frame: number) =>
    Math.exp(-(frame % 24_000) / 3_000) * Math.sin((2 * Math.PI * 60 * (frame % 24_000)) / 48_000);
  const loudness = (frame: number) => (frame > seconds * 24_000 ? 0.7 : 0.15);
  const make = (detune: number) =>
    stereo(
      seconds * 48_000,
      (frame) => loudness(frame) * (0.5 * chord(frame, detune) + 0.6 * beat(frame) + 0.05 * noise()),
    )[0];
  return [make(1), make(1.004)];
}

/** A tone that was cut at full scale. */
function clipped(seconds: number): Stereo {
  const cut = (sample: number) => Math.max(-1, Math.min(1, sample));
  return stereo(seconds * 48_000, (frame) => cut(2.5 * Math.sin((2 * Math.PI * 3_001 * frame) / 48_000)));
}

/** As codecs leave it: near half the rate, where the filters of meters differ, is little. */
function softened(signal: Stereo): Stereo {
  return through(new Biquad(lowPass(12_000)), through(new Biquad(lowPass(12_000)), signal));
}

test.each([
  ['a tone', tone({ hz: 1_000, db: -18, seconds: 15 })],
  [
    'tones of different loudness',
    joined(tone({ hz: 400, db: -36, seconds: 10 }), tone({ hz: 400, db: -16, seconds: 10 })),
  ],
  ['a room', room(20, 0.3)],
  ['speech', speech(30)],
  ['music', music(30)],
  ['a hot master', softened(clipped(20))],
] as const)('%s', async (_, signal) => {
  const [here, there] = [ours(signal), await theirs(signal)];
  expect(Math.abs(here.integrated - there.integrated)).toBeLessThan(0.2);
  expect(Math.abs(here.shortTerm - there.shortTerm)).toBeLessThan(0.2);
  expect(Math.abs(here.range - there.range)).toBeLessThan(0.4);
  expect(Math.abs(here.peak - there.peak)).toBeLessThan(0.2);
});
