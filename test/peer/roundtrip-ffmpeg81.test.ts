/** Round trips with FFmpeg 8.1, which speaks Enhanced RTMP v2: every codec and two sound tracks, both ways. */
import { describe, expect, it } from 'vitest';
import { fixture, type FixtureName } from '../support/media/fixtures.ts';
import { feedUnits, tellUnits, trackOptions, unitsOf } from '../support/media/units.ts';
import { publish } from '../support/publishing.ts';
import { readNotes } from '../support/servers/node-av/copy.ts';
import { startFfmpeg81Listener } from '../support/servers/node-av/ffmpeg81.ts';

describe('a publish to FFmpeg 8.1', () => {
  const cases: readonly FixtureName[] = ['avc-reordered-aac', 'hevc-aac', 'av1-opus', 'vp9-opus', 'avc-two-aac'];

  it.each(cases)('C41, C44, C47–C49, C52: %s arrives byte for byte with its times', async (name) => {
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
