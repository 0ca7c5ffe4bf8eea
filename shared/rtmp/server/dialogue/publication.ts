/** One publish on a server connection: where its media goes, and the times it arrives with. */
import type { Millis } from '../../../clock.ts';
import { TimestampUnwrapper } from '../../../media/timestamps.ts';

/** Takes what one publisher sends, in wire order. */
export type PublishSink = {
  /** An FLV tag body, valid until this returns; empty for an audio message without content. `timestamp`: ms, unwrapped. */
  readonly onMedia: (track: 'video' | 'audio', timestamp: Millis, body: Uint8Array) => void;
  /** The AMF0 body of a data message, without `@setDataFrame`; valid until this returns. */
  readonly onData: (timestamp: Millis, body: Uint8Array) => void;
  /** All that one read brought has been handed over. */
  readonly onSettled: (now: Millis) => void;
};

export class Publication {
  readonly streamId: number;
  readonly #times = new TimestampUnwrapper();
  #time: Millis = 0;
  readonly sink: PublishSink | null;
  /** Whether the sink got something since it last settled. */
  isTouched = false;

  /** Without a sink its media comes out as events. */
  constructor(streamId: number, sink: PublishSink | null) {
    this.streamId = streamId;
    this.sink = sink;
  }

  /** The full time of a wire timestamp, ms. */
  timeOf(wire: number): Millis {
    this.#time = this.#times.unwrap(wire);
    return this.#time;
  }

  /** The time of the last media, which data shares: publishers stamp it in many ways. */
  get time(): Millis {
    return this.#time;
  }

  settle(now: Millis): void {
    if (!this.isTouched) return;
    this.isTouched = false;
    this.sink?.onSettled(now);
  }
}
