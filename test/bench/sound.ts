/** What the sound desk costs: minutes of sound through it as fast as it goes, as a part of one core in real time. */
import { SoundDesk } from '../../renderer/media/audio/desk/sound-desk.ts';
import { median } from '../../shared/live/ingest/spread.ts';
import { defaultMaster } from '../../shared/studio/document/show.ts';
import { defaultStrip, type Source } from '../../shared/studio/document/source.ts';
import type { AudioFilter } from '../../shared/studio/document/filters.ts';
import type { Stereo } from '../../shared/studio/audio/stereo.ts';

const seconds = 60;
const runs = 5;

/** 10 ms, as devices give it. */
const chunkFrames = 480;

const voiceFilters: readonly AudioFilter[] = [
  { id: 'eq', enabled: true, kind: 'equaliser', lowDb: -3, midDb: 2, highDb: 4, lowHz: 200, highHz: 4_000 },
  {
    id: 'comp',
    enabled: true,
    kind: 'compressor',
    thresholdDb: -24,
    ratio: 3,
    kneeDb: 6,
    attackMillis: 5,
    releaseMillis: 120,
    makeUpDb: 6,
    sidechainId: null,
  },
  { id: 'lim', enabled: true, kind: 'limiter', ceilingDb: -3, releaseMillis: 80 },
];

function lane(id: string, filters: readonly AudioFilter[]): Source {
  return {
    id,
    name: id,
    input: { kind: 'microphone', deviceId: '', label: '' },
    filters: [],
    strip: { ...defaultStrip, filters: [...filters] },
    fallbackId: null,
  };
}

/** Syllables of noise and tone: meters, compressor and limiter all have something to do. */
function speech(seed: number): Stereo {
  const samples = Float32Array.from({ length: 48_000 }, (_, n) => {
    const syllable = Math.max(0, Math.sin((n + seed * 4_000) / 3_000));
    const voice = Math.sin(n / 30) + 0.4 * Math.sin(n / 7.3) + 0.2 * Math.sin(n * n * 0.37);
    return 0.45 * syllable * voice;
  });
  return [samples, Float32Array.from(samples)];
}

/** Processor time for each second of sound, ms. */
function run(lanes: number, filters: readonly AudioFilter[]): number {
  let micros = 0;
  const desk = new SoundDesk({
    now: () => micros,
    mainOffset: () => 0,
    onBlock: () => undefined,
    onLevels: () => undefined,
    onFindings: () => undefined,
    createDenoiser: () => null,
  });
  const ids = Array.from({ length: lanes }, (_, index) => `lane${index}`);
  desk.setShow({ sources: ids.map((id) => lane(id, filters)), master: defaultMaster });
  for (const id of ids) desk.attach(id, { kind: 'push' });
  desk.restart({ epoch: 0, startPts: 0, delay: 0 });
  const sounds = ids.map((_, index) => speech(index));
  const pieces = sounds.map(([left, right]) =>
    Array.from({ length: 100 }, (_, n): Stereo => {
      const [from, to] = [n * chunkFrames, (n + 1) * chunkFrames];
      return [left.slice(from, to), right.slice(from, to)];
    }),
  );
  const before = process.cpuUsage();
  for (let chunk = 0; chunk < seconds * 100; chunk += 1) {
    const at = micros;
    micros += 10_000;
    for (const [index, id] of ids.entries()) {
      const piece = pieces[index]?.[chunk % 100];
      if (piece !== undefined) desk.push(id, piece, { at });
    }
  }
  const { user, system } = process.cpuUsage(before);
  desk.close();
  return (user + system) / 1_000 / seconds;
}

for (const [name, lanes, filters] of [
  ['no lane', 0, []],
  ['1 lane, no filters', 1, []],
  ['4 lanes, no filters', 4, []],
  ['4 lanes with equaliser, compressor and limiter', 4, voiceFilters],
] as const) {
  const costs = Array.from({ length: runs }, () => run(lanes, filters)).toSorted((a, b) => a - b);
  const percent = (millis: number | undefined) => ((millis ?? 0) / 10).toFixed(2);
  process.stdout.write(
    `${name}: ${percent(median(costs))} % of a core (${percent(costs[0])} to ${percent(costs.at(-1))})\n`,
  );
}
