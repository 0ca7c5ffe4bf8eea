/** The last quarter of an hour of rates and events, one row a second, kept outside React for the graph. */
import { useSyncExternalStore } from 'react';
import type { FlightEvent, FlightRow } from '../../../shared/contract/delivery.ts';
import type { SessionSnapshot } from '../../../shared/contract/session.ts';
import { call } from '../studio-client.ts';
import { t } from '../../words/words.ts';

/** Seconds that the graph shows. */
export const historySeconds = 900;

/** A young session is drawn as if it had this many seconds, so that its events stand apart. */
const leastShown = 120;

/** Events kept. */
const mostEvents = 500;

/** While somebody looks, new events are fetched this often, in seconds; each time a little more than is new. */
const refreshSeconds = 5;
const refreshOverlap = 10;

/** One destination's kb/s, second by second; null where it was not part of the session, or nothing is known. */
export type Track = {
  readonly id: string;
  readonly name: string;
  readonly sent: readonly (number | null)[];
  readonly acknowledged: readonly (number | null)[];
};

/** Columns of equal length: second of the session, the encoder's kb/s, and the destinations. */
export type History = {
  readonly seconds: readonly number[];
  readonly encoder: readonly number[];
  readonly tracks: readonly Track[];
};

let rows: FlightRow[] = [];
let events: readonly FlightEvent[] = [];
let version = 0;
let followers = 0;
let refreshedAt = 0;
const names = new Map<string, string>();
const listeners = new Set<() => void>();

type Recorded = Pick<SessionSnapshot, 'stats' | 'outputs' | 'rate'>;

/** Adds the snapshot's second; a new session, told by a second that runs backwards, begins an empty history. */
export function recordSecond({ stats, outputs, rate }: Recorded): void {
  if (stats === null) return;
  const last = rows.at(-1)?.second;
  if (last === stats.second) return;
  if (last !== undefined && stats.second < last) forget();
  for (const { id, name } of outputs) names.set(id, name);
  rows.push({
    second: stats.second,
    encoderKbps: rate?.kbps ?? stats.videoKbps,
    fps: stats.fps,
    outputs: outputs.map(({ id, sentKbps, acknowledgedKbps }) => ({ id, sentKbps, acknowledgedKbps })),
  });
  trim();
  announce();
  if (followers > 0 && stats.second - refreshedAt >= refreshSeconds) void refresh(refreshSeconds + refreshOverlap);
}

/** The rows as columns; made anew for each call. */
export function readHistory(): History {
  const ids = [...new Set(rows.flatMap(({ outputs }) => outputs.map(({ id }) => id)))];
  return {
    seconds: rows.map(({ second }) => second),
    encoder: rows.map(({ encoderKbps }) => encoderKbps),
    tracks: ids.map((id) => trackOf(id)),
  };
}

/** Seconds from the graph's left edge to its right one; a session that is younger fills it from two minutes on. */
export function shownSeconds(): readonly [number, number] {
  const last = rows.at(-1)?.second ?? 0;
  return [Math.max(0, last - historySeconds), Math.max(leastShown, last)];
}

/** The events of the time that is shown, oldest first. */
export function shownEvents(): readonly FlightEvent[] {
  const [from] = shownSeconds();
  return events.filter(({ second }) => second >= from);
}

/** A destination's name, also of one that was removed since. */
export function outputName(id: string): string {
  return names.get(id) ?? t('live.health.graph.removed');
}

/** Calls `listener` after each new second; returns the way to stop. */
export function onHistory(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Draws a component anew once a second, while there is anything new. */
export function useHistoryVersion(): number {
  return useSyncExternalStore(onHistory, () => version);
}

/** Fetches what this window missed, and events as they come, until the returned function is called. */
export function followFlight(): () => void {
  followers += 1;
  void refresh(historySeconds).then(announce);
  return () => {
    followers -= 1;
  };
}

async function refresh(seconds: number): Promise<void> {
  refreshedAt = rows.at(-1)?.second ?? 0;
  const reply = await call('flight.recent', { seconds });
  // A graph without its past is still a graph: nothing to tell anybody.
  if (reply.ok) merge(reply.value.rows, reply.value.events);
}

function merge(past: readonly FlightRow[], told: readonly FlightEvent[]): void {
  const first = rows[0]?.second ?? Number.POSITIVE_INFINITY;
  // Half a second before our first row: that one may come rounded.
  rows = [...past.filter(({ second }) => second < first - 0.5), ...rows];
  const known = new Set(events.map(keyOf));
  const news = told.filter((event) => !known.has(keyOf(event)));
  if (news.length > 0) events = [...events, ...news].toSorted((a, b) => a.second - b.second).slice(-mostEvents);
  trim();
}

function keyOf({ second, kind, outputId, text }: FlightEvent): string {
  return `${second} ${kind} ${outputId ?? ''} ${text}`;
}

function forget(): void {
  rows = [];
  events = [];
  refreshedAt = 0;
  names.clear();
}

function trim(): void {
  const from = (rows.at(-1)?.second ?? 0) - historySeconds;
  const start = rows.findIndex(({ second }) => second > from);
  if (start > 0) rows = rows.slice(start);
}

function announce(): void {
  version += 1;
  for (const listener of listeners) listener();
}

function trackOf(id: string): Track {
  const of = rows.map(({ outputs }) => outputs.find((output) => output.id === id));
  return {
    id,
    name: outputName(id),
    sent: of.map((output) => output?.sentKbps ?? null),
    acknowledged: of.map((output) => output?.acknowledgedKbps ?? null),
  };
}
