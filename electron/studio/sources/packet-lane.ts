/** Packets on their way to the Worker over a port of their own: no more than it keeps up with, and after a gap from a key frame on. */
import {
  packetsInFlight,
  sourceAnswerSchema,
  type PacketsMessage,
} from '../../../shared/contract/show/source-ports.ts';
import type { EncodedPacket, StreamConfig } from '../../../shared/media/encoded-packet.ts';

/** Codecs whose decoders want the record; the others have it in their key frames. */
const wantsRecord = /^(?:avc|hvc|hev|mp4a|opus|flac)/i;

/** What is used of a `MessagePortMain`. */
export type SourcePort = {
  readonly onMessage: (listener: (data: unknown) => void) => void;
  readonly onClose: (listener: () => void) => void;
  readonly start: () => void;
  readonly close: () => void;
  readonly post: (message: PacketsMessage) => void;
};

/** Owns its port. */
export class PacketLane {
  readonly #port: SourcePort;
  #sent = 0;
  #acknowledged = -1;
  #needsKey = true;

  constructor(port: SourcePort) {
    this.#port = port;
    port.onMessage((data) => {
      const answer = sourceAnswerSchema.safeParse(data);
      if (!answer.success || answer.data.kind !== 'ack' || answer.data.seq >= this.#sent) return;
      this.#acknowledged = Math.max(this.#acknowledged, answer.data.seq);
    });
    port.start();
  }

  /** `failed`: nobody sends. */
  tell(state: 'running' | 'failed'): void {
    this.#port.post({ kind: 'state', state, why: '' });
  }

  configure(config: StreamConfig): void {
    const { track, codec, description } = config;
    const record = wantsRecord.test(codec) && description.length > 0 ? new Uint8Array(description).buffer : null;
    const sound = config.track === 'audio' ? config : { sampleRate: 0, channels: 0 };
    const { sampleRate, channels } = sound;
    this.#port.post({ kind: 'config', track, codec, description: record, sampleRate, channels });
  }

  /** Left out where the Worker is behind. */
  send({ track, pts, isKeyFrame, bytes }: EncodedPacket): void {
    if (!this.#hasRoom(track, isKeyFrame)) return;
    const seq = this.#sent;
    this.#sent += 1;
    // A copy of its own: the bytes are a view of the tag.
    this.#port.post({ kind: 'packet', track, seq, pts, key: isKeyFrame, data: new Uint8Array(bytes).buffer });
  }

  close(): void {
    this.#port.close();
  }

  #hasRoom(track: 'video' | 'audio', isKeyFrame: boolean): boolean {
    const isFull = this.#sent - this.#acknowledged > packetsInFlight;
    if (isFull) this.#needsKey = true;
    if (isFull || track === 'audio') return !isFull;
    if (this.#needsKey && !isKeyFrame) return false;
    this.#needsKey = false;
    return true;
  }
}
