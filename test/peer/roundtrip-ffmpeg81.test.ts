/** Round trips with FFmpeg 8.1, which speaks Enhanced RTMP v2: every codec and two sound tracks, both ways. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/loopback.ts';
import { fixture, type FixtureName } from '../support/media/fixtures.ts';
import { notesOfTags } from '../support/media/played-file.ts';
import { feedUnits, tellUnits, trackOptions, unitsOf } from '../support/media/units.ts';
import { play } from '../support/playing.ts';
import { publish } from '../support/publishing.ts';
import type { CopyNotes } from '../support/servers/node-av/copy-notes.ts';
import { copyStreams, readNotes } from '../support/servers/node-av/copy.ts';
import { ffmpeg81Play, ffmpeg81Publish, startFfmpeg81Listener } from '../support/servers/node-av/ffmpeg81.ts';
import { startOwnServer, type OwnServer } from '../support/servers/own-server.ts';

/** What FFmpeg 8.1 makes of `file` when it copies it. */
async function rewritten(file: string): Promise<CopyNotes> {
  const folder = await temporaryFolder();
  const output = join(folder.path, 'rewritten.flv');
  await copyStreams({ input: file, output });
  const notes = await readNotes(output);
  await folder.remove();
  return notes;
}

const fixtures: readonly FixtureName[] = ['avc-reordered-aac', 'hevc-aac', 'av1-opus', 'vp9-opus', 'avc-two-aac'];

describe('a publish to FFmpeg 8.1', () => {
  it.each(fixtures)('C41, C44, C47–C49, C52: %s arrives byte for byte with its times', async (name) => {
    const [listener, sent] = await Promise.all([startFfmpeg81Listener('exact'), fixture(name).then(readNotes)]);
    const units = unitsOf(sent);
    const publishing = publish({ url: listener.url, key: 'exact', options: trackOptions(units) });
    await publishing.accepted;
    await feedUnits(publishing, units);
    publishing.connection.stop();
    expect((await publishing.outcome).error).toBeNull();
    expect(tellUnits(await listener.notes())).toEqual(tellUnits(sent));
    await listener.stop();
  });
});

describe('FFmpeg 8.1 and our server', () => {
  let own: OwnServer;

  beforeAll(async () => {
    own = await startOwnServer();
  });

  afterAll(() => own.stop());

  it.each(fixtures)('S6, S8, S12, S13: %s that FFmpeg publishes arrives byte for byte', async (name) => {
    const file = await fixture(name);
    const publisher = await ffmpeg81Publish(file, `${own.url}/from-${name}`, 16);
    expect((await publisher.exited).code).toBe(0);
    const { tags } = await own.received(`from-${name}`);
    // FFmpeg writes some records anew, so the measure is what it writes into a file.
    expect(tellUnits(await notesOfTags(tags))).toEqual(tellUnits(await rewritten(file)));
  });

  it.each(fixtures)('S15, S19: FFmpeg plays %s byte for byte, having said what it reads', async (name) => {
    const sent = await readNotes(await fixture(name));
    const units = unitsOf(sent);
    const publishing = publish({ url: own.url, key: `to-${name}`, options: trackOptions(units) });
    await publishing.accepted;
    const player = await ffmpeg81Play(`${own.url}/to-${name}`, 'codecs');
    await own.hasPlayers(`to-${name}`, 1);
    await feedUnits(publishing, units, 8);
    publishing.connection.stop();
    expect((await publishing.outcome).error).toBeNull();
    // FFmpeg does not say that it reads several tracks, so the second sound is kept from it.
    const { 'audio 1': _second, ...primary } = tellUnits(sent);
    expect(tellUnits(await player.notes())).toEqual(primary);
    await player.stop();
  });

  it('P6, S16: our player says that it reads several tracks, and gets both sounds', async () => {
    const sent = await readNotes(await fixture('avc-two-aac'));
    const units = unitsOf(sent);
    const publishing = publish({ url: own.url, key: 'both', options: trackOptions(units) });
    await publishing.accepted;
    const player = play({ url: `${own.url}/both` });
    await own.hasPlayers('both', 1);
    await feedUnits(publishing, units);
    publishing.connection.stop();
    expect(await player.outcome).toMatchObject({ error: null });
    expect(tellUnits(await notesOfTags(player.tags))).toEqual(tellUnits(sent));
  });

  it('S15: FFmpeg that does not say what it reads is told why it gets no HEVC', async () => {
    const units = unitsOf(await readNotes(await fixture('hevc-aac')));
    const publishing = publish({ url: own.url, key: 'unsaid' });
    await publishing.accepted;
    await feedUnits(publishing, units);
    const player = await ffmpeg81Play(`${own.url}/unsaid`, 'silent');
    expect((await player.running.exited).code).not.toBe(0);
    expect(player.running.stderr()).toContain('hvc1');
    publishing.connection.stop();
    expect((await publishing.outcome).error).toBeNull();
    await player.stop();
  });
});
