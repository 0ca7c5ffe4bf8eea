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

/** A server in the middle of anything. */
class Turmoil {
  readonly rig = new RelayRig({ playerBytes: 600_000, gopBytes: 400_000, continueMillis: 1e9 });
  readonly published = new Map<number, Uint8Array>();
  readonly players: RigPlayer[] = [];
  #seat = this.rig.publish();
  #mark = 0;
  #time = 0;

  constructor() {
    this.header();
    this.key(1000);
  }

  header(): void {
    this.rig.send(this.#seat, ['video', this.#time, avcHeader], ['audio', this.#time, aacHeader]);
  }

  key(size: number): void {
    this.#send('video', picture('key', this.#mark, size));
  }

  inter(size: number): void {
    this.#send('video', picture('inter', this.#mark, size));
  }

  sound(): void {
    this.#send('audio', sound(this.#mark));
  }

  join(size: number): void {
    this.players.push(this.rig.play({ streamId: size + 1 }));
  }

  stall(size: number): void {
    const player = this.#one(size);
    if (player !== undefined) player.isStalled = true;
  }

  drain(size: number): void {
    const player = this.#one(size);
    if (player === undefined) return;
    player.isStalled = false;
    player.drain();
  }

  leave(size: number): void {
    this.#one(size)?.leave();
  }

  back(size: number): void {
    this.#time = Math.max(this.#time - size * 20, 0);
  }

  hold(): void {
    this.rig.now += 40;
    this.rig.hub.flushHeld(this.rig.now);
  }

  tick(): void {
    this.rig.now += 1000;
    this.rig.hub.tick(this.rig.now);
  }

  reconnect(size: number): void {
    this.#seat.leave('lost', this.rig.now);
    this.#seat = this.rig.publish();
    this.#time = size * 1000;
    this.header();
  }

  #one(size: number): RigPlayer | undefined {
    return this.players[size % Math.max(this.players.length, 1)];
  }

  #send(track: 'video' | 'audio', body: Uint8Array): void {
    this.published.set(this.#mark, body);
    this.#mark += 1;
    this.#time += 13;
    this.rig.now += 13;
    this.rig.send(this.#seat, [track, this.#time, body]);
  }
}

test('S13, S14, S17: each player hears a faithful part of the stream that begins with a key frame', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 120 }), (acts) => {
      const turmoil = new Turmoil();
      for (const { do: what, size } of acts) turmoil[what](size);
      turmoil.hold();
      for (const player of turmoil.players) {
        // Its bound, and the burst it may have begun with.
        expect(player.backlog).toBeLessThan(2_200_000);
        player.drain();
        checkHeard(player.heard(), turmoil.published);
      }
    }),
    { numRuns: 300 },
  );
});
