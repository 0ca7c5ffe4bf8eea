/** Round trips through our server with ffmpeg 5.1: what it publishes arrives, what it plays is whole. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/loopback.ts';
import { fixture } from '../support/media/fixtures.ts';
import { notesOfTags } from '../support/media/played-file.ts';
import { feedUnits, tellUnits, unitsOf } from '../support/media/units.ts';
import { publish } from '../support/publishing.ts';
import { ffmpegPlay, ffmpegPublish } from '../support/servers/clients/ffmpeg.ts';
import { readNotes } from '../support/servers/node-av/copy.ts';
import { startOwnServer, type OwnServer } from '../support/servers/own-server.ts';

let own: OwnServer;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  [own, folder] = await Promise.all([startOwnServer(), temporaryFolder()]);
});

afterAll(async () => {
  await own.stop();
  await folder.remove();
});

describe('ffmpeg 5.1 and our server', () => {
  it('S1, S4–S6, S8, S13: every access unit that ffmpeg publishes arrives with its times', async () => {
    const file = await fixture('avc-reordered-aac');
    const publisher = await ffmpegPublish(file, `${own.url}/from`, 8);
    expect((await publisher.exited).code).toBe(0);
    const { tags, metadata } = await own.received('from');
    expect(metadata).toBe(1);
    expect(tellUnits(await notesOfTags(tags))).toEqual(tellUnits(await readNotes(file)));
  });

  it('S4, S19: ffmpeg plays every access unit with its times, and its file ends with the stream', async () => {
    const file = join(folder.path, 'played.flv');
    const sent = await readNotes(await fixture('avc-reordered-aac'));
    const publishing = publish({ url: own.url, key: 'to' });
    await publishing.accepted;
    const player = await ffmpegPlay(`${own.url}/to`, file);
    await own.hasPlayers('to', 1);
    await feedUnits(publishing, unitsOf(sent), 8);
    publishing.connection.stop();
    expect((await publishing.outcome).error).toBeNull();
    expect((await player.exited).code).toBe(0);
    expect(tellUnits(await readNotes(file))).toEqual(tellUnits(sent));
  });
});
