/** Moves tags from a file to a connection: paced or flat out, again and again if wished, without a promise a tag. */
import type { Clock, Millis } from '../../../../shared/clock.ts';
import type { StudioError } from '../../../../shared/errors.ts';
import { tagTrait, tagTraits } from '../../../../shared/flv/tag.ts';
import type { TagPublisher } from '../../../rtmp/publish/tag-publisher.ts';
import type { SourceTag, TagSource } from './tag-source.ts';

/** Tags due within this time go out together: at real time it is waking up that costs, not bytes. */
const batchMillis: Millis = 300;

/** A timer knows no more than 2^31 ms; a file with a hole that long is asked again now and then. */
const maxSleepMillis: Millis = 3_600_000;

/** Time from the last tag of a round to the first of the next, where the file does not tell: one frame at 30 fps. */
const usualGap: Millis = 33;

export type SenderOptions = {
  readonly source: TagSource;
  readonly pace: 'realtime' | 'fast';
  readonly loop: boolean;
  readonly clock: Clock;
};

export type SenderListener = {
  /** Everything was handed over. */
  readonly onDone: () => void;
  readonly onFailed: (error: StudioError) => void;
};

/** What went out so far. */
export type SenderFigures = {
  readonly videoFrames: number;
  readonly audioFrames: number;
  readonly mediaBytes: number;
  /** Timestamps covered, in ms. */
  readonly mediaMillis: Millis;
  readonly rounds: number;
};

export class TagSender {
  readonly #options: SenderOptions;
  readonly #listener: SenderListener;
  #publisher: TagPublisher | null = null;
  #held: SourceTag | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isOver = false;
  /** ms of the file that become 0, and what later rounds add. */
  #base: Millis | null = null;
  #offset: Millis = 0;
  #startedAt: Millis | null = null;
  #last: Millis = 0;
  #lastVideo: Millis | null = null;
  #gap: Millis = usualGap;
  #video = 0;
  #audio = 0;
  #bytes = 0;
  #rounds = 1;

  constructor(options: SenderOptions, listener: SenderListener) {
    this.#options = options;
    this.#listener = listener;
    options.source.onReady = () => this.pump();
  }

  /** The connection has been accepted: metadata, then tags. */
  start(publisher: TagPublisher): void {
    this.#publisher = publisher;
    const { metadata } = this.#options.source;
    if (metadata !== null) publisher.writeData(metadata);
    this.pump();
  }

  /** Writes until the connection is full, the file waits, or the next tag is not due yet. */
  pump(): void {
    const publisher = this.#publisher;
    if (publisher === null || this.#isOver || this.#timer !== null) return;
    while (!publisher.isFull) {
      if (!this.#sendNext(publisher)) break;
    }
    publisher.flush();
    // Set by the end of the last round; after a failure nothing more is said.
    if (this.#isOver && this.#options.source.error === null) this.#listener.onDone();
  }

  /** No more tags, whatever comes. */
  stop(): void {
    this.#isOver = true;
    this.#publisher = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#options.source.close();
  }

  figures(): SenderFigures {
    return {
      videoFrames: this.#video,
      audioFrames: this.#audio,
      mediaBytes: this.#bytes,
      mediaMillis: this.#last,
      rounds: this.#rounds,
    };
  }

  /** False when there is nothing to send now. */
  #sendNext(publisher: TagPublisher): boolean {
    const { source, pace } = this.#options;
    const step = this.#held ?? source.next();
    if (step === 'wait') return false;
    if (step === 'failed' || step === 'end') return this.#roundEnded(step);
    this.#held = null;
    const timestamp = this.#timestampOf(step);
    if (pace === 'realtime' && this.#mustWait(step, timestamp)) return false;
    this.#write(publisher, step, timestamp);
    return true;
  }

  /** Headers in front say nothing of the time: many recorders stamp them 0, and the first frame hours later. */
  #timestampOf({ track, timestamp, body }: SourceTag): Millis {
    if (this.#base === null && (tagTraits(track, body) & tagTrait.header) !== 0) return this.#offset;
    this.#base ??= timestamp;
    return Math.max(timestamp - this.#base + this.#offset, 0);
  }

  #write(publisher: TagPublisher, tag: SourceTag, timestamp: Millis): void {
    const { track, body } = tag;
    if (!publisher.writeTag(track, timestamp, body)) return;
    this.#bytes += body.length;
    if (timestamp > this.#last) this.#last = timestamp;
    if ((tagTraits(track, body) & tagTrait.media) === 0) return;
    if (track === 'audio') {
      this.#audio += 1;
      return;
    }
    this.#video += 1;
    if (this.#lastVideo !== null && timestamp > this.#lastVideo) this.#gap = timestamp - this.#lastVideo;
    this.#lastVideo = timestamp;
  }

  /** Holds the tag back until it is due; true when it is not due yet. */
  #mustWait(tag: SourceTag, timestamp: Millis): boolean {
    const now = this.#options.clock.now();
    this.#startedAt ??= now - timestamp;
    const ahead = this.#startedAt + timestamp - now;
    if (ahead <= batchMillis) return false;
    this.#held = tag;
    const sleep = Math.min(ahead, maxSleepMillis);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.pump();
    }, sleep);
    return true;
  }

  /** True when another round begins. */
  #roundEnded(how: 'end' | 'failed'): boolean {
    const { source, loop } = this.#options;
    const { error } = source;
    const wasEmpty = this.#base === null;
    if (how === 'end' && loop && !wasEmpty) {
      this.#offset = this.#last + this.#gap;
      this.#base = null;
      this.#rounds += 1;
      source.rewind();
      return true;
    }
    this.#isOver = true;
    if (how === 'failed' && error !== null) this.#listener.onFailed(error);
    return false;
  }
}
