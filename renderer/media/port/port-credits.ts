/** Byte credits on the media port: what main has not taken yet, and what is dropped when it is too much. No I/O. */
import { portCreditBytes } from '../../../shared/contract/frames.ts';

/** Sound may go this far beyond the credit: it is dropped last. */
export const audioExtraBytes = 256 * 1024;

/** An IDR is asked for again only once the port has drained to this. */
const resumeBytes = portCreditBytes / 2;

type Sent = { readonly seq: number; readonly bytes: number };

/** The second rendition goes this far only: what the main one may still need is not its own. */
const secondBytes = portCreditBytes / 2;

/** Counts outstanding bytes by sequence number and decides what may be posted. */
export class PortCredits {
  readonly #sent: Sent[] = [];
  #outstanding = 0;
  #needsKeyFrame = false;
  #secondNeedsKeyFrame = false;

  /** Bytes posted and not acknowledged. */
  get outstanding(): number {
    return this.#outstanding;
  }

  /** True when video is held back until a key frame and there is room for it: ask the encoder for one. */
  get wantsKeyFrame(): boolean {
    return this.#needsKeyFrame && this.#outstanding <= resumeBytes;
  }

  /** Decides for one video packet; a refused one holds back all until the next key frame. */
  admitVideo(bytes: number, isKeyFrame: boolean): boolean {
    const hasRoom = this.#outstanding + bytes <= portCreditBytes;
    if (!hasRoom) {
      this.#needsKeyFrame = true;
      return false;
    }
    if (this.#needsKeyFrame && !isKeyFrame) return false;
    this.#needsKeyFrame = false;
    return true;
  }

  /** True when the second rendition's pictures are held back until a key frame and there is room for it. */
  get secondWantsKeyFrame(): boolean {
    return this.#secondNeedsKeyFrame && this.#outstanding <= secondBytes / 2;
  }

  /** Decides for one video packet of the second rendition. */
  admitSecond(bytes: number, isKeyFrame: boolean): boolean {
    const hasRoom = this.#outstanding + bytes <= secondBytes;
    if (!hasRoom) this.#secondNeedsKeyFrame = true;
    if (!hasRoom || (this.#secondNeedsKeyFrame && !isKeyFrame)) return false;
    this.#secondNeedsKeyFrame = false;
    return true;
  }

  /** Decides for one audio packet. */
  admitAudio(bytes: number): boolean {
    return this.#outstanding + bytes <= portCreditBytes + audioExtraBytes;
  }

  /** Decides for a slate: it can wait, so it goes only while packets have plenty of room. */
  admitSlate(bytes: number): boolean {
    return this.#outstanding + bytes <= portCreditBytes / 2;
  }

  /** Notes a posted packet or slate. */
  sent(seq: number, bytes: number): void {
    this.#sent.push({ seq, bytes });
    this.#outstanding += bytes;
  }

  /** Main took everything up to and including `seq`. */
  acknowledged(seq: number): void {
    const left = this.#sent.findIndex((packet) => packet.seq > seq);
    const taken = this.#sent.splice(0, left === -1 ? this.#sent.length : left);
    for (const packet of taken) this.#outstanding -= packet.bytes;
  }
}
