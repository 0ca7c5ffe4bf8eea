/** The relay under any order of media, joins, stalls and reconnects: what a player hears is always a faithful part of the stream. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { aacHeader, avcHeader, picture, RelayRig, sound } from '../../unit/rtmp/server/relay-rig.ts';
import type { Heard, RigPlayer } from '../../unit/rtmp/server/relay-rig.ts';

const act = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('inter' as const), size: fc.integer({ min: 8, max: 40_000 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('key' as const), size: fc.integer({ min: 8, max: 150_000 }) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('sound' as const), size: fc.constant(0) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('join', 'stall', 'drain', 'leave', 'reconnect', 'back', 'hold', 'header', 'tick'),
      size: fc.nat(5),
    }),
  },
);

/** Every picture and sound carries a mark that grows; a player may miss some, but never see one twice or out of order. */
function checkHeard(heard: readonly Heard[], published: ReadonlyMap<number, Uint8Array>): void {
  const last = new Map<number, number>();
  let lastMark = -1;
  let hadKey = false;
  for (const { type, timestamp, body } of heard) {
    if (type === 18) continue;
    expect(timestamp).toBeGreaterThanOrEqual(last.get(type) ?? 0);
    last.set(type, timestamp);
    if (body[1] !== 1) continue;
    const at = type === 9 ? 5 : 2;
    const mark = (body[at] ?? 0) * 256 + (body[at + 1] ?? 0);
    expect(mark).toBeGreaterThan(lastMark);
    expect(body).toEqual(published.get(mark));
    lastMark = mark;
    if (type === 9) {
      if (!hadKey) expect(body[0]).toBe(0x17);
      hadKey = true;
    }
  }
}

test('S13, S14, S17: each player hears a faithful part of the stream that begins with a key frame', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 120 }), (acts) => {
      const rig = new RelayRig({ playerBytes: 600_000, gopBytes: 400_000, continueMillis: 1e9 });
      let seat = rig.publish();
      const published = new Map<number, Uint8Array>();
      const players: { readonly player: RigPlayer; readonly all: Heard[] }[] = [];
      let mark = 0;
      let time = 0;
      const send = (track: 'video' | 'audio', body: Uint8Array): void => {
        published.set(mark, body);
        mark += 1;
        time += 13;
        rig.now += 13;
        rig.send(seat, [track, time, body]);
      };
      const begin = (): void => rig.send(seat, ['video', time, avcHeader], ['audio', time, aacHeader]);
      begin();
      send('video', picture('key', mark, 1000));
      for (const { do: what, size } of acts) {
        const one = players[size % Math.max(players.length, 1)]?.player;
        if (what === 'key' || what === 'inter') send('video', picture(what, mark, size));
        else if (what === 'sound') send('audio', sound(mark));
        else if (what === 'join') players.push({ player: rig.play({ streamId: size + 1 }), all: [] });
        else if (what === 'stall' && one !== undefined) one.isStalled = true;
        else if (what === 'leave') one?.leave();
        else if (what === 'back') time = Math.max(time - size * 20, 0);
        else if (what === 'header') begin();
        else if (what === 'hold') rig.hub.flushHeld((rig.now += 40));
        else if (what === 'tick') rig.hub.tick((rig.now += 1000));
        else if (what === 'drain' && one !== undefined) {
          one.isStalled = false;
          one.drain();
        } else if (what === 'reconnect') {
          seat.leave('lost', rig.now);
          seat = rig.publish();
          time = size * 1000;
          begin();
        }
      }
      rig.hub.flushHeld(rig.now + 1000);
      for (const { player, all } of players) {
        expect(player.backlog).toBeLessThan(2_200_000);
        player.drain();
        all.push(...player.heard());
        checkHeard(all, published);
      }
    }),
    { numRuns: 300 },
  );
});
