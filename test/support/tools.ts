/** The command-line tools as real processes, and small files in several containers for them to send. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readFlvFile, type FlvTag } from '../../shared/flv/flv-file.ts';
import { tagTrait, tagTraits } from '../../shared/flv/tag.ts';
import { run, runWell, start, type Running } from './processes.ts';

const script = resolve(import.meta.dirname, '../../electron/command-line/tools/uplink.ts');

/** How a tool ended and what it wrote. */
export type ToolEnd = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Runs `uplink …` to its end. */
export async function runTool(...args: readonly string[]): Promise<ToolEnd> {
  const { code, stdout, stderr } = await run(process.execPath, [script, ...args]);
  return { code, stdout: stdout.toString('utf8'), stderr };
}

/** Starts `uplink …`. */
export function startTool(...args: readonly string[]): Promise<Running> {
  return start(process.execPath, [script, ...args]);
}

/** A running `uplink serve` on a free port. */
export type ServedTool = { readonly tool: Running; readonly url: string; readonly port: number };

/** Starts `uplink serve` and resolves when it listens; `url` ends with the app. */
export async function serveTool(...args: readonly string[]): Promise<ServedTool> {
  const tool = await startTool('serve', '--port', '0', ...args);
  await tool.says(/Publish to rtmp:\S+/, 10_000);
  const url = /Publish to (rtmp:\S+)/.exec(tool.stderr())?.[1] ?? '';
  return { tool, url, port: Number(/:(\d+)\//.exec(url)?.[1] ?? 0) };
}

/** The records of `--json`, the first of a kind. */
export function recordIn(text: string, kind: string): Readonly<Record<string, unknown>> {
  for (const line of text.split('\n')) {
    const record: unknown = line === '' ? null : JSON.parse(line);
    if (isRecord(record) && record['kind'] === kind) return record;
  }
  throw new Error(`no ${kind} in ${text}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Sound and picture of an FLV file, one line a tag: for comparing two files. `media` leaves headers and end marks out. */
export async function tagsOf(file: string, what: 'all' | 'media' = 'all'): Promise<readonly string[]> {
  const content = readFlvFile(await readFile(file));
  if (!content.ok) throw new Error(`${file} is not an FLV file`);
  return content.value.tags
    .filter((tag) => tag.type !== 18 && (what === 'all' || isMedia(tag)))
    .map(({ type, timestamp, body }) => `${type} ${timestamp} ${Buffer.from(body).toString('base64')}`);
}

function isMedia({ type, body }: FlvTag): boolean {
  return (tagTraits(type === 9 ? 'video' : 'audio', body) & tagTrait.media) !== 0;
}

/** Files with the same four seconds: H.264 with B frames, a key frame only at the start, and AAC or Opus. */
export type Clips = { readonly flv: string; readonly mp4: string; readonly mkv: string; readonly twoSounds: string };

/** Makes them in `folder`. */
export async function makeClips(folder: string): Promise<Clips> {
  const at = (name: string): string => join(folder, name);
  const ffmpeg = (...args: readonly string[]): Promise<Buffer> =>
    runWell('ffmpeg', ['-nostdin', '-v', 'error', ...args]);
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=30'];
  const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'];
  const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '3', '-g', '300', '-pix_fmt', 'yuv420p'];
  await ffmpeg(...picture, ...sound, '-t', '4', ...h264, '-c:a', 'aac', '-ac', '2', at('clip.mp4'));
  await ffmpeg('-i', at('clip.mp4'), '-c', 'copy', at('clip.flv'));
  await ffmpeg('-i', at('clip.mp4'), '-c:v', 'copy', '-c:a', 'libopus', at('clip.mkv'));
  const map = ['-map', '0', '-map', '1', '-t', '4', '-c:v', 'copy', '-c:a', 'aac'];
  await ffmpeg('-i', at('clip.mp4'), ...sound, ...map, at('two.mp4'));
  return { flv: at('clip.flv'), mp4: at('clip.mp4'), mkv: at('clip.mkv'), twoSounds: at('two.mp4') };
}
