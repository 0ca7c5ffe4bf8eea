/** The only place where media time changes units: µs of the session epoch to RTMP milliseconds, and the 32-bit wrap. */
import type { Micros, Millis } from '../clock.ts';

const wrap = 0x1_0000_0000;
const halfWrap = 0x8000_0000;

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
