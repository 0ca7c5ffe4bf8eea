/** rtmpdump, the player of librtmp, from our server: it keeps to old habits and writes the tags as they came. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder, until } from '../support/loopback.ts';
import { fixture } from '../support/media/fixtures.ts';
import { feedUnits, tellUnits, unitsOf } from '../support/media/units.ts';
import { publish } from '../support/publishing.ts';
import { rtmpdumpPlay } from '../support/servers/clients/rtmpdump.ts';
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

it('S1, S4, S5, S19: rtmpdump plays every access unit with its times, and ends with the stream', async () => {
  const file = join(folder.path, 'played.flv');
  const sent = await readNotes(await fixture('avc-reordered-aac'));
  const publishing = publish({ url: own.url, key: 'to' });
  await publishing.accepted;
  const player = await rtmpdumpPlay(`${own.url}/to`, file);
  await own.hasPlayers('to', 1);
  await feedUnits(publishing, unitsOf(sent), 8);
  publishing.connection.stop();
  expect((await publishing.outcome).error).toBeNull();
  expect((await player.exited).code).toBe(0);
  expect(tellUnits(await readNotes(file))).toEqual(tellUnits(sent));
});

it('S13: rtmpdump, come late, begins with the last key frame and misses nothing after it', async () => {
  const file = join(folder.path, 'late.flv');
  const sent = await readNotes(await fixture('avc-reordered-aac'));
  const publishing = publish({ url: own.url, key: 'late' });
  await publishing.accepted;
  const feeding = feedUnits(publishing, unitsOf(sent), 2);
  await until('half of it is out', () => publishing.figures().videoSent > 50);
  const player = await rtmpdumpPlay(`${own.url}/late`, file);
  await feeding;
  publishing.connection.stop();
  expect((await player.exited).code).toBe(0);
  const played = tellUnits(await readNotes(file));
  for (const [track, lines] of Object.entries(tellUnits(sent))) {
    const [header, first, ...rest] = played[track] ?? [];
    expect(header).toBe(lines[0]);
    expect(first).toContain(' key ');
    expect(rest.length).toBeGreaterThan(30);
    expect([first, ...rest]).toEqual(lines.slice(-rest.length - 1));
  }
});

it('S19: rtmpdump says why when there is no such stream', async () => {
  const player = await rtmpdumpPlay(`${own.url}/nothing`, join(folder.path, 'nothing.flv'));
  expect((await player.exited).code).not.toBe(0);
  expect(player.stderr()).toContain('NetStream.Play.StreamNotFound');
});
