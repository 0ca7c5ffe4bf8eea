/** Round trips through nginx-rtmp: what other players read from it when we publish, and what we read when others do. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, until } from '../support/loopback.ts';
import { fixture } from '../support/media/fixtures.ts';
import { notesOfTags } from '../support/media/played-file.ts';
import { feedUnits, tellUnits, unitsOf } from '../support/media/units.ts';
import { play } from '../support/playing.ts';
import { publish } from '../support/publishing.ts';
import type { Running } from '../support/processes.ts';
import { ffmpegPlay, ffmpegPublish } from '../support/servers/clients/ffmpeg.ts';
import { rtmpdumpPlay } from '../support/servers/clients/rtmpdump.ts';
import { startNginx, type NginxRtmp } from '../support/servers/nginx-rtmp.ts';
import { readNotes } from '../support/servers/node-av/copy.ts';

let nginx: NginxRtmp;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  [nginx, folder] = await Promise.all([startNginx(), temporaryFolder()]);
});

afterAll(async () => {
  await nginx.stop();
  await folder.remove();
});

/** nginx drops what a player does not take in time, so nobody publishes faster than this. */
const speed = 4;

describe('a publish to nginx-rtmp, read by another player', () => {
  const players: readonly [string, (url: string, file: string) => Promise<Running>][] = [
    ['ffmpeg', ffmpegPlay],
    ['rtmpdump', rtmpdumpPlay],
  ];

  it.each(players)('C41, C44: %s plays every access unit with its times', async (name, start) => {
    const sent = await readNotes(await fixture('avc-reordered-aac'));
    const file = join(folder.path, `${name}.flv`);
    const player = await start(`${nginx.url}/${name}`, file);
    await until(`${name} plays`, () => nginx.callbacks().some((c) => c.call === 'play' && c.name === name));
    const publishing = publish({ url: nginx.url, key: name });
    await publishing.accepted;
    await feedUnits(publishing, unitsOf(sent), speed);
    publishing.connection.stop();
    expect((await publishing.outcome).error).toBeNull();
    await player.exited;
    expect(tellUnits(await readNotes(file))).toEqual(tellUnits(sent));
  });
});

describe('playing from nginx-rtmp', () => {
  it('P1, P2: every access unit that ffmpeg publishes arrives with its times', async () => {
    const file = await fixture('avc-reordered-aac');
    const player = play({ url: `${nginx.url}/played` });
    await until('we play', () => nginx.callbacks().some(({ call, name }) => call === 'play' && name === 'played'));
    const publisher = await ffmpegPublish(file, `${nginx.url}/played`, speed);
    expect((await publisher.exited).code).toBe(0);
    expect(await player.outcome).toEqual({ error: null, ending: 'stream-eof' });
    expect(player.metadata).toHaveLength(1);
    expect(tellUnits(await notesOfTags(player.tags))).toEqual(tellUnits(await readNotes(file)));
  });
});
