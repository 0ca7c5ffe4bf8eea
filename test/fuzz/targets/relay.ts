/** The relay under hostile publishers and players that join, stall and leave: what a player gets can be read, and was said. */
import { timestampDistance } from '../../../shared/media/timestamps.ts';
import { relayLimits } from '../../../shared/rtmp/server/relay/limits.ts';
import type { Seat } from '../../../shared/rtmp/server/relay/hub.ts';
import { aacHeader, avcHeader, metadata, picture, RelayRig, sound } from '../../unit/rtmp/server/relay-rig.ts';
import type { Heard, RigPlayer } from '../../unit/rtmp/server/relay-rig.ts';
import { Input } from './support/input.ts';
import { insist } from './support/insist.ts';

const mostTurns = 150;
const mostPlayers = 6;
const paths = ['live/a', 'live/b'] as const;
const names = new Set(['avc1', 'hvc1', 'av01', 'mp4a', 'Opus']);
/**
 * Where the publishers' time begins. Headers before the first media stand at 0, so 2^31 and more would look like a step
 * back to this target.
 */
const bases = [0, 2 ** 24 - 1000, 2 ** 30, 0] as const;
const peers = [
  { video: new Set<string>(), audio: new Set<string>(), extended: 0 },
  { video: names, audio: names, extended: 2 },
  { video: new Set(['*']), audio: new Set(['*']), extended: 14 },
] as const;
/** Bytes that may wait for a player however slow the stream is; no limit of ours here is higher. */
const alwaysAllowed = 512 * 1024;
/** A batch goes out whole to whoever is within the limit: at most so many bodies, and none is longer. */
const largestBatch = 5 * 60_100;
const limits = { gopBytes: 6000, gopMessages: 40, totalGopBytes: 9000, playerBytes: 4000, playerMillis: 500 } as const;

/** Bodies as a hostile publisher makes them: honest ones, and any bytes behind any first bytes. */
function bodyOf(input: Input): Uint8Array {
  const mark = input.u8();
  const noise = [0x90, 0x93, 0x96, 0x97, 0x9f, 0x95, 0xd4, 0x17, 0xaf, 0x00] as const;
  const bodies = [
    () => avcHeader,
    () => aacHeader,
    () => picture('key', mark, 8 + (input.u16() % 3000)),
    () => picture('inter', mark, 8 + input.u8()),
    () => sound(mark),
    () => Uint8Array.of(0x90, 0x68, 0x76, 0x63, 0x31, mark),
    () => Uint8Array.of(0x96, 0x00, 0x68, 0x76, 0x63, 0x31, mark % 3, 1),
    () => Uint8Array.of(input.pick(noise), ...input.piece()),
    () => input.piece(),
    () => picture('inter', mark, 60_000),
  ];
  return (bodies[input.u8() % bodies.length] ?? (() => avcHeader))();
}

class Scene {
  readonly rig = new RelayRig({ ...relayLimits, ...limits }, { takeover: 'always' });
  readonly #seats = new Map<string, Seat>();
  readonly #players: RigPlayer[] = [];
  readonly #times = new Map<RigPlayer, Map<number, number>>();
  /** Every body that was published, as text: nobody may hear another. */
  readonly #said = new Set<string>();
  readonly #input: Input;
  readonly #base: number;

  constructor(input: Input) {
    this.#input = input;
    this.#base = input.pick(bases);
  }

  step(): void {
    const input = this.#input;
    const path = input.pick(paths);
    const action = input.u8() % 16;
    if (action < 8) this.#publish(path);
    else if (action < 10) this.#join(path);
    else if (action === 10) this.#leaveSeat(path);
    else if (action === 11) this.#pass(input.pick([1, 40, 1000, 5000, 40_000]));
    else this.#treat(this.#players[input.u8() % Math.max(this.#players.length, 1)], action);
    for (const player of this.#players) this.#check(player);
  }

  /** Lets every player read what is left for it. */
  finish(): void {
    this.rig.hub.close(this.rig.now);
    for (const player of this.#players) {
      player.drain();
      this.#check(player);
    }
    insist(this.rig.hub.stats().length === 0, 'a closed hub has no streams');
  }

  #publish(path: string): void {
    const input = this.#input;
    const seat = this.#seats.get(path) ?? this.rig.publish(path);
    this.#seats.set(path, seat);
    for (let count = 1 + (input.u8() % 3); count > 0; count--) {
      const body = bodyOf(input);
      // Hostile jumps, but no two tracks half of 2^32 apart: nobody could tell forwards from backwards there.
      const timestamp = this.#base + input.pick([this.rig.now, 0, input.u32() >>> 4, input.u16()]);
      if (input.u8() % 16 === 0) seat.onData(timestamp, metadata);
      this.#said.add(Buffer.from(body).toString('latin1'));
      seat.onMedia(input.pick(['video', 'video', 'audio']), timestamp, body.slice());
    }
    seat.onSettled(this.rig.now);
    this.rig.now += input.u8() % 50;
  }

  #join(path: string): void {
    const input = this.#input;
    const capabilities = input.pick(peers);
    if (this.#players.length >= mostPlayers || this.rig.hub.obstacle(path, capabilities) !== null) return;
    const player = this.rig.play({ path, streamId: input.pick([0, 1, 2, 0xffff_ffff]), capabilities });
    this.#players.push(player);
    this.#times.set(player, new Map());
  }

  #leaveSeat(path: string): void {
    this.#seats.get(path)?.leave(this.#input.pick(['unpublished', 'lost']), this.rig.now);
    this.#seats.delete(path);
  }

  #pass(millis: number): void {
    this.rig.now += millis;
    this.rig.hub.flushHeld(this.rig.now);
    this.rig.hub.tick(this.rig.now);
  }

  #treat(player: RigPlayer | undefined, action: number): void {
    if (player === undefined) return;
    player.isStalled = action === 12;
    if (action === 13) player.drain();
    if (action === 14) player.leave();
  }

  #check(player: RigPlayer): void {
    insist(player.ends.length <= 1, 'a play ends once');
    const most = alwaysAllowed + 2 * limits.gopBytes + largestBatch;
    insist(player.backlog <= most, `${player.backlog} bytes wait for a slow player`);
    for (const message of player.heard()) this.#hear(player, message);
  }

  /** Times grow on each chunk stream, modulo 2^32. */
  #hear(player: RigPlayer, { type, timestamp, chunkStreamId, body }: Heard): void {
    const times = this.#times.get(player);
    insist(type === 8 || type === 9 || type === 18, 'players hear media and data');
    const step = timestampDistance(times?.get(chunkStreamId) ?? timestamp, timestamp);
    insist(step >= 0, 'times never step back on a chunk stream');
    times?.set(chunkStreamId, timestamp);
    const isSaid = type === 18 || body.length === 0 || this.#said.has(Buffer.from(body).toString('latin1'));
    insist(isSaid, 'nobody hears what was not said');
  }
}

/** Some hundred bytes lead everywhere. */
export const maxLength = 1500;

export function fuzz(data: Uint8Array): void {
  const input = new Input(data);
  const scene = new Scene(input);
  for (let turn = 0; turn < mostTurns && !input.isEmpty; turn++) scene.step();
  scene.finish();
}

export function seeds(): readonly Uint8Array[] {
  const tag = (kind: number, track: number, mark = 1): readonly number[] => [0, 0, 0, mark, kind, 0, 1, track, 0];
  const key = [0, 0, 0, 7, 2, 0, 100, 0, 1, 0, 20];
  const opening = [...tag(0, 0), ...tag(1, 2), ...key];
  return [
    Uint8Array.from([1, ...opening, 0, 8, 0, 1, ...tag(4, 2), ...key]),
    Uint8Array.from([3, ...opening, 0, 8, 0, 1, 0, 12, 0, ...key, ...key, 0, 13, 0, 0, 10, 1, 0, 11, 4]),
    Uint8Array.from([0, ...opening, 0, 8, 0, 1, 0, 12, 0, ...Array.from({ length: 12 }, () => tag(9, 0)).flat()]),
    Uint8Array.from([0, ...tag(5, 0), ...tag(6, 0), 0, 8, 2, 1, ...tag(6, 0), ...tag(7, 0)]),
  ];
}
