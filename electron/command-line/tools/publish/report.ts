/** What a publish tells while it runs and at its end: lines for people, records for programs. */
import type { StudioError } from '../../../../shared/errors.ts';
import { exitCodeFor } from '../../../../shared/live/words/exit-codes.ts';
import { systemClock } from '../../../platform/clock.ts';
import type { TagPublisher } from '../../../rtmp/publish/tag-publisher.ts';
import type { Terminal } from '../words/terminal.ts';
import type { TagSender } from './sender.ts';

/** Processor time and wall time of this process since a mark, and the most memory it ever used. */
export class ProcessShare {
  #cpu = process.cpuUsage();
  #at = systemClock.now();

  /** Counts from here: what it took to start the process is left out. */
  mark(): void {
    this.#cpu = process.cpuUsage();
    this.#at = systemClock.now();
  }

  get seconds(): number {
    return (systemClock.now() - this.#at) / 1000;
  }

  values(): { readonly userCpuSeconds: number; readonly systemCpuSeconds: number; readonly peakRssBytes: number } {
    const { user, system } = process.cpuUsage(this.#cpu);
    return {
      userCpuSeconds: user / 1e6,
      systemCpuSeconds: system / 1e6,
      peakRssBytes: process.resourceUsage().maxRSS * 1024,
    };
  }
}

type ReportParts = {
  readonly terminal: Terminal;
  readonly share: ProcessShare;
  readonly publisher: TagPublisher;
  readonly sender: TagSender;
};

const words = { found: 'Found the server', connected: 'Connected', accepted: 'Publishing' } as const;

export class PublishReport {
  readonly #parts: ReportParts;
  #isOver = false;
  #before = { bytes: 0, at: 0 };

  constructor(parts: ReportParts) {
    this.#parts = parts;
  }

  step(step: keyof typeof words): void {
    const { terminal, share } = this.#parts;
    if (step === 'connected') share.mark();
    terminal.say(words[step]);
    terminal.record('step', { step, seconds: tidy(share.seconds) });
  }

  said(text: string): void {
    const { terminal } = this.#parts;
    terminal.say(`The server says: ${text}`);
    terminal.record('server', { text });
  }

  /** Tells where it stands. */
  progress(): void {
    const { terminal, share } = this.#parts;
    const fields = this.#fields();
    const span = Math.max(share.seconds - this.#before.at, 0.001);
    const kbps = ((fields.bytes - this.#before.bytes) * 8) / 1000 / span;
    this.#before = { bytes: fields.bytes, at: share.seconds };
    terminal.record('progress', { ...fields, kbps: tidy(kbps) });
    const acked = fields.acknowledgedBytes === null ? 'nothing' : megabytes(fields.acknowledgedBytes);
    terminal.progress(
      `${clock(fields.mediaSeconds)}  ${kbps.toFixed(0)} kb/s  acknowledged ${acked}  waiting ${(fields.waitingBytes / 1000).toFixed(0)} kB`,
    );
  }

  /** The result; once. */
  end(error: StudioError | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { terminal, share } = this.#parts;
    const fields = this.#fields();
    const cpu = share.values();
    terminal.record('end', {
      ok: error === null,
      exitCode: error === null ? 0 : exitCodeFor(error),
      error: error?.code ?? null,
      ...fields,
      ...cpu,
    });
    if (fields.bytes === 0) return;
    const acked =
      fields.acknowledgedBytes === null
        ? 'nothing acknowledged'
        : `${megabytes(fields.acknowledgedBytes)} acknowledged`;
    const used = cpu.userCpuSeconds + cpu.systemCpuSeconds;
    terminal.say(
      `Sent ${megabytes(fields.bytes)} in ${fields.seconds.toFixed(1)} s (${clock(fields.mediaSeconds)} of media), ${acked}, ${fields.videoFrames} video and ${fields.audioFrames} audio frames, ${used.toFixed(2)} s of processor time`,
    );
  }

  #fields() {
    const { share, publisher, sender } = this.#parts;
    const { bytesSent, bytesAcknowledged, bytesWaiting, rttMillis } = publisher.figures();
    const { videoFrames, audioFrames, mediaBytes, mediaMillis, rounds } = sender.figures();
    return {
      seconds: tidy(share.seconds),
      mediaSeconds: mediaMillis / 1000,
      bytes: bytesSent,
      mediaBytes,
      acknowledgedBytes: bytesAcknowledged,
      waitingBytes: bytesWaiting,
      rttMillis: rttMillis === null ? null : tidy(rttMillis),
      videoFrames,
      audioFrames,
      rounds,
    };
  }
}

function tidy(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const minutes = String(Math.floor(whole / 60) % 60).padStart(2, '0');
  return `${Math.floor(whole / 3600)}:${minutes}:${String(whole % 60).padStart(2, '0')}`;
}
