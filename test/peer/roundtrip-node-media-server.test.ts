/** Round trips through node-media-server, which relays Enhanced RTMP untouched: what it records is what went in. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../support/loopback.ts';
import { fixture } from '../support/media/fixtures.ts';
import { notesOfTags } from '../support/media/played-file.ts';
import { feedUnits, tellUnits, trackOptions, unitsOf } from '../support/media/units.ts';
import { play } from '../support/playing.ts';
import { publish } from '../support/publishing.ts';
import { readNotes } from '../support/servers/node-av/copy.ts';
import { ffmpeg81Publish } from '../support/servers/node-av/ffmpeg81.ts';
import { startNodeMediaServer, type NodeMediaServer } from '../support/servers/node-media-server.ts';

let server: NodeMediaServer;

beforeEach(async () => {
  server = await startNodeMediaServer();
});

afterEach(() => server.stop());

describe('a publish to node-media-server', () => {
  it.each(['avc-aac', 'avc-reordered-aac', 'hevc-aac', 'av1-opus', 'vp9-opus', 'avc-two-aac'] as const)(
    'C41, C44, C47–C49, C52: %s is recorded byte for byte',
    async (name) => {
      const sent = await readNotes(await fixture(name));
      const units = unitsOf(sent);
      const publishing = publish({ url: server.url, key: 'exact', options: trackOptions(units) });
      await publishing.accepted;
      await feedUnits(publishing, units);
      publishing.connection.stop();
      expect((await publishing.outcome).error).toBeNull();
      const received = await readNotes(await server.finish('exact'));
      expect(tellUnits(received)).toEqual(tellUnits(sent));
    },
  );
});

describe('playing from node-media-server', () => {
  it.each(['hevc-aac', 'av1-opus', 'vp9-opus'] as const)(
    'P1, P6, P10: %s of FFmpeg 8.1 arrives byte for byte',
    async (name) => {
      const file = await fixture(name);
      const player = play({ url: `${server.url}/played` });
      await until('we play', () => server.log().includes('start play'));
      const publisher = await ffmpeg81Publish(file, `${server.url}/played`, 8);
      expect((await publisher.exited).code).toBe(0);
      // The server keeps players for half a minute after the publisher left.
      const recorded = await server.finish('played');
      expect(await player.outcome).toMatchObject({ error: { code: 'connection-closed', retryable: true } });
      expect(tellUnits(await notesOfTags(player.tags))).toEqual(tellUnits(await readNotes(recorded)));
    },
  );
});
