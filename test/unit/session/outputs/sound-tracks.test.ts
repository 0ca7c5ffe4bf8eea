/** Sound tracks 2 to 6 on their way through a session: whom they reach, and what happens while one of them is missing. */
import { describe, expect, test } from 'vitest';
import { SoundRoute } from '../../../../electron/session/outputs/legs/sound-route.ts';
import { FurtherSounds } from '../../../../electron/session/program/tracks/further-sounds.ts';
import { defaultRecording, profileFileSchema, recordingSettingsSchema } from '../../../../shared/contract/settings.ts';
import type { AudioConfig, EncodedPacket, StreamConfig } from '../../../../shared/media/encoded-packet.ts';

const plain: AudioConfig = {
  track: 'audio',
  codec: 'mp4a.40.2',
  description: Uint8Array.of(0x11, 0x90),
  sampleRate: 48_000,
  channels: 2,
  kbps: 160,
};
const second: AudioConfig = { ...plain, trackId: 1 };
const third: AudioConfig = { ...plain, trackId: 2 };
const picture = { track: 'video', pts: 0, dts: 0, isKeyFrame: true, bytes: new Uint8Array(9) } as const;

function sound(trackId: number, unit: number): EncodedPacket {
  const dts = unit * 21_333;
  return { track: 'audio', trackId, pts: dts, dts, isKeyFrame: true, bytes: Uint8Array.of(trackId) };
}

/** First bytes of what goes out of units `from` to `to` of `tracks`. */
function heard(route: SoundRoute, tracks: readonly number[], [from, to]: readonly [number, number]): readonly number[] {
  const out: number[] = [];
  for (let unit = from; unit < to; unit++) {
    for (const trackId of tracks) {
      const packet = route.takePacket(sound(trackId, unit));
      if (packet === null) continue;
      expect(packet.trackId ?? 0).toBe(0);
      out.push(packet.bytes[0] ?? -1);
    }
  }
  return out;
}

describe('the sound of a destination', () => {
  test('that has chosen nothing is track 1, whatever else there is', () => {
    const route = new SoundRoute(1);
    expect([plain, second].map((config) => route.takeConfig(config))).toEqual([plain, null]);
    expect(route.select([plain, second, third])).toEqual([plain]);
    expect(heard(route, [0, 1, 2], [0, 3])).toEqual([0, 0, 0]);
    expect(route.takePacket(picture)).toBe(picture);
  });

  test('is the chosen one as its only track, described as such', () => {
    const route = new SoundRoute(3);
    const told = [plain, second, third].map((config) => route.takeConfig(config));
    expect(told).toEqual([plain, null, plain]);
    expect(heard(route, [0, 1, 2], [0, 3])).toEqual([2, 2, 2]);
    expect(route.takeNews()).toBeNull();
  });

  test('of a destination that came later: a new connection knows the chosen one', () => {
    const route = new SoundRoute(2);
    const opus: StreamConfig = { ...plain, codec: 'opus' };
    expect(route.select([opus, second])).toEqual([plain]);
    expect(heard(route, [0, 1], [0, 2])).toEqual([1, 1]);
  });

  test('is track 1 before the chosen one is there, and again 2 s after it has gone', () => {
    const route = new SoundRoute(2);
    route.takeConfig(plain);
    expect(heard(route, [0], [0, 3])).toEqual([0, 0, 0]);
    route.takeConfig(second);
    expect(heard(route, [0, 1], [3, 5])).toEqual([1, 1]);
    const gone = heard(route, [0], [5, 110]);
    expect(gone).toEqual([0, 0, 0, 0, 0]);
    expect(route.takeNews()).toEqual(plain);
    expect(heard(route, [0, 1], [110, 112])).toEqual([0, 1]);
    expect(route.takeNews()).toEqual(plain);
  });

  test('never goes back in time when the track changes', () => {
    const route = new SoundRoute(2);
    route.takeConfig(plain);
    route.takeConfig(second);
    expect(heard(route, [1], [10, 11])).toEqual([1]);
    expect(route.takePacket(sound(1, 9))).toBeNull();
  });
});

describe('the tracks of a program', () => {
  const message = (trackId: number, codec = 'mp4a.40.2') => {
    const { kbps, channels, sampleRate } = plain;
    const description = new Uint8Array(plain.description).buffer;
    const format = { kind: 'config', track: 'audio', codec, description, sampleRate, channels, kbps } as const;
    return { ...format, trackId, encoder: 'AAC' };
  };

  test('are described once, and their times go up', () => {
    const sounds = new FurtherSounds();
    expect(sounds.describe(message(1))).toMatchObject({ trackId: 1 });
    expect(sounds.describe(message(1))).toBeNull();
    expect(
      [sound(1, 5), sound(1, 5), sound(1, 4), sound(1, 6), sound(2, 7)].map((each) => sounds.admits(each)),
    ).toEqual([true, false, false, true, false]);
  });

  test('get the slate’s silence where it is in their codec', () => {
    const sounds = new FurtherSounds();
    sounds.describe(message(1));
    sounds.describe(message(4));
    expect(sounds.silences(sound(0, 1), plain).map(({ trackId }) => trackId)).toEqual([1, 4]);
    expect(sounds.silences(sound(0, 1), { ...plain, codec: 'opus' })).toEqual([]);
  });
});

describe('settings', () => {
  test('from before there were tracks record track 1', () => {
    const { tracks: _tracks, ...before } = defaultRecording;
    const stored = profileFileSchema.shape.settings.shape.recording.parse(before);
    expect(stored.tracks).toEqual([1]);
  });

  test('name each track once, and one at least', () => {
    for (const tracks of [[], [0], [7], [2, 2], [1, 2, 3, 4, 5, 6, 6]]) {
      expect(recordingSettingsSchema.safeParse({ ...defaultRecording, tracks }).success).toBe(false);
    }
    expect(recordingSettingsSchema.safeParse({ ...defaultRecording, tracks: [2, 6] }).success).toBe(true);
  });
});
