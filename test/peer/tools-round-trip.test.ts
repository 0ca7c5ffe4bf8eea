/** The tools among themselves: what is published to `serve` is recorded and played as it was, in every container. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, until } from '../support/loopback.ts';
import { readRecording } from '../support/media/prepared-stream.ts';
import {
  makeClips,
  recordIn,
  runTool,
  serveTool,
  startTool,
  tagsOf,
  type Clips,
  type ServedTool,
} from '../support/tools.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let clips: Clips;
let served: ServedTool | null = null;

beforeAll(async () => {
  folder = await temporaryFolder();
  clips = await makeClips(folder.path);
});

afterEach(async () => {
  await served?.tool.end();
  served = null;
});

afterAll(() => folder.remove());

/** A server that records into a folder of its own. */
async function serving(name: string, ...args: readonly string[]): Promise<ServedTool & { readonly records: string }> {
  const records = join(folder.path, name);
  served = await serveTool('--record', records, ...args);
  return { ...served, records };
}

/** The only recording, once its stream is over. */
async function recordingIn(records: string): Promise<string> {
  const { tool } = served ?? {};
  tool?.signal('SIGINT');
  expect(await tool?.exited).toEqual({ code: 0, signal: null });
  const files = await readdir(records);
  expect(files).toHaveLength(1);
  return join(records, files[0] ?? '');
}

describe('publish, serve and play', () => {
  it('hand an FLV file on byte for byte, at its own pace', async () => {
    const { url, records } = await serving('flv');
    const publishing = await startTool('publish', clips.flv, `${url}/stage`, '--json');
    await publishing.says(/"step":"accepted"/, 10_000);
    const output = join(folder.path, 'played.flv');
    const playing = await startTool('play', `${url}/stage`, '-o', output, '--json');
    await playing.says(/"step":"playing"/, 10_000);
    expect(await publishing.exited).toMatchObject({ code: 0 });
    expect(await playing.exited).toMatchObject({ code: 0 });
    // Headers repeated for a late player carry the time of its arrival.
    expect(await tagsOf(output, 'media')).toEqual(await tagsOf(clips.flv, 'media'));
    expect((await readFile(output)).includes('onMetaData')).toBe(true);
    expect(recordIn(playing.stdout(), 'end')).toMatchObject({ ok: true, ending: 'stream-ended' });
    const result = recordIn(publishing.stdout(), 'end');
    expect(result).toMatchObject({ ok: true, exitCode: 0, error: null, videoFrames: 120, rounds: 1 });
    expect(result['seconds']).toBeGreaterThan(3.5);
    expect(await tagsOf(await recordingIn(records))).toEqual(await tagsOf(clips.flv));
  });

  it('C44: keep order and times of an MP4 file with B frames', async () => {
    const { url, records } = await serving('mp4');
    expect(await runTool('publish', clips.mp4, `${url}/stage`, '--fast')).toMatchObject({ code: 0 });
    const recorded = await readRecording(await recordingIn(records));
    const original = await readRecording(clips.flv);
    expect(Buffer.from(recorded.headers.video)).toEqual(Buffer.from(original.headers.video));
    for (const track of ['video', 'audio'] as const) {
      const mine = recorded.packets.filter((packet) => packet.track === track);
      const theirs = original.packets.filter((packet) => packet.track === track);
      expect(mine.map(({ bytes }) => Buffer.from(bytes).toString('base64'))).toEqual(
        theirs.map(({ bytes }) => Buffer.from(bytes).toString('base64')),
      );
      for (const [index, { pts, dts }] of mine.entries()) {
        // The container counts in its own units, so that the last millisecond may differ.
        expect(Math.abs(pts - (theirs[index]?.pts ?? 0))).toBeLessThanOrEqual(2000);
        expect(dts).toBeLessThanOrEqual(pts);
        expect(dts).toBeGreaterThanOrEqual(mine[index - 1]?.dts ?? 0);
      }
    }
  });

  it('C49: carry the Opus of a Matroska file, header first', async () => {
    const { url, records } = await serving('mkv');
    expect(await runTool('publish', clips.mkv, `${url}/stage`, '--fast')).toMatchObject({ code: 0 });
    const tags = await tagsOf(await recordingIn(records));
    const sound = tags
      .filter((tag) => tag.startsWith('8 '))
      .map((tag) => Buffer.from(tag.split(' ')[2] ?? '', 'base64'));
    expect(sound[0]?.toString('latin1', 0, 13)).toBe('\x90OpusOpusHead');
    expect(sound.length).toBeGreaterThan(195);
    for (const body of sound.slice(1)) expect(body.toString('latin1', 0, 5)).toBe('\x91Opus');
  });

  it('fail for a Matroska file that was cut before its first cluster', async () => {
    const { url } = await serving('cut-short');
    const whole = await readFile(clips.mkv);
    const stump = join(folder.path, 'stump.mkv');
    await writeFile(stump, whole.subarray(0, whole.indexOf(Buffer.from('1f43b675', 'hex'))));
    expect(await runTool('publish', stump, `${url}/stage`, '--fast')).toMatchObject({ code: 60 });
  });

  it('C52: number the sounds of a file, the first one unwrapped', async () => {
    const { url, records } = await serving('two');
    expect(await runTool('publish', clips.twoSounds, `${url}/stage`, '--fast')).toMatchObject({ code: 0 });
    const tags = await tagsOf(await recordingIn(records));
    const firsts = tags
      .filter((tag) => tag.startsWith('8 '))
      .map((tag) => Buffer.from(tag.split(' ')[2] ?? '', 'base64'));
    expect(firsts.filter((body) => body[0] === 0xaf).length).toBeGreaterThan(180);
    const second = firsts.filter((body) => body[0] === 0x95);
    expect(second.length).toBeGreaterThan(180);
    for (const body of second) expect(body.toString('latin1', 2, 7)).toBe('mp4a\u0001');
  });

  it('go round and round with rising times, and end cleanly when interrupted', async () => {
    const { url, records } = await serving('loop');
    const publishing = await startTool('publish', clips.flv, `${url}/stage`, '--loop', '--fast', '--json');
    await publishing.says(/"rounds":[3-9]/, 20_000);
    publishing.signal('SIGINT');
    expect(await publishing.exited).toEqual({ code: 0, signal: null });
    expect(recordIn(publishing.stdout(), 'server')).toMatchObject({ kind: 'server' });
    const tags = await tagsOf(await recordingIn(records));
    const times = tags.filter((tag) => tag.startsWith('9 ')).map((tag) => Number(tag.split(' ')[1]));
    expect(times.length).toBeGreaterThan(240);
    for (const [index, time] of times.entries()) expect(time).toBeGreaterThanOrEqual(times[index - 1] ?? 0);
  });

  it('leave a file that ends with a whole tag when the server is killed', async () => {
    const { url, records, tool } = await serving('killed');
    const publishing = await startTool('publish', clips.flv, `${url}/stage`, '--loop');
    await publishing.says(/Publishing/, 10_000);
    const fileOf = async (): Promise<string> => join(records, (await readdir(records))[0] ?? '');
    await until('some seconds are recorded', async () => (await tagsOf(await fileOf()).catch(() => [])).length > 150);
    tool.signal('SIGKILL');
    expect(await publishing.exited).toMatchObject({ code: 30 });
    const tags = await tagsOf(await fileOf(), 'media');
    expect(tags).toEqual((await tagsOf(clips.flv, 'media')).slice(0, tags.length));
  });

  it('want the key where there is one, and never write it', async () => {
    const keyFile = join(folder.path, 'key.txt');
    await writeFile(keyFile, 's3cr3tkey\nnot this\n');
    const { url, records, tool } = await serving('locked', '--key-file', keyFile);
    const wrong = await runTool('publish', clips.flv, `${url}/other`, '--fast');
    expect(wrong.code).toBeGreaterThanOrEqual(21);
    const right = await runTool('publish', clips.flv, url, '--key-file', keyFile, '--fast', '--json');
    expect(right.code).toBe(0);
    expect(await runTool('play', `${url}/s3cr3tkey`, '-o', join(folder.path, 'none.flv'))).toMatchObject({ code: 21 });
    const file = await recordingIn(records);
    for (const text of [file, right.stdout, right.stderr, tool.stdout(), tool.stderr()]) {
      expect(text).not.toContain('s3cr3tkey');
    }
  });

  it('say which file can’t be written', async () => {
    const taken = join(folder.path, 'taken');
    await mkdir(taken);
    const { code, stderr } = await runTool('play', 'rtmp://127.0.0.1:1/live/x', '-o', taken);
    expect(code).toBe(60);
    expect(stderr).toContain('it is a folder');
  });
});
