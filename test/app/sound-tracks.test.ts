/** The real app with two sound tracks: both in the recording under their names, and a destination that gets the second one. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { profileViewSchema } from '../../shared/contract/settings.ts';
import { showStateSchema } from '../../shared/contract/show/show.ts';
import { defaultStrip, type Input } from '../../shared/studio/document/source.ts';
import type { Command } from '../../shared/studio/edit/commands.ts';
import { temporaryFolder, until } from '../support/loopback.ts';
import { runWell } from '../support/processes.ts';
import { startNginx, type NginxRtmp } from '../support/servers/nginx-rtmp.ts';
import {
  ask,
  loadStudio,
  openStudio,
  pickFolder,
  waitForState,
  type OpenStudio,
} from '../support/studio/open-studio.ts';
import { changeShow } from '../support/studio/show-source.ts';

let studio: OpenStudio;
let nginx: NginxRtmp;
let page: Page;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

/** Hertz of what is on track 1 alone and on track 2 alone. */
const tones = [440, 1500] as const;
const sampleRate = 48_000;
const act = (command: Command): Promise<unknown> => changeShow((name, input) => ask(page, name, input), command);

async function addTone(index: 0 | 1, sceneId: string): Promise<void> {
  const hz = tones[index];
  const file = path.join(folder.path, `${hz}.wav`);
  const wave = `0.25*sin(2*PI*${hz}*t)`;
  const source = `aevalsrc='${wave}|${wave}':s=${sampleRate}:d=20`;
  await runWell('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, '-c:a', 'pcm_s16le', file]);
  const input: Input = { kind: 'media', paths: [file], loop: true, shuffle: false, restart: false };
  const strip = { ...defaultStrip, tracks: 2 ** index };
  const made = { id: `tone-${index}`, name: `${hz} Hz`, input, filters: [], strip, fallbackId: null };
  await act({ name: 'source.add', source: made, place: { sceneId, itemId: `item-${index}`, transform: null } });
}

/** Level of each tone in the last seconds of sound stream `stream`, dBFS. */
async function levels(file: string, stream: number): Promise<readonly number[]> {
  const input = ['-nostdin', '-v', 'error', '-i', file, '-map', `0:a:${stream}`];
  const bytes = await runWell('ffmpeg', [...input, '-ac', '1', '-ar', String(sampleRate), '-f', 'f32le', '-']);
  const samples = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const kept = samples.subarray(Math.max(0, samples.length - 3 * sampleRate), samples.length - sampleRate);
  return tones.map((hz) => {
    let [cosine, sine] = [0, 0];
    for (const [frame, sample] of kept.entries()) {
      cosine += sample * Math.cos((2 * Math.PI * hz * frame) / sampleRate);
      sine += sample * Math.sin((2 * Math.PI * hz * frame) / sampleRate);
    }
    return 20 * Math.log10((2 * Math.hypot(cosine, sine)) / Math.max(1, kept.length) + 1e-9);
  });
}

/** Names of the sound streams, as ffprobe tells them. */
async function names(file: string): Promise<readonly string[]> {
  const entries = 'stream_tags=handler_name,title';
  const shown = ['-select_streams', 'a', '-show_entries', entries, '-of', 'csv=p=0', file];
  const told = await runWell('ffprobe', ['-v', 'error', ...shown]);
  const lines = told.toString('utf8').trim().split('\n');
  // A file may tell the same name in two places.
  return lines.map((line) => line.split(',')[0] ?? '');
}

const recordings = async (ending: string): Promise<readonly string[]> =>
  (await readdir(folder.path)).filter((name) => name.endsWith(ending)).map((name) => path.join(folder.path, name));

async function prepare(): Promise<void> {
  await ask(page, 'settings.update', { welcomed: true });
  const made = profileViewSchema.parse(await ask(page, 'profile.create', { name: 'Tracks', serviceId: 'custom' }));
  const video = { width: 640, height: 360, fps: 30, kbps: 1000 };
  await ask(page, 'profile.update', { id: made.id, patch: { serverUrl: nginx.url, video } });
  await ask(page, 'profile.setKey', { id: made.id, key: 'track-one' });
  const rest = { backupUrl: '', hotStandby: false, priority: 2, enabled: true };
  const destination = { ...rest, name: 'Second', serviceId: 'custom', serverUrl: nginx.url, soundTrack: 2 } as const;
  await ask(page, 'destination.add', { profileId: made.id, destination, key: 'track-two' });
  await ask(page, 'profile.select', { id: made.id });
  const { show } = showStateSchema.parse(await ask(page, 'show.load', null));
  for (const { id } of show.sources) await act({ name: 'source.remove', sourceId: id });
  const sceneId = show.stage.programId;
  await addTone(0, sceneId);
  await addTone(1, sceneId);
  const [first, , three, four, five, six] = show.master.trackNames;
  await act({ name: 'master.set', patch: { trackNames: [first, 'Musik für später', three, four, five, six] } });
  await pickFolder(studio.app, folder.path);
  await ask(page, 'record.chooseFolder', null);
}

/** Records a stream of some seconds into a file of `container`. */
async function record(container: 'mp4' | 'mkv', seconds: number): Promise<string> {
  const { settings } = await loadStudio(page);
  await ask(page, 'settings.update', {
    recording: { ...settings.recording, container, tracks: [1, 2], withStream: true },
  });
  await ask(page, 'live.start', { mode: 'live' });
  const outputs = async () => (await loadStudio(page)).session.outputs;
  await until('both are live', async () => (await outputs()).every(({ state }) => state === 'live'), 40_000);
  await pause(seconds * 1000);
  await ask(page, 'live.stop', null);
  await waitForState(page, 'ended');
  await ask(page, 'live.dismiss', null);
  const isFinished = async () => (await loadStudio(page)).session.recording?.state === 'off';
  await until('the file is finished', isFinished, 20_000);
  const [file = ''] = await recordings(`.${container}`);
  return file;
}

describe('sound tracks', () => {
  beforeAll(async () => {
    folder = await temporaryFolder();
    [studio, nginx] = await Promise.all([openStudio([]), startNginx()]);
    ({ page } = studio);
    await prepare();
  });
  afterAll(async () => {
    await studio?.close();
    await nginx?.stop();
    await folder?.remove();
  });

  test('are in the file, each with its own sound and name, and a destination gets the one it chose', async () => {
    const file = await record('mp4', 6);
    expect(await names(file)).toEqual(['Stream', 'Musik für später']);
    const read = [await levels(file, 0), await levels(file, 1)];
    const sent = await Promise.all(
      ['track-one', 'track-two'].map(async (key) => levels(await nginx.recording(key), 0)),
    );
    for (const [one, two] of [read, sent]) {
      expect(one?.[0]).toBeGreaterThan(-15);
      expect(one?.[1]).toBeLessThan(-60);
      expect(two?.[0]).toBeLessThan(-60);
      expect(two?.[1]).toBeGreaterThan(-15);
    }
  });

  test('are in a Matroska file too', async () => {
    const file = await record('mkv', 4);
    expect(await names(file)).toEqual(['Stream', 'Musik für später']);
    const read = [await levels(file, 0), await levels(file, 1)];
    expect(read[0]?.[0]).toBeGreaterThan(-15);
    expect(read[1]?.[1]).toBeGreaterThan(-15);
    expect(read[1]?.[0]).toBeLessThan(-60);
  });
});
