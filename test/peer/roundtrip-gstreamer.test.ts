/** Round trips with GStreamer through our server; rtmpsink is librtmp, which publishes in its own way. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/loopback.ts';
import { fixture } from '../support/media/fixtures.ts';
import { notesOfTags } from '../support/media/played-file.ts';
import { feedUnits, tellUnits, unitsOf } from '../support/media/units.ts';
import { publish } from '../support/publishing.ts';
import { gstreamerPlay, gstreamerPublish } from '../support/servers/clients/gstreamer.ts';
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

describe('GStreamer and our server', () => {
  it.each(['rtmp2sink', 'rtmpsink'] as const)('S1, S4–S6, S11, S13: what %s publishes arrives whole', async (sink) => {
    const file = await fixture('avc-aac');
    const publisher = await gstreamerPublish(file, `${own.url}/${sink}`, sink);
    const { code } = await publisher.exited;
    expect({ code, said: publisher.stderr() }).toEqual({ code: 0, said: '' });
    const { tags } = await own.received(sink);
    expect(tellUnits(await notesOfTags(tags))).toEqual(tellUnits(await readNotes(file)));
  });

  it('S4, S19: rtmp2src plays every access unit with its times', async () => {
    const file = join(folder.path, 'played.flv');
    const sent = await readNotes(await fixture('avc-reordered-aac'));
    const publishing = publish({ url: own.url, key: 'to' });
    await publishing.accepted;
    const player = await gstreamerPlay(`${own.url}/to`, file);
    await own.hasPlayers('to', 1);
    await feedUnits(publishing, unitsOf(sent), 8);
    await player.settled();
    publishing.connection.stop();
    expect((await publishing.outcome).error).toBeNull();
    await player.exited;
    expect(tellUnits(await readNotes(file))).toEqual(tellUnits(sent));
  });
});
