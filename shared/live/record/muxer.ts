/** Cuts a stream of packets into files and their fragments: what to open, write and close, in order; it does no I/O. */
import type { Micros } from '../../clock.ts';
import type { EncodedPacket, StreamConfig } from '../../media/encoded-packet.ts';
import { Interleaver, type ConfiguredPacket } from './interleaver.ts';
import { FilePart, sameFormat, trackNumber, type PartTracks, type Piece } from './part.ts';

/** When a new file begins by itself; null: never. */
export type SplitRule = { readonly micros: Micros | null; readonly bytes: number | null };

export type MuxStep =
  | { readonly kind: 'open'; readonly zero: Micros; readonly tracks: PartTracks }
  | ({ readonly kind: 'write' } & Piece)
  | { readonly kind: 'close' };

/** A hole in the pictures longer than this goes between two files: players handle it badly inside one. */
const longestHole: Micros = 2_000_000;

/** What did not get into a file. */
export type MuxLosses = {
  /** Pictures dropped because the disk was too slow, or that fitted into no file. */
  readonly frames: number;
  readonly soundPackets: number;
};

export class PartMuxer {
  readonly #split: SplitRule;
  readonly #interleaver = new Interleaver();
  /** By track, the picture's under `video`. */
  readonly #configs = new Map<number | 'video', StreamConfig>();
  #part: FilePart | null = null;
  #steps: MuxStep[] = [];
  #hadPart = false;
  #wantsNewPart = false;
  #gopBytes = 0;
  #lastGopBytes = 0;
  #losses = { frames: 0, soundPackets: 0 };

  constructor(split: SplitRule) {
    this.#split = split;
  }

  get losses(): MuxLosses {
    return this.#losses;
  }

  /** Session time up to which the open file reaches; null while none is open. */
  get writtenUntil(): Micros | null {
    return this.#part?.end ?? null;
  }

  /** Valid for the packets that come after it. */
  takeConfig(config: StreamConfig): void {
    this.#configs.set(keyOf(config), config);
  }

  takePacket(packet: EncodedPacket): void {
    const config = this.#configs.get(keyOf(packet));
    if (config === undefined) return;
    for (const entry of this.#interleaver.put({ packet, config })) this.#place(entry);
  }

  /** What is to be done now, oldest first; the caller does it in this order. */
  takeSteps(): readonly MuxStep[] {
    const steps = this.#steps;
    this.#steps = [];
    return steps;
  }

  /** Ends the file here; the next one begins with the next key frame. Nothing that came so far is lost. */
  end(): void {
    for (const entry of this.#interleaver.flush()) this.#place(entry);
    this.#close();
    this.#hadPart = false;
  }

  /** Ends the file with what is in it; what comes up to the next key frame is counted as lost. */
  skipToKeyFrame(): void {
    this.#close();
  }

  #place(entry: ConfiguredPacket): void {
    if (entry.packet.track === 'video') this.#placePicture(entry);
    else this.#placeSound(entry);
  }

  #placePicture(entry: ConfiguredPacket): void {
    const { packet } = entry;
    if (packet.isKeyFrame) {
      this.#lastGopBytes = this.#gopBytes;
      this.#gopBytes = 0;
      if (this.#mustBegin(entry)) this.#begin(entry);
    }
    this.#gopBytes += packet.bytes.length;
    const part = this.#part;
    if (part !== null && part.accepts(entry)) this.#add(part, packet);
    else if (this.#hadPart) this.#losses = { ...this.#losses, frames: this.#losses.frames + 1 };
  }

  #placeSound(entry: ConfiguredPacket): void {
    this.#gopBytes += entry.packet.bytes.length;
    const part = this.#part;
    if (part === null) {
      if (this.#hadPart) this.#loseSound();
      return;
    }
    if (part.accepts(entry)) this.#add(part, entry.packet);
    else if (part.isOtherFormat(entry)) {
      this.#wantsNewPart = true;
      this.#loseSound();
    }
  }

  #loseSound(): void {
    this.#losses = { ...this.#losses, soundPackets: this.#losses.soundPackets + 1 };
  }

  #add(part: FilePart, packet: EncodedPacket): void {
    const piece = part.add(packet);
    if (piece !== null) this.#steps.push({ kind: 'write', ...piece });
  }

  #mustBegin({ packet, config }: ConfiguredPacket): boolean {
    const part = this.#part;
    if (part === null || this.#wantsNewPart || !sameFormat(part.tracks.video, config)) return true;
    if (packet.dts - part.lastPicture > longestHole) return true;
    const { micros, bytes } = this.#split;
    // Half a frame of grace: times are rounded.
    if (micros !== null && packet.dts - part.zero >= micros - 5000) return true;
    return bytes !== null && part.bytes + this.#lastGopBytes > bytes;
  }

  #begin({ packet, config }: ConfiguredPacket): void {
    this.#close();
    if (config.track !== 'video') return;
    const sounds = [...this.#configs.values()].filter((each) => each.track === 'audio');
    const part = FilePart.create(packet.dts, { video: config, sounds });
    if (part === null) return;
    this.#part = part;
    this.#hadPart = true;
    this.#wantsNewPart = false;
    this.#steps.push({ kind: 'open', zero: packet.dts, tracks: part.tracks });
  }

  #close(): void {
    const part = this.#part;
    if (part === null) return;
    const piece = part.finish();
    if (piece !== null) this.#steps.push({ kind: 'write', ...piece });
    this.#steps.push({ kind: 'close' });
    this.#part = null;
  }
}

/** There is one picture; a sound goes by the number of its track. */
function keyOf(of: EncodedPacket | StreamConfig): number | 'video' {
  return of.track === 'video' ? 'video' : trackNumber(of);
}
