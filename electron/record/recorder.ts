/** One recording: packets in, files out, with a queue of its own between the two; nothing here can hold up the stream. */
import { unlink } from 'node:fs/promises';
import type { Clock, Micros } from '../../shared/clock.ts';
import { PartMuxer, type MuxStep, type SplitRule } from '../../shared/live/record/muxer.ts';
import { trackNumber } from '../../shared/live/record/part.ts';
import { trackHead, writeGrowingHead } from '../../shared/live/record/mp4/fragment.ts';
import type { EncodedPacket, StreamConfig } from '../../shared/media/encoded-packet.ts';
import { GrowingFile } from './files/growing-file.ts';
import { systemWord } from './files/folder.ts';
import type { Journal } from './journal.ts';
import {
  proveAsWritten,
  RecordedPart,
  type Container,
  type Finisher,
  type Mark,
  type RecordedFile,
} from './recorded-file.ts';

/** What may wait for the disk. */
export type Backlog = {
  /** Fragments, a second each. */
  readonly pieces: number;
  readonly bytes: number;
};

/** A slow disk may fall behind this far before pictures are dropped. */
export const usualBacklog: Backlog = { pieces: 10, bytes: 96 * 1024 * 1024 };
/** Marks kept per recording. */
const mostMarks = 1000;

/** Names of the sound tracks that are recorded, by their numbers from 0. */
export type SoundNames = ReadonlyMap<number, string>;

/** Only the sound that is sent, under no name of its own. */
export const onlyMainSound: SoundNames = new Map([[0, '']]);

export type RecorderOptions = {
  readonly kind: RecordedFile['kind'];
  /** Absolute; it exists. */
  readonly folder: string;
  /** Without ending. */
  readonly name: string;
  readonly container: Container;
  readonly split: SplitRule;
  readonly backlog: Backlog;
  readonly sounds?: SoundNames;
};

export type RecorderPorts = {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly finisher: Finisher;
  readonly onChange: () => void;
  /** A word of the system that the next write fails with, in a rehearsal; null: none. */
  readonly diskFault: () => string | null;
};

type OpenPart = { readonly part: RecordedPart; readonly file: GrowingFile };

export class Recorder {
  readonly #options: RecorderOptions;
  readonly #sounds: SoundNames;
  readonly #ports: RecorderPorts;
  readonly #muxer: PartMuxer;
  readonly #parts: RecordedPart[] = [];
  readonly #marks: Mark[] = [];
  #steps: MuxStep[] = [];
  #waitingBytes = 0;
  #open: OpenPart | null = null;
  #pumping: Promise<void> | null = null;
  #newest: Micros = 0;
  #isBehind = false;
  #skipped = { frames: 0, micros: 0, since: 0 };
  #failure: string | null = null;
  #isUnsupported = false;

  constructor(options: RecorderOptions, ports: RecorderPorts) {
    this.#options = options;
    this.#sounds = options.sounds ?? onlyMainSound;
    this.#ports = ports;
    this.#muxer = new PartMuxer(options.split);
  }

  get folder(): string {
    return this.#options.folder;
  }

  /** The system's word for what ended it, or null. */
  get failure(): string | null {
    return this.#failure;
  }

  /** Every file so far, the one in progress last. */
  get files(): readonly RecordedFile[] {
    return this.#parts.map(({ file }) => file);
  }

  get marks(): readonly Mark[] {
    return this.#marks;
  }

  /** Bytes written and waiting to be written. */
  get bytes(): number {
    return this.#parts.reduce((sum, { file }) => sum + file.bytes, this.#waitingBytes);
  }

  /** Seconds in the files and on their way there. */
  get seconds(): number {
    const written = this.#parts.reduce((sum, { file }) => sum + file.toMicros - file.fromMicros, 0);
    const until = this.#muxer.writtenUntil;
    const last = this.#parts.at(-1)?.file;
    const waiting = until === null || last === undefined ? 0 : Math.max(0, until - last.toMicros);
    return (written + waiting) / 1e6;
  }

  /** Pictures and seconds that are missing because the disk was too slow. */
  get skipped(): { readonly frames: number; readonly seconds: number } {
    return { frames: this.#skipped.frames, seconds: this.#skipped.micros / 1e6 };
  }

  /** True when the pictures are in a codec that no file of ours holds. */
  get isUnsupported(): boolean {
    return this.#isUnsupported;
  }

  takeConfig(config: StreamConfig): void {
    if (!this.#isRecorded(config)) return;
    if (config.track === 'video') this.#isUnsupported = trackHead(config) === null;
    this.#muxer.takeConfig(config);
  }

  takePacket(packet: EncodedPacket): void {
    if (this.#failure !== null || !this.#isRecorded(packet)) return;
    if (packet.track === 'video') this.#newest = packet.dts;
    if (this.#isBehind && !this.#hasCaughtUp(packet)) return;
    this.#muxer.takePacket(packet);
    this.#enqueue(this.#muxer.takeSteps());
    if (this.#isOverBacklog()) this.#fallBehind();
  }

  /** Notes this moment; false when nothing is being recorded, or too many are noted. */
  mark(text: string): boolean {
    const open = this.#open;
    if (open === null || this.#marks.length >= mostMarks) return false;
    const mark = { micros: this.#newest, text };
    this.#marks.push(mark);
    open.part.entry.marks.push(mark);
    this.#ports.journal.save(open.part.entry).catch(() => undefined);
    return true;
  }

  /** Ends the file in progress; the next key frame begins another one. */
  endPart(): void {
    this.#muxer.end();
    this.#enqueue(this.#muxer.takeSteps());
  }

  /** Writes what is left and closes the file; resolves when it is on the disk. Finishing goes on behind. */
  async stop(): Promise<void> {
    if (this.#failure === null) this.endPart();
    await this.#pumping;
  }

  #isRecorded(of: EncodedPacket | StreamConfig): boolean {
    return of.track === 'video' ? trackNumber(of) === 0 : this.#sounds.has(trackNumber(of));
  }

  #hasCaughtUp(packet: EncodedPacket): boolean {
    // Going on earlier would fall behind again at once, and leave many small files.
    const isDrained = this.#steps.length <= 2 && this.#waitingBytes <= this.#options.backlog.bytes / 4;
    if (packet.track === 'video' && packet.isKeyFrame && isDrained) {
      this.#isBehind = false;
      this.#skipped.micros += packet.dts - this.#skipped.since;
      return true;
    }
    if (packet.track === 'video') this.#skipped.frames += 1;
    return false;
  }

  #isOverBacklog(): boolean {
    const { pieces, bytes } = this.#options.backlog;
    if (this.#waitingBytes > bytes) return true;
    return this.#steps.length > pieces;
  }

  /** What waits is written still; what comes is left out up to a key frame, and then goes into a file of its own. */
  #fallBehind(): void {
    this.#isBehind = true;
    this.#skipped.since = this.#newest;
    this.#muxer.skipToKeyFrame();
    this.#enqueue(this.#muxer.takeSteps());
    this.#ports.onChange();
  }

  #enqueue(steps: readonly MuxStep[]): void {
    for (const step of steps) {
      this.#steps.push(step);
      if (step.kind === 'write') this.#waitingBytes += step.bytes;
    }
    if (this.#steps.length > 0) this.#pumping ??= this.#pump();
  }

  async #pump(): Promise<void> {
    try {
      for (let step = this.#steps.shift(); step !== undefined; step = this.#steps.shift()) {
        // oxlint-disable-next-line no-await-in-loop -- the disk takes one step after the other
        await this.#do(step);
        if (step.kind === 'write') this.#waitingBytes -= step.bytes;
      }
    } catch (thrown) {
      await this.#fail(systemWord(thrown));
    } finally {
      this.#pumping = null;
    }
  }

  async #do(step: MuxStep): Promise<void> {
    const word = this.#ports.diskFault();
    if (word !== null && step.kind !== 'close') throw Object.assign(new Error('rehearsed'), { code: word });
    switch (step.kind) {
      case 'open':
        return this.#openPart(step);
      case 'write':
        return this.#write(step);
      case 'close':
        return this.#closePart();
    }
  }

  async #openPart({ zero, tracks }: MuxStep & { kind: 'open' }): Promise<void> {
    const number = this.#parts.length + 1;
    const { folder, name, kind, container } = this.#options;
    const file = await GrowingFile.create(folder, number === 1 ? name : `${name} part ${number}`, 'mp4');
    const startedAt = this.#ports.clock.wallclock();
    const entry = this.#ports.journal.newEntry({ path: file.path, startedAt, zeroMicros: zero });
    entry.marks.push(...this.#marks.filter(({ micros }) => micros >= zero));
    const part = new RecordedPart(entry, { kind, container });
    this.#open = { part, file };
    this.#parts.push(part);
    // The recording matters more than the note about it.
    await this.#ports.journal.save(entry).catch(() => undefined);
    const heads = [tracks.video, ...tracks.sounds].map((config) =>
      trackHead(config, config.track === 'audio' ? this.#sounds.get(trackNumber(config)) : ''),
    );
    await file.append([
      writeGrowingHead(
        heads.filter((head) => head !== null),
        startedAt,
      ),
    ]);
    this.#ports.onChange();
  }

  async #write(step: MuxStep & { kind: 'write' }): Promise<void> {
    if (this.#open === null) return;
    const { part, file } = this.#open;
    await file.append(step.pieces);
    // A piece is a second: with one flush each, a power cut costs no more than two.
    await file.sync();
    part.change({ bytes: file.length, toMicros: step.until, frames: part.file.frames + step.frames });
  }

  async #closePart(): Promise<void> {
    if (this.#open === null) return;
    const { part, file } = this.#open;
    this.#open = null;
    await file.close();
    part.setMarks(this.#marks);
    this.#ports.finisher.add(part);
  }

  async #fail(word: string): Promise<void> {
    this.#failure = word;
    this.#steps = [];
    this.#waitingBytes = 0;
    const open = this.#open;
    this.#open = null;
    if (open !== null) await this.#keepWhole(open, word);
    this.#ports.onChange();
  }

  /** The file ends with its last whole fragment; without one it is removed. */
  async #keepWhole({ part, file }: OpenPart, word: string): Promise<void> {
    await file.sync().catch(() => undefined);
    await file.close();
    const { journal } = this.#ports;
    if (part.file.frames === 0) {
      this.#parts.splice(this.#parts.indexOf(part), 1);
      await unlink(part.file.path).catch(() => undefined);
      await journal.remove(part.entry.id);
      return;
    }
    part.setMarks(this.#marks);
    await proveAsWritten(part, word);
    journal.release(part.entry.id);
  }
}
