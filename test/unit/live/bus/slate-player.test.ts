/** The slate begins where the program stopped, catches up with the present and tells where the program may go on. */
import { expect, test } from 'vitest';
import { SlatePlayer, type Slate } from '../../../../shared/live/bus/slate-player.ts';

const description = new Uint8Array([1, 66, 192, 31]);
const slate: Slate = {
  video: {
    config: { track: 'video', codec: 'avc1.42C01F', description, width: 1280, height: 720, frameRate: 30, kbps: 300 },
    frames: [
      { isKeyFrame: true, bytes: new Uint8Array([0]) },
      { isKeyFrame: false, bytes: new Uint8Array([1]) },
      { isKeyFrame: false, bytes: new Uint8Array([2]) },
    ],
  },
  audio: {
    config: { track: 'audio', codec: 'mp4a.40.2', description, sampleRate: 48_000, channels: 2, kbps: 160 },
    bytes: new Uint8Array([33]),
    samples: 1024,
  },
};

/** Short names of packets: V for a key frame, v for another picture, a for sound, with ms. */
const names = (player: SlatePlayer, now: number) =>
  player.due(now).map(({ track, isKeyFrame, pts }) => {
    const kind = track === 'audio' ? 'a' : isKeyFrame ? 'V' : 'v';
    return `${kind}${Math.round(pts / 1000)}`;
  });

test('goes on after the last times of the program, in order of time', () => {
  const player = new SlatePlayer(slate);
  expect(player.due(0)).toEqual([]);
  expect(player.nextDeadline()).toBeNull();
  // Slot 30 and, somewhat behind, sound.
  player.begin({ video: 1_000_000, audio: 960_000 }, 500);
  expect(names(player, 500)).toEqual(['a981']);
  expect(player.nextDeadline()).toBeCloseTo(502.667, 2);
  expect(names(player, 600)).toEqual(['a1003', 'a1024', 'V1033', 'a1045', 'v1067', 'a1067', 'a1088', 'v1100']);
  expect(names(player, 640)).toEqual(['a1109', 'a1131', 'V1133']);
});

test('what nobody sent since the program fell silent comes out at once, so that the stream keeps to real time', () => {
  const player = new SlatePlayer(slate);
  player.begin(1_000_000, 500);
  expect(player.due(800).filter(({ track }) => track === 'video')).toHaveLength(9);
});

test('a program off the grid is followed at its own distance', () => {
  const player = new SlatePlayer(slate);
  player.begin(1_010_000, 0);
  expect(player.due(70).flatMap(({ track, pts }) => (track === 'video' ? [pts] : []))).toEqual([1_043_333, 1_076_667]);
});

test('after a sleep it goes on from now with a key frame', () => {
  const player = new SlatePlayer(slate);
  player.begin(0, 0);
  player.due(40);
  const woken = player.due(3_600_000);
  expect(woken.map(({ track, isKeyFrame, pts }) => [track, isKeyFrame, pts])).toEqual([
    ['video', true, 3_600_000_000],
    ['audio', true, 3_600_000_000],
  ]);
});

test('the program may go on in the next slot, and another slate can be played', () => {
  const player = new SlatePlayer(slate);
  player.begin(1_000_000, 0);
  expect(player.isPlaying).toBe(true);
  player.due(40);
  expect(player.end()).toBe(1_066_667);
  expect([player.isPlaying, player.end(), player.nextDeadline()]).toEqual([false, 0, null]);
  player.begin(2_000_000, 0);
  expect(names(player, 34)).toEqual(['a2021', 'V2033']);
});

test('tells how its packets are to be decoded', () => {
  expect(new SlatePlayer(slate).configs()).toEqual([slate.video.config, slate.audio.config]);
});

test('a slate of nonsense gives nothing, and ends', () => {
  const player = new SlatePlayer({
    ...slate,
    video: { ...slate.video, config: { ...slate.video.config, frameRate: Number.NaN } },
  });
  player.begin(0, 0);
  expect(player.due(100)).toEqual([]);
});
