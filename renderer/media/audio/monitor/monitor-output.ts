/** The page's end of the monitor: plays the track that the Worker writes, as long as a strip of the show asks for it. */
/// <reference types="dom-mediacapture-transform" />
import type { Show } from '../../../../shared/studio/document/show.ts';

/** `sink` is to be transferred to the Worker at once; null: nobody listens any more. */
export type SendSink = (sink: WritableStream<AudioData> | null) => void;

/** What a generator of sound is; its published type contradicts itself. */
type Track = MediaStreamTrack & { readonly writable: WritableStream<AudioData> };

type Output = {
  readonly sink: WritableStream<AudioData>;
  /** Plays on this device from here on; empty: the system's own. One that is not there leaves it where it was. */
  readonly playOn: (deviceId: string) => void;
  readonly close: () => void;
};

export class MonitorOutput {
  readonly #send: SendSink;
  #output: Output | null = null;
  #isMonitored = false;
  #isSolo = false;
  #deviceId = '';

  constructor(send: SendSink) {
    this.#send = send;
  }

  /** Opens or closes the way to the ears. */
  setShow(show: Pick<Show, 'sources'>): void {
    this.#isMonitored = show.sources.some(({ strip }) => strip !== null && strip.monitor !== 'off');
    this.#follow();
  }

  /** Somebody listens to one strip alone. */
  setSolo(isSolo: boolean): void {
    this.#isSolo = isSolo;
    this.#follow();
  }

  /** The device to listen with; empty: the system's own. */
  setDevice(deviceId: string): void {
    this.#deviceId = deviceId;
    this.#output?.playOn(deviceId);
  }

  /** The wanted device may be there again. */
  devicesChanged(): void {
    if (this.#deviceId !== '') this.#output?.playOn(this.#deviceId);
  }

  #follow(): void {
    const isWanted = this.#isMonitored || this.#isSolo;
    if (isWanted === (this.#output !== null)) return;
    if (!isWanted) {
      this.close();
      return;
    }
    this.#output = play();
    this.devicesChanged();
    this.#send(this.#output.sink);
  }

  close(): void {
    if (this.#output === null) return;
    this.#send(null);
    this.#output.close();
    this.#output = null;
  }
}

/** Plays a new track, on the system's own output at first. */
function play(): Output {
  const track: Track = new MediaStreamTrackGenerator({ kind: 'audio' });
  const audio = new Audio();
  audio.srcObject = new MediaStream([track]);
  // An output that can't be had is silent; everything else goes on.
  audio.play().catch(() => undefined);
  return {
    sink: track.writable,
    playOn: (deviceId) => {
      // Without it there is the system's own.
      audio.setSinkId(deviceId).catch(() => audio.setSinkId('').catch(() => undefined));
    },
    close: () => {
      audio.srcObject = null;
      track.stop();
    },
  };
}
