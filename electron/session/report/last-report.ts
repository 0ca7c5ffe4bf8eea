/** The report of the last session, as the studio keeps it: files join it when they are finished, and it can be written down. */
import type { Micros } from '../../../shared/clock.ts';
import { reportLimits, type Report } from '../../../shared/contract/report.ts';
import { renderReportHtml } from '../../../shared/live/words/report/html/page.ts';
import { round } from '../figures/ledger.ts';
import { withRecordings } from './report.ts';

/** A file of the recorder; times are program time. */
export type SessionFile = Pick<Report['recordings'][number], 'kind' | 'file' | 'bytes' | 'verified' | 'trouble'> & {
  readonly fromMicros: Micros;
  readonly toMicros: Micros;
  /** Seconds since the beginning of the file. */
  readonly chapters: readonly { readonly seconds: number; readonly text: string }[];
};

/** Holds at most one report. */
export class LastReport {
  readonly #redact: (text: string) => string;
  #report: Report | null = null;
  /** Told, but not in the report yet: files change often while they are finished, and nobody looks. */
  #files: readonly SessionFile[] | null = null;
  #isSealed = false;

  /** `redact` blanks every key that was ever used: files and marks are named by people. */
  constructor(redact: (text: string) => string) {
    this.#redact = redact;
  }

  /** Null before the first session was over. */
  get report(): Report | null {
    if (this.#report !== null && this.#files !== null) {
      const begins = this.#report.programAtSeconds ?? 0;
      this.#report = withRecordings(
        this.#report,
        this.#files.map((file) => rowOf(file, begins, this.#redact)),
      );
    }
    this.#files = null;
    return this.#report;
  }

  /** A session is over. */
  take(report: Report): void {
    this.#report = report;
    this.#files = null;
    this.#isSealed = false;
  }

  /** What was recorded during that session, finished or not; replaces what was told before. */
  takeFiles(files: readonly SessionFile[]): void {
    if (!this.#isSealed) this.#files = files;
  }

  /** Another session begins: files told from now on are not of this one. */
  seal(): void {
    this.#isSealed = true;
  }

  /** The document; null when there is none. */
  json(): string | null {
    const { report } = this;
    return report === null ? null : `${JSON.stringify(report, null, 2)}\n`;
  }

  /** The page; null when there is none. */
  page(): string | null {
    const { report } = this;
    return report === null ? null : renderReportHtml(report);
  }

  /** A name for either: "uplink-report 2026-11-22 15-00.html"; colons are no part of names on some systems. */
  fileName(ending: 'html' | 'json'): string {
    const started = this.#report?.startedAt ?? '';
    return `uplink-report ${started.slice(0, 10)} ${started.slice(11, 16).replace(':', '-')}.${ending}`;
  }

  /** What a destination missed, in program time, for the recorder to cut out; empty for strangers. */
  missing(outputId: string): readonly { readonly fromMicros: Micros; readonly toMicros: Micros }[] {
    const begins = this.#report?.programAtSeconds ?? 0;
    const missed = this.#report?.destinations.find(({ id }) => id === outputId)?.missed ?? [];
    return missed.map(({ from, to }) => ({
      fromMicros: Math.round(Math.max(0, from - begins) * 1e6),
      toMicros: Math.round(Math.max(0, to - begins) * 1e6),
    }));
  }
}

function rowOf(file: SessionFile, begins: number, redact: (text: string) => string): Report['recordings'][number] {
  const { kind, bytes, verified, fromMicros, toMicros } = file;
  return {
    kind,
    bytes,
    verified,
    file: redact(file.file).slice(0, 255),
    trouble: redact(file.trouble).slice(0, 300),
    atSeconds: round(begins + fromMicros / 1e6, 2),
    seconds: round((toMicros - fromMicros) / 1e6, 2),
    chapters: file.chapters
      .slice(0, reportLimits.chapters)
      .map(({ seconds, text }) => ({ atSeconds: round(seconds, 2), text: redact(text).slice(0, 100) })),
  };
}
