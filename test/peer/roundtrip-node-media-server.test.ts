/** Round trips through node-media-server, which relays Enhanced RTMP untouched: what it records is what went in. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixture } from '../support/media/fixtures.ts';
import { feedUnits, tellUnits, trackOptions, unitsOf } from '../support/media/units.ts';
import { publish } from '../support/publishing.ts';
import { readNotes } from '../support/servers/node-av/copy.ts';
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
