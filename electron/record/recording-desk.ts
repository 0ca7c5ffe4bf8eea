/** The desk of recordings: a tap on the session's packets, one recording at a time, the replay buffer, and what to say. */
import { isAbsolute, join } from 'node:path';
import type { Clock } from '../../shared/clock.ts';
import type { RecordingSnapshot, UnfinishedRecording } from '../../shared/contract/delivery.ts';
import { fail, ok, type Reply } from '../../shared/errors.ts';
import { safeName, timeName } from '../../shared/live/record/file-name.ts';
import { ReplayBuffer } from '../../shared/live/record/replay-buffer.ts';
import { phraseOf } from '../../shared/live/record/sentences.ts';
import type { Span } from '../../shared/live/record/spans.ts';
import type { EncodedPacket, StreamConfig } from '../../shared/media/encoded-packet.ts';
import { DiskWatch } from './disk-watch.ts';
import { exportSpans, type Exported } from './export-missing.ts';
import { checkFolder, systemWord } from './files/folder.ts';
import { Journal, type WriteWhole } from './journal.ts';
import { Finisher, type Container, type RecordedFile } from './recorded-file.ts';
import { onlyMainSound, Recorder, usualBacklog, type RecorderPorts, type SoundNames } from './recorder.ts';
import { discardOne, findUnfinished, recoverOne } from './recovery.ts';
import { sentenceOf } from './situation.ts';
import { say } from '../../shared/wire/tongue.ts';

/** Media that the replay buffer may hold, whatever its seconds. */
const replayBytes = 384 * 1024 * 1024;
/** Packets of a replay handed on before others get their turn. */
const replaySlice = 400;
/** How long a mark's text may be. */
const longestMark = 100;
/** Recordings and replays of one session that the report can tell about. */
const mostRecorders = 200;

export type RecordWish = {
  /** Absolute; made when it is missing. */
  readonly folder: string;
  /** Beginning of the files' names; any text. */
  readonly name: string;
  readonly container: Container;
  readonly splitMinutes: number | null;
  /** MB of 10⁶ bytes. */
  readonly splitMegabytes: number | null;
  /** Absent: only the sound that is sent. */
  readonly sounds?: SoundNames;
};

export type DeskPorts = {
  readonly clock: Clock;
  /** Where the notes about recordings in progress are kept: a folder of the app, not the user's. */
  readonly journalFolder: string;
  readonly writeWhole: WriteWhole;
  /** The snapshot has changed. */
  readonly onChange: () => void;
  /** Bytes free in a folder; the system's word unless a test says otherwise. */
  readonly freeBytes?: (folder: string) => Promise<number | null>;
};

export class RecordingDesk {
  readonly #ports: DeskPorts;
  readonly #journal: Journal;
  readonly #finisher: Finisher;
  readonly #replay = new ReplayBuffer();
  readonly #configs = new Map<string, StreamConfig>();
  #recorders: Recorder[] = [];
  #recorder: Recorder | null = null;
  /** Recordings whose last bytes are on their way to the disk: another one may begin and end meanwhile. */
  readonly #endings = new Set<Promise<void>>();
  #watch: DiskWatch | null = null;
  #fault: string | null = null;
  #isStarting = false;
  #stoppedForSpace = false;
  #replayFolder = '';
  #replaySounds: () => SoundNames = () => onlyMainSound;

  constructor(ports: DeskPorts) {
    this.#ports = ports;
    this.#journal = new Journal(ports.journalFolder, ports.writeWhole);
    this.#finisher = new Finisher({ clock: ports.clock, journal: this.#journal, onChange: ports.onChange });
  }

  /** Begins to record with the next key frame, now or whenever pictures come. `busy` while it does already. */
  async start(wish: RecordWish): Promise<Reply<null>> {
    if (this.#isStarting || (this.#recorder !== null && this.#recorder.failure === null)) return fail('busy');
    this.#isStarting = true;
    const ready = await this.#prepare(wish.folder);
    this.#isStarting = false;
    if (!ready.ok) return ready;
    this.#stoppedForSpace = false;
    const micros = wish.splitMinutes === null ? null : wish.splitMinutes * 60e6;
    const split = { micros, bytes: wish.splitMegabytes === null ? null : wish.splitMegabytes * 1e6 };
    const name = `${safeName(wish.name, 'Recording')} ${this.#timeName()}`;
    const { folder, container, sounds = onlyMainSound } = wish;
    const options = { kind: 'recording', folder, container, name, split, sounds, backlog: usualBacklog } as const;
    this.#recorder = this.#newRecorder(new Recorder(options, this.#recorderPorts()));
    this.#ports.onChange();
    return ok(null);
  }

  /** Ends the recording; resolves when what was recorded is on the disk. Making a proper file goes on behind. */
  async stop(): Promise<Reply<null>> {
    const recorder = this.#recorder;
    if (recorder === null) {
      await Promise.all(this.#endings);
      return ok(null);
    }
    this.#recorder = null;
    this.#watch?.close();
    const ending = recorder.stop();
    this.#endings.add(ending);
    this.#ports.onChange();
    await ending;
    this.#endings.delete(ending);
    this.#ports.onChange();
    return ok(null);
  }

  /** Resolves when every file is finished, or a second after `millis`; what is not finished then stays as it was written. */
  async close(millis: number): Promise<void> {
    const finished = this.stop()
      .then(() => Promise.all(this.#endings))
      .then(() => this.#finisher.idle());
    await within(millis, finished);
    this.#finisher.cancel();
    await within(1000, finished);
  }

  /** Marks this moment; false when nothing is being recorded. */
  mark(text: string): boolean {
    const count = (this.#recorder?.marks.length ?? 0) + 1;
    const isMarked = this.#recorder?.mark(text.trim().slice(0, longestMark) || say`Mark ${count}`) ?? false;
    this.#ports.onChange();
    return isMarked;
  }

  /** 0, or 5 to 600 s; `folder` is where replays go, absolute; `sounds` is asked when one is saved. */
  setReplay(seconds: number, folder: string, sounds = () => onlyMainSound): void {
    this.#replay.setLimits({ seconds, bytes: replayBytes });
    this.#replayFolder = folder;
    this.#replaySounds = sounds;
  }

  /** Writes the last seconds to a file while everything else goes on; its absolute path. Finishing it goes on behind. */
  async saveReplay(): Promise<Reply<string>> {
    const entries = this.#replay.take();
    const folder = this.#replayFolder;
    if (entries.length === 0) return fail('storage-failed', { why: 'there is nothing to save yet' });
    const checked = await this.#checkFolder(folder);
    if (!checked.ok) return checked;
    const unlimited = { pieces: Infinity, bytes: Infinity };
    const name = say`Replay ${this.#timeName()}`;
    const options = { kind: 'replay', folder, name, container: 'mp4', sounds: this.#replaySounds() } as const;
    const recorder = new Recorder(
      { ...options, backlog: unlimited, split: { micros: null, bytes: null } },
      this.#recorderPorts(),
    );
    this.#newRecorder(recorder);
    for (const [index, entry] of entries.entries()) {
      if (entry.kind === 'config') recorder.takeConfig(entry.config);
      else recorder.takePacket(entry.packet);
      // oxlint-disable-next-line no-await-in-loop -- ten minutes are tens of thousands of packets: the stream goes first
      if (index % replaySlice === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await recorder.stop();
    this.#ports.onChange();
    const path = recorder.files.at(-1)?.path;
    if (recorder.failure === null && path !== undefined) return ok(path);
    return fail('storage-failed', {
      why: recorder.failure === null ? 'nothing could be written' : phraseOf(recorder.failure),
    });
  }

  // The tap: the session calls these; none of them waits for anything.

  /** A new session: its times begin at 0. */
  onStart(): void {
    this.#replay.clear();
    this.#configs.clear();
    this.#recorder?.endPart();
    this.#recorders = this.#recorder === null ? [] : [this.#recorder];
  }

  onConfig(config: StreamConfig): void {
    this.#configs.set(`${config.track} ${config.trackId ?? 0}`, config);
    this.#replay.takeConfig(config);
    this.#recorder?.takeConfig(config);
  }

  onPacket(packet: EncodedPacket): void {
    this.#replay.takePacket(packet);
    this.#recorder?.takePacket(packet);
  }

  /** Nothing to do: the desk looks at the disk by a clock of its own, since it also records without a session. */
  readonly onSecond = (): void => undefined;

  readonly onEvent = (): void => undefined;

  /** The session is over, and so is the recording. */
  onEnd(): void {
    void this.stop();
  }

  /** Everything recorded since the session began, the oldest first. */
  files(): readonly RecordedFile[] {
    return this.#recorders.flatMap(({ files }) => files);
  }

  snapshot(): RecordingSnapshot {
    const recorder = this.#recorder ?? this.#lastRecording();
    return {
      ...figuresOf(recorder),
      state: this.#state(recorder),
      minutesLeft: this.#recorder === null ? null : (this.#watch?.minutesLeft ?? null),
      sentence: this.#sentence(recorder).slice(0, 300),
      replaySeconds: this.#replay.seconds,
    };
  }

  /** What earlier runs left, at most 100, the newest first. */
  unfinished(): Promise<readonly UnfinishedRecording[]> {
    return findUnfinished(this.#journal);
  }

  /** Makes a proper file of one of `unfinished`; its name. */
  recover(id: string): Promise<Reply<string>> {
    return recoverOne(this.#journal, id);
  }

  /** Deletes one of `unfinished` for good. */
  discard(id: string): Promise<Reply<null>> {
    return discardOne(this.#journal, id);
  }

  /** Cuts `spans` of session time out of what was recorded since the session began, into `file` (absolute, .mp4). */
  async exportMissing(spans: readonly Span[], file: string): Promise<Reply<Exported>> {
    if (!isAbsolute(file)) return fail('storage-failed', { why: 'the folder is not known' });
    const files = this.files();
    const recordings = files.filter(({ kind }) => kind === 'recording');
    const own = files.map(({ path }) => path);
    return exportSpans(spans, recordings, { target: join(file), own, now: this.#ports.clock.wallclock() });
  }

  /** Makes every write fail with ENOSPC, for a rehearsal of failures; null mends it. */
  breakDisk(word: 'ENOSPC' | null): void {
    this.#fault = word;
  }

  /** A folder that takes files, on a disk with room for some minutes; from then on it is watched. */
  async #prepare(folder: string): Promise<Reply<null>> {
    this.#watch?.close();
    const checked = await this.#checkFolder(folder);
    if (!checked.ok) return checked;
    const watch = new DiskWatch({
      clock: this.#ports.clock,
      folder,
      freeBytes: this.#ports.freeBytes,
      figures: () => ({ written: this.#recorder?.bytes ?? 0, expected: this.#expectedRate() }),
      onLook: (level) => {
        if (level === 'stop' && !this.#isStarting) this.#stopForSpace();
        this.#ports.onChange();
      },
    });
    await watch.look();
    if (watch.level === 'stop') {
      watch.close();
      return fail('storage-failed', { why: phraseOf('no-space') });
    }
    this.#watch = watch;
    return ok(null);
  }

  #recorderPorts(): RecorderPorts {
    const { clock, onChange } = this.#ports;
    const diskFault = (): string | null => this.#fault;
    return { clock, onChange, journal: this.#journal, finisher: this.#finisher, diskFault };
  }

  #newRecorder(recorder: Recorder): Recorder {
    for (const config of this.#configs.values()) recorder.takeConfig(config);
    this.#recorders = [...this.#recorders.slice(1 - mostRecorders), recorder];
    return recorder;
  }

  async #checkFolder(folder: string): Promise<Reply<null>> {
    if (!isAbsolute(folder)) return fail('storage-failed', { why: 'the folder is not known' });
    try {
      await checkFolder(folder);
      return ok(null);
    } catch (thrown) {
      return fail('storage-failed', { why: phraseOf(systemWord(thrown)) });
    }
  }

  #stopForSpace(): void {
    this.#stoppedForSpace = true;
    void this.stop();
  }

  #lastRecording(): Recorder | null {
    return this.#recorders.findLast((recorder) => recorder.files.every(({ kind }) => kind === 'recording')) ?? null;
  }

  #state(recorder: Recorder | null): RecordingSnapshot['state'] {
    if (recorder !== null && recorder.failure !== null) return 'failed';
    if (this.#recorder !== null) return 'recording';
    return this.#finisher.percent === null && this.#endings.size === 0 ? 'off' : 'finishing';
  }

  #sentence(recorder: Recorder | null): string {
    return sentenceOf({
      recorder,
      isRecording: this.#recorder !== null,
      isOutOfSpace: this.#stoppedForSpace,
      level: this.#watch?.level ?? 'fine',
      minutesLeft: this.#watch?.minutesLeft ?? null,
      percent: this.#finisher.percent,
      note: this.#finisher.note,
    });
  }

  /** Bytes a second that the encoders are set to. */
  #expectedRate(): number {
    return [...this.#configs.values()].reduce((sum, { kbps }) => sum + kbps * 125, 0);
  }

  #timeName(): string {
    const date = new Date(this.#ports.clock.wallclock());
    return timeName({
      year: date.getFullYear(),
      month: date.getMonth() + 1,
      day: date.getDate(),
      hour: date.getHours(),
      minute: date.getMinutes(),
      second: date.getSeconds(),
    });
  }
}

/** Zeros and empty texts before the first recording. */
function figuresOf(
  recorder: Recorder | null,
): Pick<RecordingSnapshot, 'file' | 'folder' | 'seconds' | 'bytes' | 'parts' | 'marks'> {
  if (recorder === null) return { file: '', folder: '', seconds: 0, bytes: 0, parts: 0, marks: 0 };
  const { files, folder, seconds, bytes, marks } = recorder;
  const file = (files.at(-1)?.file ?? '').slice(0, 255);
  return { file, folder: folder.slice(0, 4096), seconds, bytes, parts: files.length, marks: marks.length };
}

/** Resolves with `work`, or after `millis`: a drive that is gone may never answer. */
async function within(millis: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, millis);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
