/** Makes delivered bytes, bytes in flight and round-trip time out of the peer's acknowledgements, whatever it counts in. */
import type { Millis } from '../../clock.ts';

/** Write records kept; the oldest go first when a peer never acknowledges. */
const maxRecords = 4096;
/** A counter that falls this close below one of the known limits has wrapped rather than gone wrong. */
const wrapSlack = 64 * 1024 * 1024;
/** How far past a limit a counter may be seen: some servers reset only after the read that crossed it. */
const resetOvershoot = 8 * 1024 * 1024;
/** Twitch wraps at 2^31; SRS and nginx-rtmp start again from 0 past 0xF0000000; the specification wraps at 2^32. */
const wrapLimits = [0x8000_0000, 0xf000_0000, 0x1_0000_0000] as const;
/** How much more than was written a peer may count, for some count the handshake their own way. */
const countingSlack = 65_536;
/** Increments come once a window; nobody's is smaller. */
const minIncrement = 32_768;
/** C0, C1 and C2, which some peers leave out of their count: nginx-rtmp does. */
const handshakeBytes = 3073;
/** Acknowledgements that must end where we ended a write only if the handshake is added, more than those that do without. */
const sureVotes = 3;
/** A peer that has been sent this many windows over this long without an acknowledgement never sends any. */
const silentWindows = 4;
const silentMs = 5000;

/** How the peer acknowledges: not known yet, running totals, increments (YouTube's 131 325), or not at all. */
export type AckMode = 'waiting' | 'cumulative' | 'increments' | 'silent';

type WriteRecord = { at: Millis; bytes: number };

export class AckTracker {
  #window: number;
  #records: WriteRecord[] = [];
  #written = 0;
  /** What the peer counted, and the bytes that it leaves out. */
  #delivered = 0;
  #omitted = 0;
  #votes = 0;
  #lastRaw: number | null = null;
  #mode: AckMode = 'waiting';
  #rtt: Millis | null = null;
  /** Bytes and time of the first write after the window was announced. */
  #since: WriteRecord | null = null;

  /** `window`: the Window Acknowledgement Size that the peer was asked to obey, in bytes. */
  constructor(window: number) {
    this.#window = window;
  }

  /** The peer was asked to obey another window, in bytes. */
  setWindow(window: number): void {
    this.#window = window;
  }

  /** Bytes the peer has said to have received; never more than were written. */
  get deliveredBytes(): number {
    return this.#lastRaw === null ? 0 : Math.min(this.#delivered + this.#omitted, this.#written);
  }

  /** Bytes written and not yet acknowledged; ≥ 0. */
  get inFlightBytes(): number {
    return this.#written - this.deliveredBytes;
  }

  /** Age of the newest acknowledged byte when its acknowledgement came, or null before the first. */
  get rttMillis(): Millis | null {
    return this.#rtt;
  }

  /** What the peer's acknowledgements are. Only `cumulative` and `increments` can steer anything. */
  get mode(): AckMode {
    return this.#mode;
  }

  /** Records that `written` bytes in all had been handed to the socket at `now`. */
  onWritten(written: number, now: Millis): void {
    if (written <= this.#written) return;
    this.#written = written;
    const last = this.#records.at(-1);
    if (last !== undefined && now - last.at < 1) last.bytes = written;
    else this.#records.push({ at: now, bytes: written });
    if (this.#records.length > maxRecords) this.#records = this.#records.slice(maxRecords / 2);
    this.#since ??= { at: now, bytes: written };
    this.#watchSilence(now);
  }

  /** Takes the sequence number of an Acknowledgement (UI32); false when it made no sense and changed nothing. */
  onAcknowledgement(raw: number, now: Millis): boolean {
    const gained = this.#gain(raw);
    if (gained === null) return false;
    this.#lastRaw = raw;
    if (this.#mode !== 'increments') this.#mode = 'cumulative';
    this.#delivered = Math.min(this.#delivered + gained, this.#written);
    this.#vote();
    this.#measure(now);
    return true;
  }

  /** Bytes that `raw` adds to the total, or null when nothing known explains it. */
  #gain(raw: number): number | null {
    const last = this.#lastRaw;
    if (last === null) return raw <= this.#written + countingSlack ? raw : null;
    if (this.#mode === 'increments') return this.#gainOfIncrement(raw);
    if (raw === last) {
      // A running total does not repeat itself, because every acknowledgement follows new bytes; but see below.
      if (!this.#canBeIncrement(raw)) return null;
      this.#mode = 'increments';
      return raw;
    }
    if (raw > last) return raw - last;
    for (const limit of wrapLimits) {
      if (last < limit - wrapSlack || last > limit + resetOvershoot) continue;
      return Math.max(raw + limit - last, 0);
    }
    return null;
  }

  /** A total that only looked like an increment, because it came twice, gives itself away by growing. */
  #gainOfIncrement(raw: number): number | null {
    if (this.#canBeIncrement(raw)) return raw;
    if (raw <= (this.#lastRaw ?? 0) || raw > this.#written + countingSlack) return null;
    this.#mode = 'cumulative';
    return Math.max(raw - this.#delivered, 0);
  }

  /** Whether that many bytes more can have arrived; less than a window is a total said twice, a heartbeat perhaps. */
  #canBeIncrement(raw: number): boolean {
    return raw >= minIncrement && raw <= this.inFlightBytes + countingSlack;
  }

  /** Peers acknowledge what they read, which mostly ends where we ended a write: so their way of counting shows. */
  #vote(): void {
    if (this.#omitted > 0 || this.#mode !== 'cumulative') return;
    const isEnd = (bytes: number): boolean => this.#records.some((record) => record.bytes === bytes);
    if (isEnd(this.#delivered)) this.#votes -= 1;
    else if (isEnd(this.#delivered + handshakeBytes)) this.#votes += 1;
    if (this.#votes >= sureVotes) this.#omitted = handshakeBytes;
  }

  /** Drops the records that are covered; the newest of them, or the one that was cut, dates the acknowledged byte. */
  #measure(now: Millis): void {
    const delivered = this.deliveredBytes;
    let covered = 0;
    while ((this.#records[covered]?.bytes ?? Infinity) < delivered) covered += 1;
    const record = this.#records[covered];
    if (record !== undefined) this.#rtt = Math.max(now - record.at, 0);
    if (record?.bytes === delivered) covered += 1;
    if (covered > 0) this.#records.splice(0, covered);
  }

  #watchSilence(now: Millis): void {
    if (this.#mode !== 'waiting' || this.#since === null) return;
    const sent = this.#written - this.#since.bytes;
    if (sent >= silentWindows * this.#window && now - this.#since.at >= silentMs) this.#mode = 'silent';
  }
}
