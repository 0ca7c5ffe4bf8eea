/** Streams of many hours: a track or metadata that was silent for longer than 24 bits of milliseconds comes at its time. */
import { expect, test } from 'vitest';
import { aacHeader, avcHeader, metadata, picture, RelayRig, sound } from './relay-rig.ts';

const hour = 3_600_000;

test.each([[4], [5], [30], [100], [1190]])(
  'C17, S13: after %i hours sound and metadata are where they belong',
  (hours) => {
    const rig = new RelayRig();
    const seat = rig.publish();
    seat.onData(0, metadata);
    rig.send(
      seat,
      ['video', 0, avcHeader],
      ['audio', 0, aacHeader],
      ['video', 0, picture('key', 0)],
      ['audio', 0, sound(1)],
    );
    const player = rig.play();
    for (let passed = 1; passed <= hours; passed++) rig.send(seat, ['video', passed * hour, picture('key', 2)]);
    const now = hours * hour + 40;
    rig.send(seat, ['video', now, picture('inter', 3)], ['audio', now, sound(4)]);
    seat.onData(now, metadata);
    rig.send(seat, ['video', now + 40, picture('inter', 5)]);
    rig.now += 100;
    rig.hub.flushHeld(rig.now);
    const late = rig.play({ streamId: 2 });
    for (const heard of [player.heard(), late.heard()]) {
      expect(heard.findLast(({ type, body }) => type === 8 && body[1] === 1)?.timestamp).toBe(now);
      expect(heard.findLast(({ type, body }) => type === 18 && body.length === metadata.length)?.timestamp).toBe(now);
      expect(heard.findLast(({ type }) => type === 9)?.timestamp).toBe(now + 40);
    }
  },
);

test('C17: a stream whose header has time 0 and whose media begins five hours later has the times of the media', () => {
  const rig = new RelayRig();
  const seat = rig.publish();
  rig.send(
    seat,
    ['video', 0, avcHeader],
    ['video', 5 * hour, picture('key', 1)],
    ['video', 5 * hour + 40, picture('inter', 2)],
  );
  const times = rig
    .play()
    .heard()
    .filter(({ type, body }) => type === 9 && body[1] === 1);
  expect(times.map(({ timestamp }) => timestamp)).toEqual([5 * hour, 5 * hour + 40]);
});

test('S14: a track that lags a little behind a leap of hours does not begin before time', () => {
  const rig = new RelayRig();
  const seat = rig.publish();
  rig.send(seat, ['video', 0, avcHeader], ['video', 0, picture('key', 1)]);
  const player = rig.play();
  rig.send(seat, ['video', 5 * hour, picture('key', 2)], ['audio', 5 * hour - 20, sound(3)]);
  const heard = player.heard().filter(({ body }) => body[1] === 1);
  expect(heard.map(({ type, timestamp }) => [type, timestamp])).toEqual([
    [9, 0],
    [9, 1],
    [8, 0],
  ]);
});
