/** The only place where media time changes units: µs of the session epoch to RTMP milliseconds, and the 32-bit wrap. */
import type { Micros, Millis } from '../clock.ts';

const wrap = 0x1_0000_0000;
const halfWrap = 0x8000_0000;
/** No track steps that far (12.4 days): such a distance is the wrap of a peer that counts in 31 bits. */
const maxStep = 0x4000_0000;

/** Whole milliseconds of a time in µs, rounded down: the same rule for pts, dts, audio and video. */
export function floorMillis(time: Micros): Millis {
  return Math.floor(time / 1000);
}

/** Composition time in ms: floor(pts) − floor(dts), so that cts + dts never jitters by one (FLV, AVCVIDEOPACKET). */
export function compositionTime(pts: Micros, dts: Micros): Millis {
  return floorMillis(pts) - floorMillis(dts);
}

/** A time in ms as the unsigned 32 bits that go on the wire (RTMP 5.3). */
export function toWireTimestamp(time: Millis): number {
  return time >>> 0;
}

/** Signed distance in ms from `from` to `to`, both 32-bit: serial number arithmetic (RFC 1982), in [−2^31, 2^31). */
export function timestampDistance(from: number, to: number): Millis {
  const distance = (to - from) >>> 0;
  return distance >= halfWrap ? distance - wrap : distance;
}

/** Turns 32-bit wire timestamps of one connection into times that keep growing past 49.7 days. */
export class TimestampUnwrapper {
  #last: Millis | null = null;

  /** The full time of `wire`, assuming that neighbours lie within 2^31 − 1 ms; never below 0. */
  unwrap(wire: number): Millis {
    const last = this.#last;
    const time = last === null ? wire >>> 0 : last + timestampDistance(last >>> 0, wire);
    this.#last = Math.max(time, 0);
    return this.#last;
  }
}

/** Where a track is: its last timestamp as on the wire, and in full. */
type TrackTime = { wire: number; time: Millis };

/**
 * Full times for the tracks of a received stream, each by itself, past 2^32 ms and, for peers that clear the top bit
 * (SRS, OBS), past 2^31 ms. Steps back stay steps back. A track that begins later is placed beside the others.
 */
export class TrackTimes {
  readonly #tracks = new Map<string, TrackTime>();
  #newest: TrackTime | null = null;

  /** The full time of a frame's wire timestamp; ≥ 0, though a track may have begun a little before 0. */
  unwrap(track: string, wire: number): Millis {
    const time = this.#place(track, wire);
    const state = this.#tracks.get(track) ?? { wire, time };
    state.wire = wire;
    state.time = time;
    this.#tracks.set(track, state);
    this.#newest = state;
    return Math.max(time, 0);
  }

  /** The same, without a trace: for headers and metadata, which servers repeat with times of long ago. */
  peek(track: string, wire: number): Millis {
    return Math.max(this.#place(track, wire), 0);
  }

  #place(track: string, wire: number): Millis {
    const near = this.#tracks.get(track) ?? this.#newest;
    if (near === null) return wire >>> 0;
    const distance = timestampDistance(near.wire, wire);
    if (distance > maxStep) return near.time + distance - halfWrap;
    if (distance < -maxStep) return near.time + distance + halfWrap;
    return near.time + distance;
  }
}
