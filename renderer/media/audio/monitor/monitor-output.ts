/** The page's end of the monitor: plays the track that the Worker writes, as long as a strip of the show asks for it. */
/// <reference types="dom-mediacapture-transform" />
import type { Show } from '../../../../shared/studio/document/show.ts';

/** `sink` is to be transferred to the Worker at once; null: nobody listens any more. */
export type SendSink = (sink: WritableStream<AudioData> | null) => void;

/** What a generator of sound is; its published type contradicts itself. */
type Track = MediaStreamTrack & { readonly writable: WritableStream<AudioData> };

type Output = { readonly sink: WritableStream<AudioData>; readonly close: () => void };

export class MonitorOutput {
  readonly #send: SendSink;
  #output: Output | null = null;

  constructor(send: SendSink) {
    this.#send = send;
  }

  /** Opens or closes the way to the ears. */
  setShow(show: Pick<Show, 'sources'>): void {
    const isWanted = show.sources.some(({ strip }) => strip !== null && strip.monitor !== 'off');
    if (isWanted === (this.#output !== null)) return;
    if (!isWanted) {
      this.close();
      return;
    }
    this.#output = play();
    this.#send(this.#output.sink);
  }

  close(): void {
    if (this.#output === null) return;
    this.#send(null);
    this.#output.close();
    this.#output = null;
  }
}

/** Plays a new track on the system's default output. */
function play(): Output {
  const track: Track = new MediaStreamTrackGenerator({ kind: 'audio' });
  const audio = new Audio();
  audio.srcObject = new MediaStream([track]);
  // An output that can't be had is silent; everything else goes on.
  audio.play().catch(() => undefined);
  return {
    sink: track.writable,
    close: () => {
      audio.srcObject = null;
      track.stop();
    },
  };
}
