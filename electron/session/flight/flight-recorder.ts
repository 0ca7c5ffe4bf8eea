/** The flight recorder: every second and every event of a session, in memory for the graph and in a file for later. */
import type { FlightEvent, FlightRow } from '../../../shared/contract/delivery.ts';
import type { MediaTap, SecondRow, SessionPlan } from '../target.ts';
import { FlightFile, realDisk, type FlightDisk } from './flight-file.ts';
import { RowRing } from './row-ring.ts';

/** Events kept in memory. */
const mostEvents = 2000;

/** Seconds between two writes to the disk. */
const flushSeconds = 5;

/** Form of the file's lines; the first line says it, and the names of a row's columns. */
const fileVersion = 1;

const columns = [
  'second',
  'state',
  'encoderKbps',
  'fps',
  'captureFps',
  'mixMillis',
  'encodeMillis',
  'droppedMix',
  'droppedEncode',
  'droppedPort',
  'droppedSend',
  'receivedFps',
  'skewMillis',
] as const;

const outputColumns = [
  'id',
  'state',
  'sentKbps',
  'acknowledgedKbps',
  'rttMillis',
  'queueAgeMillis',
  'inFlightBytes',
  'framesDropped',
] as const;

export type FlightOptions = {
  /** The folder of the files; null keeps none. */
  readonly directory: string | null;
  readonly wallclock: () => number;
  /** Takes secrets out of names and texts. */
  readonly redact: (text: string) => string;
  readonly disk?: FlightDisk;
};

/** Listens to one session after the other; what it holds of the last one stays until the next begins. */
export class FlightRecorder implements MediaTap {
  readonly #options: FlightOptions;
  readonly #rows = new RowRing();
  #events: FlightEvent[] = [];
  #file: FlightFile | null = null;
  #flushedAt = 0;

  constructor(options: FlightOptions) {
    this.#options = options;
  }

  onStart(plan: SessionPlan): void {
    const { directory, wallclock, disk } = this.#options;
    const startedAt = wallclock();
    this.#rows.clear();
    this.#events = [];
    this.#flushedAt = 0;
    this.#file?.close();
    const head = JSON.stringify(this.#headOf(plan, startedAt));
    this.#file = directory === null ? null : new FlightFile(directory, { startedAt, head }, disk ?? realDisk);
  }

  /** What one must know to read the lines. */
  #headOf(plan: SessionPlan, startedAt: number): object {
    const { redact } = this.#options;
    const destinations = plan.destinations.map(({ id, name, serviceId }) => ({ id, name: redact(name), serviceId }));
    const { mode, video, audio, codecs, gopSeconds } = plan;
    return {
      uplinkFlight: fileVersion,
      startedAt: new Date(startedAt).toISOString(),
      mode,
      source: redact(plan.source),
      destinations,
      format: { video, audio, codecs, gopSeconds },
      columns,
      outputColumns,
    };
  }

  /** Nothing of the media is recorded here. */
  onConfig(): void {}

  onPacket(): void {}

  onSecond(second: SecondRow): void {
    const row = flightRow(second);
    this.#rows.add(row);
    this.#write(lineOf(second, row));
    if (row.second - this.#flushedAt < flushSeconds) return;
    this.#flushedAt = row.second;
    this.#file?.flush();
  }

  onEvent(event: FlightEvent): void {
    const clean = { ...event, text: this.#options.redact(event.text).slice(0, 300) };
    this.#events.push(clean);
    if (this.#events.length > mostEvents) this.#events.shift();
    this.#write({ event: clean });
  }

  onEnd(): void {
    this.#file?.close();
  }

  /** The rows of the last `seconds`, and the events since the first of them; oldest first. */
  recent(seconds: number): { readonly rows: FlightRow[]; readonly events: FlightEvent[] } {
    const rows = this.#rows.last(seconds);
    const from = rows[0]?.second ?? 0;
    return { rows, events: this.#events.filter(({ second }) => second >= from - 1) };
  }

  /** Resolves when what was asked of the disk so far is done, or was given up. */
  async settled(): Promise<void> {
    await this.#file?.settled();
  }

  #write(line: object): void {
    this.#file?.add(JSON.stringify(line));
  }
}

/** What the graph needs of a second. */
function flightRow({ stats, outputs, rate }: SecondRow): FlightRow {
  return {
    second: stats.second,
    encoderKbps: rate?.kbps ?? 0,
    fps: stats.fps,
    outputs: outputs.slice(0, 8).map(({ id, sentKbps, acknowledgedKbps }) => ({ id, sentKbps, acknowledgedKbps })),
  };
}

/** A second as a line: the columns in order, then one list per destination. */
function lineOf({ state, stats, outputs }: SecondRow, row: FlightRow): readonly unknown[] {
  const values: Record<(typeof columns)[number], unknown> = {
    ...stats,
    state,
    second: short(stats.second),
    encoderKbps: short(row.encoderKbps),
    fps: short(stats.fps),
    captureFps: short(stats.captureFps),
    mixMillis: short(stats.mixMillis),
    encodeMillis: short(stats.encodeMillis),
    receivedFps: short(stats.receivedFps),
    skewMillis: short(stats.skewMillis),
  };
  const lists = outputs.slice(0, 8).map((output) => outputColumns.map((column) => short(output[column])));
  return [...columns.map((column) => values[column]), lists];
}

/** Numbers with one decimal are exact enough, and half as long. */
function short<T>(value: T): T | number {
  return typeof value === 'number' ? Math.round(value * 10) / 10 : value;
}
