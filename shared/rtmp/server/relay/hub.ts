/** All streams of a server by name: who publishes, who plays, who takes over; sockets and permissions are the shell's. */
import type { Millis } from '../../../clock.ts';
import type { PeerCapabilities } from '../../message/capabilities.ts';
import type { PublishSink } from '../dialogue/publication.ts';
import { BlockPool } from './block-list.ts';
import type { RelayLimits } from './limits.ts';
import { LiveStream } from './live-stream.ts';
import type { StreamSink, StreamStats } from './live-stream.ts';
import type { SharedMeans } from './shared-form.ts';
import type { ViewerPort } from './viewer.ts';

/** How long sound may wait for a picture. */
const holdMillis: Millis = 40;
/** How often memory that streams don't need is let go. */
const trimMillis: Millis = 30_000;

/** When a second publisher may take the place of the first: never, when that one fell silent, or always. */
export type Takeover = 'never' | 'stale' | 'always';

export type HubOptions = {
  readonly limits: RelayLimits;
  readonly takeover: Takeover;
  /** Makes `length` bytes, in any state. */
  readonly allocate: (length: number) => Uint8Array;
  /** A stream began; what is returned gets a copy of it. */
  readonly onStream?: (path: string) => StreamSink | null;
};

/** One accepted publish. */
export type Seat = PublishSink & {
  /** `unpublished`: the publisher said so, and the stream is over; `lost`: players stay for a while. */
  readonly leave: (how: 'unpublished' | 'lost', now: Millis) => void;
};

export type PublishAnswer =
  { readonly kind: 'accepted'; readonly seat: Seat } | { readonly kind: 'refused'; readonly why: 'in-use' | 'full' };

/** Why a play cannot be; `fourCc` is the codec that the player did not say it knows. */
export type PlayObstacle =
  { readonly why: 'not-found' | 'full' } | { readonly why: 'unsupported'; readonly fourCc: string };

/** A stream and its publisher's seat; `lostAt` once that is empty. */
type Room = { readonly stream: LiveStream; seat: object | null; lostAt: Millis; onReplaced: () => void };

export class Hub {
  readonly #options: HubOptions;
  readonly #means: SharedMeans;
  readonly #rooms = new Map<string, Room>();
  readonly #held = new Set<LiveStream>();
  #tickedAt: Millis;
  #trimmedAt: Millis;

  constructor(options: HubOptions, now: Millis) {
    this.#options = options;
    this.#tickedAt = now;
    this.#trimmedAt = now;
    this.#means = {
      pool: new BlockPool(options.allocate, options.limits.totalGopBytes),
      limits: options.limits,
      budget: { used: 0 },
    };
  }

  /** True while sound waits for a picture: call `flushHeld` within 40 ms or so. */
  get isHolding(): boolean {
    return this.#held.size > 0;
  }

  /** Gives a seat to a publisher; `onReplaced` is called when another takes it. */
  publish(path: string, now: Millis, onReplaced: () => void): PublishAnswer {
    const known = this.#rooms.get(path);
    if (known === undefined && this.#rooms.size >= this.#options.limits.streams)
      return { kind: 'refused', why: 'full' };
    if (known !== undefined && known.seat !== null) {
      if (!this.#mayReplace(known, now)) return { kind: 'refused', why: 'in-use' };
      known.seat = null;
      known.onReplaced();
    }
    const room = known ?? this.#open(path, now);
    const seat = this.#seat(room);
    room.seat = seat;
    room.onReplaced = onReplaced;
    room.stream.begin(now);
    return { kind: 'accepted', seat };
  }

  /** What stands in the way of playing this stream; if nothing, call `join` once the player has been told. */
  obstacle(path: string, capabilities: PeerCapabilities): PlayObstacle | null {
    const room = this.#rooms.get(path);
    if (room === undefined) return { why: 'not-found' };
    if (room.stream.viewerCount >= this.#options.limits.playersPerStream) return { why: 'full' };
    const fourCc = room.stream.lacking(capabilities);
    return fourCc === null ? null : { why: 'unsupported', fourCc };
  }

  /** Adds a player; everything since the last key frame goes out at once. Null when the stream has just ended. */
  join(path: string, port: ViewerPort, now: Millis): (() => void) | null {
    const room = this.#rooms.get(path);
    if (room === undefined) return null;
    const viewer = room.stream.admit(port, now);
    return () => room.stream.remove(viewer);
  }

  /** Sends sound that has waited long enough. */
  flushHeld(now: Millis): void {
    for (const stream of this.#held) {
      const since = stream.heldSince;
      if (since !== null && now - since < holdMillis) continue;
      if (since !== null) stream.flush(now);
      this.#held.delete(stream);
    }
  }

  /** Once a second or so: lost publishers, slow players, rates. */
  tick(now: Millis): void {
    const millis = Math.max(now - this.#tickedAt, 1);
    this.#tickedAt = now;
    const { continueMillis } = this.#options.limits;
    for (const room of this.#rooms.values()) {
      if (room.seat === null && now - room.lostAt >= continueMillis) this.#close(room, 'lost', now);
      else room.stream.tick(now, millis);
    }
    if (now - this.#trimmedAt < trimMillis) return;
    this.#trimmedAt = now;
    this.#means.pool.trim();
  }

  /** Ends everything. */
  close(now: Millis): void {
    for (const room of this.#rooms.values()) this.#close(room, 'closed', now);
  }

  stats(): readonly StreamStats[] {
    return [...this.#rooms.values()].map((room) => room.stream.stats(room.seat !== null));
  }

  #mayReplace(room: Room, now: Millis): boolean {
    const { takeover, limits } = this.#options;
    return takeover === 'always' || (takeover === 'stale' && now - room.stream.heardAt >= limits.staleMillis);
  }

  #open(path: string, now: Millis): Room {
    const stream = new LiveStream(path, this.#means, now);
    const room: Room = { stream, seat: null, lostAt: now, onReplaced: () => undefined };
    this.#rooms.set(path, room);
    const sink = this.#options.onStream?.(path) ?? null;
    if (sink !== null) stream.record(sink);
    return room;
  }

  /** What the publisher's connection holds; it does nothing more once another took the seat. */
  #seat(room: Room): Seat {
    const { stream } = room;
    const seat: Seat = {
      onMedia: (track, timestamp, body) => {
        if (room.seat === seat) stream.take(track, timestamp, body);
      },
      onData: (_, body) => {
        if (room.seat === seat) stream.takeData(body);
      },
      onSettled: (now) => {
        if (room.seat !== seat) return;
        stream.settle(now);
        if (stream.heldSince !== null) this.#held.add(stream);
      },
      leave: (how, now) => {
        if (room.seat !== seat) return;
        room.seat = null;
        room.lostAt = now;
        stream.pause(now);
        if (how === 'unpublished' || this.#options.limits.continueMillis === 0) this.#close(room, how, now);
      },
    };
    return seat;
  }

  #close(room: Room, reason: string, now: Millis): void {
    this.#rooms.delete(room.stream.path);
    this.#held.delete(room.stream);
    room.stream.end(reason, now);
  }
}

/** A name or app as streams are known by: without query, slashes at the ends and the `_definst_` of Flash servers. */
export function plainName(text: string): string {
  const [name = ''] = text.split('?', 1);
  return name.replace(/^\/+/u, '').replace(/\/+(_definst_\/*)?$/u, '');
}
