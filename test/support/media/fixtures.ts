/** Short streams of every codec that the peers carry, made once by ffmpeg and kept in a folder of the system's cache. */
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from '../loopback.ts';
import { runWell } from '../processes.ts';
import { copyStreams } from '../servers/node-av/copy.ts';

/** Raise it when a recipe changes, so that old files are left alone. */
const edition = 2;

const cache = join(tmpdir(), `uplink-test-media-${edition}`);

/** Seconds of each stream; a key frame each second. */
const fixtureSeconds = 4;

const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', '400k'];
const hevc = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'keyint=30:bframes=2:log-level=error'];
const av1 = ['-c:v', 'libsvtav1', '-preset', '12'];
const vp9 = ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '400k'];
const aac = ['-c:a', 'aac', '-ac', '2', '-b:a', '96k'];
const opus = ['-c:a', 'libopus', '-ac', '2', '-b:a', '96k'];

const recipes = {
  'avc-aac': [...h264, '-bf', '0', ...aac],
  'avc-reordered-aac': [...h264, '-bf', '2', ...aac],
  'hevc-aac': [...hevc, '-tag:v', 'hvc1', ...aac],
  'av1-opus': [...av1, ...opus],
  'vp9-opus': [...vp9, ...opus],
  'avc-two-aac': [...h264, '-bf', '2', ...aac, '-map', '0', '-map', '1', '-map', '2'],
} as const satisfies Record<string, readonly string[]>;

/** What there is: video codec, `reordered` for B frames, audio codecs. */
export type FixtureName = keyof typeof recipes;

/**
 * An FLV file of 320×180 at 30 fps and stereo at 48 kHz, its times whole milliseconds. H.264 is muxed by ffmpeg 5.1,
 * the other codecs, which it does not know in FLV, and the second sound by FFmpeg 8.1.
 */
export async function fixture(name: FixtureName): Promise<string> {
  const file = join(cache, `${name}.flv`);
  if (existsSync(file)) return file;
  await mkdir(cache, { recursive: true });
  const folder = await temporaryFolder();
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=30'];
  // Sound begins a little late, so that every stream starts with its key frame: a publisher may send nothing before.
  const sounds = [440, 880].flatMap((hertz) => [
    '-itsoffset',
    '0.1',
    '-f',
    'lavfi',
    '-i',
    `sine=frequency=${hertz}:sample_rate=48000`,
  ]);
  const isLegacy = name === 'avc-aac' || name === 'avc-reordered-aac';
  const first = join(folder.path, isLegacy ? 'made.flv' : 'made.mp4');
  const common = ['-t', String(fixtureSeconds), '-g', '30', '-pix_fmt', 'yuv420p'];
  await runWell('ffmpeg', ['-nostdin', '-v', 'error', ...picture, ...sounds, ...common, ...recipes[name], first], {
    env: { ...process.env, SVT_LOG: '1' },
  });
  const last = isLegacy ? first : join(folder.path, 'copied.flv');
  if (!isLegacy) await copyStreams({ input: first, output: last });
  await rename(last, file);
  await folder.remove();
  return file;
}
