/** Judges what a publisher sends: headers first, key frame first, order, gaps, rates and latency; bytes and time in. */
import type { Micros, Millis } from '../../clock.ts';
import { LatencyWindow, median, type Spread } from './spread.ts';
import { say } from '../../wire/tongue.ts';

/** A gap between two frames above this is worth a finding. */
export const gapLimitMillis: Millis = 100;

/** Key frames further apart than this are worth a finding. */
export const keyFrameLimitMillis: Millis = 2050;

/** Largest tag body the checker calls normal, in bytes. */
export const bodyLimitBytes = 4 * 1024 * 1024;

/** A sound packet up to this long, its tag's first bytes included, holds digital silence whatever the codec. */
export const silentBodyBytes = 16;

/** Findings kept, so that a broken publisher cannot fill memory. */
const problemLimit = 20;

/** What one FLV tag body says about itself; the shell parses, the checker judges. */
export type ReceivedTag = {
  readonly track: 'video' | 'audio';
  /** Unwrapped RTMP timestamp in ms. */
  readonly timestamp: Millis;
  readonly kind: 'header' | 'frame' | 'end' | 'unknown';
  readonly isKeyFrame: boolean;
  /** Bytes of the tag body. */
  readonly byteLength: number;
  /** When it was captured, µs on the monotonic clock; null when unknown. */
  readonly captured: Micros | null;
};

export type TrackTotals = {
  frames: number;
  bytes: number;
  first: Millis | null;
  last: Millis | null;
  longestGap: Millis;
  hasHeader: boolean;
};

/** One second of what came in. */
export type ReceivedSecond = {
  readonly fps: number;
  /** Sound packets per second. */
  readonly soundFps: number;
  /** How long the sound has been digital silence; null while none comes. */
  readonly silentMillis: Millis | null;
  readonly skewMillis: number | null;
  readonly latencyMillis: number | null;
};

function emptyTrack(): TrackTotals {
  return { frames: 0, bytes: 0, first: null, last: null, longestGap: 0, hasHeader: false };
}

/** Accumulates everything that one ingest receives, over reconnects too. */
export class IngestChecker {
  readonly video = emptyTrack();
  readonly audio = emptyTrack();
  readonly #problems = new Set<string>();
  readonly #videoLatency = new LatencyWindow();
  readonly #audioLatency = new LatencyWindow();
  #videoOffset: number | null = null;
  #audioOffset: number | null = null;
  readonly #skews = new LatencyWindow();
  #keyFrames = 0;
  #lastKey: Millis | null = null;
  #longestKeyGap: Millis = 0;
  #secondStart: { readonly at: Millis; readonly frames: number; readonly sounds: number } | null = null;
  #silentSince: Millis | null = null;
  #secondLatencies: number[] = [];

  /** Takes one tag; `nowMicros` is when its last byte arrived, on the clock of `captured`. */
  take(tag: ReceivedTag, nowMicros: Micros): void {
    const track = tag.track === 'video' ? this.video : this.audio;
    if (tag.byteLength > bodyLimitBytes) this.#find(say`The ${tag.track} had a message of ${tag.byteLength} bytes.`);
    if (tag.kind === 'header') {
      track.hasHeader = true;
      return;
    }
    if (tag.kind === 'unknown') this.#find(say`The ${tag.track} had a message of an unknown form.`);
    if (tag.kind !== 'frame') return;
    if (!track.hasHeader) this.#find(say`The first ${tag.track} frame came before its header.`);
    if (tag.track === 'video') this.#takeKeyFrame(tag);
    this.#takeTime(tag, track);
    track.frames += 1;
    track.bytes += tag.byteLength;
    if (tag.track === 'audio') this.#takeLoudness(tag, nowMicros / 1000);
    if (tag.captured !== null && tag.captured > 0) this.#takeLatency(tag, tag.captured, nowMicros);
  }

  #takeLoudness({ byteLength }: ReceivedTag, now: Millis): void {
    if (byteLength > silentBodyBytes) this.#silentSince = now;
    else this.#silentSince ??= now;
  }

  #takeKeyFrame(tag: ReceivedTag): void {
    // Every frame counts, so that key frames that never come again are found too.
    if (this.#lastKey !== null) this.#longestKeyGap = Math.max(this.#longestKeyGap, tag.timestamp - this.#lastKey);
    if (this.#longestKeyGap > keyFrameLimitMillis) this.#find(say`Key frames came more than 2.05 s apart.`);
    if (!tag.isKeyFrame) {
      if (this.video.frames === 0) this.#find(say`The first picture was not a key frame.`);
      return;
    }
    this.#lastKey = tag.timestamp;
    this.#keyFrames += 1;
  }

  #takeTime(tag: ReceivedTag, track: TrackTotals): void {
    track.first ??= tag.timestamp;
    if (track.last !== null) {
      const gap = tag.timestamp - track.last;
      if (gap < 0) this.#find(say`The ${tag.track} timestamps went backwards.`);
      if (gap > gapLimitMillis) this.#find(say`The ${tag.track} had a gap of more than 100 ms.`);
      track.longestGap = Math.max(track.longestGap, gap);
    }
    track.last = tag.timestamp;
  }

  #takeLatency(tag: ReceivedTag, captured: Micros, nowMicros: Micros): void {
    const latency = (nowMicros - captured) / 1000;
    // Capture time minus timestamp is the stream's epoch as this track sees it; both tracks must agree.
    const offset = captured / 1000 - tag.timestamp;
    if (tag.track === 'video') {
      this.#videoLatency.add(latency);
      this.#secondLatencies.push(latency);
      this.#videoOffset = offset;
    } else {
      this.#audioLatency.add(latency);
      this.#audioOffset = offset;
    }
    if (this.#videoOffset !== null && this.#audioOffset !== null)
      this.#skews.add(this.#videoOffset - this.#audioOffset);
  }

  /** Figures since the last call; call it once a second with the monotonic clock in ms. */
  second(now: Millis): ReceivedSecond {
    const before = this.#secondStart;
    this.#secondStart = { at: now, frames: this.video.frames, sounds: this.audio.frames };
    const latencies = this.#secondLatencies;
    this.#secondLatencies = [];
    const elapsed = before === null ? 0 : (now - before.at) / 1000;
    const rate = (count: number, earlier: number): number => (elapsed <= 0 ? 0 : (count - earlier) / elapsed);
    const isSounding = before !== null && this.audio.frames > before.sounds;
    return {
      fps: rate(this.video.frames, before?.frames ?? 0),
      soundFps: rate(this.audio.frames, before?.sounds ?? 0),
      silentMillis: isSounding && this.#silentSince !== null ? Math.max(0, now - this.#silentSince) : null,
      skewMillis: this.#skews.recentMedian(),
      latencyMillis: latencies.length === 0 ? null : median(latencies),
    };
  }

  get keyFrames(): number {
    return this.#keyFrames;
  }

  get longestKeyFrameGapMillis(): Millis {
    return this.#longestKeyGap;
  }

  get problems(): readonly string[] {
    return [...this.#problems];
  }

  /** Capture → received of each track, and the skew between their epochs (positive: the picture is early). */
  get videoLatency(): Spread | null {
    return this.#videoLatency.spread();
  }

  get audioLatency(): Spread | null {
    return this.#audioLatency.spread();
  }

  get skew(): { readonly median: number; readonly worst: number } {
    return { median: this.#skews.spread()?.p50 ?? 0, worst: this.#skews.worst };
  }

  #find(problem: string): void {
    if (this.#problems.size < problemLimit) this.#problems.add(problem);
  }
}
