/** The numbers of one destination over all its connections, and its rates of the last second. */
import type { Millis } from '../../../../shared/clock.ts';
import type { OutputSnapshot } from '../../../../shared/contract/delivery.ts';
import type { Figures } from '../../target.ts';

/** The numbers of a destination's row. */
type Shown = Pick<
  OutputSnapshot,
  'sentKbps' | 'acknowledgedKbps' | 'rttMillis' | 'queueAgeMillis' | 'inFlightBytes' | 'framesSent' | 'framesDropped'
>;

/** Rates of one destination; the session calls `second` once a second. */
export class OutputFigures {
  readonly #source: { readonly totals: () => Figures };
  #missedVideo = 0;
  #last: { readonly figures: Figures; readonly at: Millis } | null = null;
  #sentKbps = 0;
  #acknowledgedKbps: number | null = null;

  constructor(source: { readonly totals: () => Figures }) {
    this.#source = source;
  }

  /** Of now; the rates are those of the last second. */
  shown(): Shown {
    const { rttMillis, queueAgeMillis, inFlightBytes, videoSent, droppedVideo } = this.totals();
    return {
      sentKbps: this.#sentKbps,
      acknowledgedKbps: this.#acknowledgedKbps,
      rttMillis,
      queueAgeMillis,
      inFlightBytes,
      framesSent: videoSent,
      framesDropped: droppedVideo,
    };
  }

  /** Counts a picture that met no connection. */
  missVideo(): void {
    this.#missedVideo += 1;
  }

  /** All connections together; the momentary values are those of the one that carries the stream. */
  totals(): Figures {
    const totals = this.#source.totals();
    return { ...totals, droppedVideo: totals.droppedVideo + this.#missedVideo };
  }

  /** Closes a second; gives the media of it, kb/s. */
  second(now: Millis): number {
    const figures = this.totals();
    const { figures: old, at } = this.#last ?? { figures, at: now };
    this.#last = { figures, at: now };
    const seconds = Math.max(0.001, (now - at) / 1000);
    const rate = (newer: number, older: number): number => Math.max(0, ((newer - older) * 8) / 1000 / seconds);
    this.#sentKbps = rate(figures.bytesSent, old.bytesSent);
    const { bytesAcknowledged } = figures;
    this.#acknowledgedKbps = bytesAcknowledged === null ? null : rate(bytesAcknowledged, old.bytesAcknowledged ?? 0);
    return rate(figures.videoBytes + figures.audioBytes, old.videoBytes + old.audioBytes);
  }
}
