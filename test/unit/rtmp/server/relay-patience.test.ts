/** A player that fell behind in a long GOP and got no key frame for ten seconds: it goes on, and sees nothing twice. */
import { expect, test } from 'vitest';
import { aacHeader, avcHeader, picture, RelayRig } from './relay-rig.ts';

test('S14: a slow player that waited long enough begins behind what it has seen', () => {
  const rig = new RelayRig();
  const seat = rig.publish();
  rig.send(seat, ['video', 0, avcHeader], ['audio', 0, aacHeader], ['video', 0, picture('key', 0, 1000)]);
  const player = rig.play();
  player.isStalled = true;
  for (let mark = 1; mark <= 20; mark++) rig.send(seat, ['video', mark * 40, picture('inter', mark, 50_000)]);
  player.isStalled = false;
  player.drain();
  const before = player.heard().filter(({ type }) => type === 9);
  expect(before.length).toBeLessThan(22);
  for (let second = 1; second <= 11; second++) {
    rig.now += 1000;
    rig.send(seat, ['video', 800 + second * 1000, picture('inter', 20 + second, 100)]);
    rig.hub.tick(rig.now);
  }
  rig.send(seat, ['video', 13_000, picture('inter', 40, 100)]);
  const after = player.heard().filter(({ type, body }) => type === 9 && body[1] === 1);
  const seen = new Set(before.map(({ body }) => body[6]));
  expect(after.at(-1)?.body[6]).toBe(40);
  expect(after.filter(({ body }) => seen.has(body[6]) || body[0] === 0x17)).toEqual([]);
  expect(Math.min(...after.map(({ timestamp }) => timestamp))).toBeGreaterThanOrEqual(before.at(-1)?.timestamp ?? 0);
});
