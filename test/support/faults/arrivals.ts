/** What a receiver got over one connection, message by message, and what can be said about it. */
import { percentile } from '../../../shared/live/ingest/spread.ts';
import type { FedPacket } from './packet-feed.ts';
import { numberIn } from './numbered-media.ts';

/** One message as it came. `number` is that of the packet feed; null where there is none. */
export type Arrival = {
  readonly kind: 'metadata' | 'header' | 'media' | 'end';
  readonly track: 'video' | 'audio';
  /** `performance.now()`. */
  readonly at: number;
  /** ms, unwrapped. */
  readonly timestamp: number;
  readonly isKeyFrame: boolean;
  readonly number: number | null;
  readonly bytes: number;
};

/** One connection of a publisher. */
export type Received = {
  readonly openedAt: number;
  closedAt: number | null;
  /** What ended it: the publisher's farewell, a FIN, a RST, or ourselves. */
  ending: 'unpublish' | 'fin' | 'reset' | 'refused' | null;
  key: string;
  bytes: number;
  readonly arrivals: Arrival[];
};

/** FLV bytes before the media (FLV 10.1 E.4.3.1, E.4.2.1). */
const videoPrefix = 5;
const audioPrefix = 2;

/** Reads one FLV tag body of H.264 or AAC. */
export function readArrival(
  track: 'video' | 'audio',
  body: Uint8Array,
  times: { readonly at: number; readonly timestamp: number },
): Arrival {
  const packetType = body[1] ?? 0;
  const kind = packetType === 0 ? 'header' : packetType === 1 ? 'media' : 'end';
  const isKeyFrame = track === 'audio' || (body[0] ?? 0) >> 4 === 1;
  const unit = body.subarray(track === 'video' ? videoPrefix : audioPrefix);
  return {
    kind,
    track,
    ...times,
    isKeyFrame,
    number: kind === 'media' ? numberIn(track, unit) : null,
    bytes: body.length,
  };
}

/** Media of one track over all `connections`, in order of arrival. */
export function mediaOf(connections: readonly Received[], track: 'video' | 'audio'): readonly Arrival[] {
  return connections.flatMap(({ arrivals }) =>
    arrivals.filter((arrival) => arrival.kind === 'media' && arrival.track === track),
  );
}

/** Packets of `sent` that are missing among what came; only those between the first and the last that came count. */
export function lostOf(
  sent: readonly FedPacket[],
  connections: readonly Received[],
  track: 'video' | 'audio',
): readonly FedPacket[] {
  const came = new Set(mediaOf(connections, track).flatMap(({ number }) => (number === null ? [] : [number])));
  const first = Math.min(...came);
  const last = Math.max(...came);
  return sent.filter(
    (packet) => packet.track === track && packet.number > first && packet.number < last && !came.has(packet.number),
  );
}

/** Times between neighbours that arrived from `from` to `to`, ms. */
export function spacings(arrivals: readonly Arrival[], from = -Infinity, to = Infinity): readonly number[] {
  const within = arrivals.filter(({ at }) => at >= from && at <= to);
  return within.slice(1).map(({ at }, index) => at - (within[index]?.at ?? at));
}

/** The 99th percentile; 0 of nothing. */
export function p99(values: readonly number[]): number {
  return values.length === 0 ? 0 : percentile(values, 0.99);
}

/** The longest one; 0 of nothing. */
export function longest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

/** What is wrong with the beginning of a connection; empty when metadata, both headers and a key frame come first. */
export function badStart({ arrivals }: Received): string {
  const kinds = arrivals.slice(0, 3).map(({ kind, track }) => (kind === 'metadata' ? kind : `${track} ${kind}`));
  const wanted = ['metadata', 'audio header', 'video header'];
  if (kinds.toSorted().join() !== wanted.toSorted().join()) return `it begins with ${kinds.join(', ')}`;
  if (kinds[0] !== 'metadata') return `${kinds[0] ?? 'nothing'} before metadata`;
  const picture = arrivals.find(({ kind, track }) => kind === 'media' && track === 'video');
  return picture === undefined || picture.isKeyFrame ? '' : 'its first picture is no key frame';
}

/** Timestamps of a track that do not rise from one message to the next, over all connections. */
export function stepsBack(connections: readonly Received[], track: 'video' | 'audio'): number {
  const times = mediaOf(connections, track).map(({ timestamp }) => timestamp);
  return times.filter((time, index) => index > 0 && time <= (times[index - 1] ?? 0)).length;
}

/** The longest hole in the timestamps of what came, ms. */
export function longestHole(arrivals: readonly Arrival[]): number {
  return longest(
    arrivals.slice(1).map(({ timestamp }, index) => timestamp - (arrivals[index]?.timestamp ?? timestamp)),
  );
}
