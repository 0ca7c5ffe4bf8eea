/** A stream as chunks, written once for all its players, and kept since the last key frame for those who come later. */
import type { Millis } from '../../../clock.ts';
import { extendedMark, messageType } from '../../chunk/message.ts';
import { sampleAccess } from '../dialogue/replies.ts';
import { BlockList } from './block-list.ts';
import type { BlockPool, Position } from './block-list.ts';
import type { HeaderMessage } from './header-cache.ts';
import { lane, laneCount, laneType } from './lanes.ts';
import { relayChunkSize } from './limits.ts';
import type { RelayLimits } from './limits.ts';
import { writePrivate } from './private-form.ts';
import type { Viewer } from './viewer.ts';

/** Basic header 1, message header of type 1: 7. */
const headerLength = 8;
/** Bytes that may always wait in a player's socket, however low the rate. */
const minBacklog = 512 * 1024;
/** Without a key frame for so long, a player begins without one. */
const keyFramePatience: Millis = 10_000;

/** What all streams of a server share. */
export type SharedMeans = { readonly pool: BlockPool; readonly limits: RelayLimits; readonly budget: GopBudget };

/** Bytes of all streams since their last key frames. */
export type GopBudget = { used: number };

/** Where players may begin: the state of the lanes and the headers before the first byte at `start`. */
type Gop = {
  readonly start: Position;
  readonly times: Float64Array;
  readonly headers: readonly HeaderMessage[];
  bytes: number;
  messages: number;
};

export class SharedForm {
  readonly #means: SharedMeans;
  readonly #blocks: BlockList;
  /** Time of the last message of each lane; −1 while it is unused. */
  readonly #times: Float64Array;
  readonly #viewers = new Set<Viewer>();
  /** Players that left while bytes of ours waited in their sockets. */
  readonly #leaving = new Set<Viewer>();
  #headers: readonly HeaderMessage[] = [];
  #gop: Gop | null = null;
  #batchStart: Position;
  #batchBytes = 0;
  #batchMessages = 0;
  /** A key frame is in the batch. */
  #batchHasKey = false;
  /** Lanes that the batch uses for the first time: players must hear of them first. */
  #newLanes: number[] = [];
  /** What players fell out of step in: its pictures they have seen. */
  readonly #leftIn = new WeakMap<Viewer, Gop | null>();
  #hasVideo = false;
  #limit: number;

  constructor(means: SharedMeans, times: Float64Array = new Float64Array(laneCount).fill(-1)) {
    this.#means = means;
    this.#times = times;
    this.#blocks = new BlockList(means.pool);
    this.#batchStart = this.#blocks.end;
    this.#limit = minBacklog;
  }

  get viewers(): ReadonlySet<Viewer> {
    return this.#viewers;
  }

  /** True while the batch may grow: nobody waits for it, and it is part of what is kept. */
  get isUnwatched(): boolean {
    return this.#viewers.size === 0 && this.#gop !== null;
  }

  /** Bytes that wait for the next flush. */
  get heldBytes(): number {
    return this.#batchBytes;
  }

  /** Bytes kept since the last key frame. */
  get gopBytes(): number {
    return this.#gop?.bytes ?? 0;
  }

  /** Another form in the same state, for other players; its first players wait for a key frame. */
  fork(): SharedForm {
    const form = new SharedForm(this.#means, this.#times.slice());
    form.#headers = this.#headers;
    form.#hasVideo = this.#hasVideo;
    return form;
  }

  /** The headers from the next message on. */
  setHeaders(headers: readonly HeaderMessage[]): void {
    this.#headers = headers;
  }

  /** Appends a message to the batch; its time never steps back on its lane. With `key`, a player may begin there. */
  append(at: number, time: Millis, body: Uint8Array, access: 'key' | 'none'): void {
    if (access === 'key') this.#beginGop();
    const type = laneType(at);
    if (type === messageType.video) this.#hasVideo = true;
    const last = this.#times[at] ?? -1;
    if (last < 0) this.#openLane(at, time);
    const delta = last < 0 ? 0 : this.#bridge(at, time - last);
    this.#times[at] = time;
    const blocks = this.#blocks;
    blocks.put(0x40 | at);
    this.#put24(delta);
    this.#put24(body.length);
    blocks.put(type);
    blocks.append(body, 0, Math.min(body.length, relayChunkSize));
    let length = headerLength + body.length;
    for (let start = relayChunkSize; start < body.length; start += relayChunkSize) {
      blocks.put(0xc0 | at);
      blocks.append(body, start, Math.min(start + relayChunkSize, body.length));
      length += 1;
    }
    this.#count(length);
  }

  /** Leads a lane that was silent for hours up to where 24 bits reach, by messages that say nothing; what is left of `delta`. */
  #bridge(at: number, delta: Millis): Millis {
    let left = delta;
    for (; left >= extendedMark; left -= extendedMark - 1) {
      const body = sampleAccess();
      this.#blocks.put(0x40 | at);
      this.#put24(extendedMark - 1);
      this.#put24(body.length);
      this.#blocks.put(messageType.data);
      this.#blocks.append(body, 0, body.length);
      this.#count(headerLength + body.length);
    }
    return left;
  }

  /** Sends the batch to everybody who is in step. */
  flush(now: Millis): void {
    if (this.#batchMessages === 0) return;
    if (this.#viewers.size > 0) this.#sendBatch(now);
    this.#finishBatch();
  }

  /** Takes a player in; it begins with the last key frame, or waits for the next. */
  admit(viewer: Viewer, now: Millis): void {
    this.flush(now);
    this.#viewers.add(viewer);
    if (this.#gop !== null || !this.#hasVideo) this.#start(viewer, this.#gop);
  }

  /** Takes over a player of another form that is in the same state. */
  adopt(viewer: Viewer): void {
    this.#viewers.add(viewer);
  }

  remove(viewer: Viewer): void {
    if (this.#viewers.delete(viewer) && viewer.port.backlog() > 0) this.#leaving.add(viewer);
  }

  /** Once a second or so: the limit for slow players, at `bytesPerMilli` of the stream; players that wait too long begin. */
  tick(now: Millis, bytesPerMilli: number): void {
    const { playerBytes, playerMillis } = this.#means.limits;
    this.#limit = Math.min(Math.max(bytesPerMilli * playerMillis, minBacklog), playerBytes);
    for (const viewer of this.#viewers) {
      if (viewer.isLive || now - viewer.waitingSince < keyFramePatience || viewer.port.backlog() > minBacklog) continue;
      this.flush(now);
      this.#start(viewer, this.#leftIn.get(viewer) === this.#gop ? null : this.#gop);
    }
  }

  /** Forgets what was kept for later players; they wait for a key frame. */
  forgetGop(now: Millis): void {
    this.flush(now);
    this.#dropGop();
    this.#blocks.dropBefore(this.#batchStart, this.#isDrained() ? 'reuse' : 'leave');
  }

  /** Forgets the headers too: another publisher begins, or the stream ended. */
  forget(now: Millis): void {
    this.forgetGop(now);
    this.#headers = [];
  }

  #put24(value: number): void {
    this.#blocks.put(value >>> 16);
    this.#blocks.put(value >>> 8);
    this.#blocks.put(value);
  }

  #sendBatch(now: Millis): void {
    const views = this.#blocks.views(this.#batchStart);
    const batch = { views, length: this.#batchBytes, messages: this.#batchMessages, now };
    for (const viewer of this.#viewers) {
      if (!viewer.isLive) {
        this.#skip(viewer);
        continue;
      }
      this.#announceLanes(viewer);
      viewer.offer(batch, this.#limit);
      if (!viewer.isLive && !this.#batchHasKey) this.#leftIn.set(viewer, this.#gop);
    }
  }

  /** True when no socket holds bytes of ours any more. */
  #isDrained(): boolean {
    for (const viewer of this.#viewers) if (viewer.port.backlog() > 0) return false;
    for (const viewer of this.#leaving) {
      if (viewer.port.backlog() > 0) return false;
      this.#leaving.delete(viewer);
    }
    return true;
  }

  #finishBatch(): void {
    this.#newLanes = [];
    this.#batchStart = this.#blocks.end;
    this.#batchBytes = 0;
    this.#batchMessages = 0;
    this.#batchHasKey = false;
    const start = this.#gop?.start ?? this.#batchStart;
    if (start.block > this.#blocks.first) this.#blocks.dropBefore(start, this.#isDrained() ? 'reuse' : 'leave');
  }

  #count(length: number): void {
    this.#batchBytes += length;
    this.#batchMessages += 1;
    const gop = this.#gop;
    if (gop === null) return;
    gop.bytes += length;
    gop.messages += 1;
    const { limits, budget } = this.#means;
    budget.used += length;
    const isFull = gop.bytes > limits.gopBytes || gop.messages > limits.gopMessages;
    if (isFull || budget.used > limits.totalGopBytes) this.#dropGop();
  }

  #beginGop(): void {
    this.#dropGop();
    // Nobody waits for the batch, so it went unsent.
    if (this.#viewers.size === 0) this.#finishBatch();
    const { limits, budget } = this.#means;
    if (budget.used >= limits.totalGopBytes) return;
    this.#gop = {
      start: this.#blocks.end,
      times: this.#times.slice(),
      headers: this.#headers,
      bytes: 0,
      messages: 0,
    };
    this.#batchHasKey = true;
  }

  #dropGop(): void {
    this.#means.budget.used -= this.#gop?.bytes ?? 0;
    this.#gop = null;
    this.#batchHasKey = false;
  }

  /** A lane begins with a delta of 0 to a message that each player gets in private. */
  #openLane(at: number, time: Millis): void {
    this.#newLanes.push(at);
    this.#times[at] = time;
    if (this.#gop !== null) this.#gop.times[at] = time;
    this.#newTimes[at] = time;
  }

  readonly #newTimes = new Float64Array(laneCount);

  #announceLanes(viewer: Viewer): void {
    if (this.#newLanes.length === 0) return;
    const messages = this.#newLanes.map((at) => this.#stepIn(viewer, at, this.#newTimes[at] ?? 0));
    viewer.port.write(messages);
  }

  /** A player that is out of step: it comes back with a key frame, once it took what waited for it. */
  #skip(viewer: Viewer): void {
    if (this.#batchHasKey && viewer.port.backlog() <= this.#limit / 4) this.#start(viewer, this.#gop);
    else viewer.miss(this.#batchMessages);
  }

  /** Sends all up to the present: metadata and headers with the times before the key frame, then everything since; without a GOP, nothing since. */
  #start(viewer: Viewer, gop: Gop | null = this.#gop): void {
    const views = [...this.#opening(viewer, gop), ...(gop === null ? [] : this.#blocks.views(gop.start))];
    viewer.start(
      views,
      views.reduce((sum, view) => sum + view.length, 0),
    );
  }

  #opening(viewer: Viewer, gop: Gop | null): Uint8Array[] {
    const times = gop?.times ?? this.#times;
    const headers = gop?.headers ?? this.#headers;
    const { streamId } = viewer.port;
    const views: Uint8Array[] = [];
    for (let at = lane.data; at < laneCount; at++) {
      const time = times[at] ?? -1;
      if (time < 0) continue;
      const own = headers.filter((header) => header.lane === at);
      if (own.length === 0) views.push(this.#stepIn(viewer, at, time));
      for (const { type, body } of own) views.push(writePrivate({ lane: at, type, streamId, time, body }));
    }
    return views;
  }

  /** Opens a lane for a player with a message that says nothing new. */
  #stepIn(viewer: Viewer, at: number, time: Millis): Uint8Array {
    const { streamId } = viewer.port;
    return writePrivate({ lane: at, type: messageType.data, streamId, time, body: sampleAccess() });
  }
}
