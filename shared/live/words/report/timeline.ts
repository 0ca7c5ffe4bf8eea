/** The session as lanes over time, for the page and for the window: stages, destinations with their gaps, files, marks. */
import type { EventFacts, SessionFacts } from './document.ts';
import { joined, type Span } from './missed-spans.ts';
import { momentText, rateText, spokenLength } from './phrases.ts';
import { said, say } from '../../../wire/tongue.ts';

/** Pieces that a lane of measurements is cut into at most; the worst second of a piece colours it. */
const mostPieces = 300;

/** More gaps than this in a lane are drawn coarser: those closer together than this share of the whole become one. */
const mostGaps = 100;
const coarseShare = 1 / 200;

/** Flags drawn at most; marks go first. */
const mostFlags = 120;

/** About so many lines of time. */
const wantedTicks = 8;

/** Distances between lines of time that people count in, seconds. */
const tickSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];

/** Queue ages in ms that make sending weak or bad. */
const weakQueueMillis = 900;
const badQueueMillis = 2000;

/** Frames in the encoder that make encoding weak or bad. */
const weakEncodeFrames = 3;
const badEncodeFrames = 8;

/** `off`: nothing was promised; `gap`: viewers got nothing. */
export type BarKind = 'good' | 'weak' | 'bad' | 'gap' | 'off' | 'file';

/** A stretch of a lane; `from` and `to` are shares of the whole, 0…1. */
export type Bar = { readonly from: number; readonly to: number; readonly kind: BarKind; readonly text: string };

/** A row of the timeline. */
export type Lane = { readonly id: string; readonly name: string; readonly bars: readonly Bar[] };

/** A moment worth a flag. */
export type Flag = { readonly at: number; readonly seconds: number; readonly kind: string; readonly text: string };

/** The whole picture; `at` is a share of the whole, 0…1. */
export type Timeline = {
  readonly seconds: number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  /** kb/s of video, at most `mostPieces` points. */
  readonly rate: readonly { readonly at: number; readonly kbps: number }[];
  readonly highestKbps: number;
  readonly lanes: readonly Lane[];
  readonly flags: readonly Flag[];
};

/** Lays the session out between its start and its end. */
export function timelineOf(facts: SessionFacts): Timeline {
  const seconds = Math.max(1, facts.history.at(-1)?.atSeconds ?? 0, facts.perSecond.at(-1)?.second ?? 0);
  const share = (second: number): number => Math.min(1, Math.max(0, second / seconds));
  const pieces = piecesOf(facts.perSecond);
  const rate = pieces.map((rows) => ({
    at: share(rows[0]?.second ?? 0),
    kbps: Math.min(...rows.map((row) => row.videoKbps)),
  }));
  return {
    seconds,
    ticks: ticksOf(seconds).map((second) => ({ at: share(second), text: momentText(second) })),
    rate,
    highestKbps: Math.max(1, ...rate.map(({ kbps }) => kbps)),
    lanes: [
      ...stageLanes(pieces, facts.format.fps, share),
      ...soundLane(facts.sound.silent, share),
      ...facts.destinations.map((destination) => destinationLane(destination, seconds, share)),
      ...recordingLane(facts.recordings, share),
    ],
    flags: flagsOf(facts.events, share),
  };
}

type Row = SessionFacts['perSecond'][number];
type Share = (second: number) => number;

function piecesOf(rows: readonly Row[]): readonly (readonly Row[])[] {
  const size = Math.max(1, Math.ceil(rows.length / mostPieces));
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) =>
    rows.slice(index * size, (index + 1) * size),
  );
}

function ticksOf(seconds: number): readonly number[] {
  const step = tickSteps.find((candidate) => seconds / candidate <= wantedTicks) ?? 28_800;
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step);
}

function stageLanes(pieces: readonly (readonly Row[])[], fps: number, share: Share): readonly Lane[] {
  const frame = 1000 / Math.max(1, fps);
  const lane = (id: string, name: string, healthOf: (row: Row) => 0 | 1 | 2): Lane => ({
    id,
    name,
    bars: healthBars(
      pieces.map((rows) => ({
        from: share((rows[0]?.second ?? 1) - 1),
        to: share(rows.at(-1)?.second ?? 0),
        health: Math.max(...rows.map(healthOf)),
      })),
    ),
  });
  return [
    lane('mix', say`Mix`, (row) => level(row.mixMillis, 0.8 * frame, frame)),
    lane('encode', say`Encode`, (row) => level(row.encodeMillis, weakEncodeFrames * frame, badEncodeFrames * frame)),
    lane('send', say`Send`, (row) => level(row.queueAgeMillis, weakQueueMillis, badQueueMillis)),
  ];
}

function level(value: number, weak: number, bad: number): 0 | 1 | 2 {
  if (value > bad) return 2;
  return value > weak ? 1 : 0;
}

const healthKinds = ['good', 'weak', 'bad'] as const;
const healthTexts = ['in order', 'weak', 'overloaded'] as const;

/** Neighbours of the same health become one bar. */
function healthBars(
  parts: readonly { readonly from: number; readonly to: number; readonly health: number }[],
): readonly Bar[] {
  const bars: { from: number; to: number; kind: BarKind; text: string }[] = [];
  for (const { from, to, health } of parts) {
    const kind = healthKinds[health] ?? 'good';
    const last = bars.at(-1);
    if (last?.kind === kind) last.to = to;
    else bars.push({ from: last?.to ?? from, to, kind, text: said(healthTexts[health] ?? '') });
  }
  return bars;
}

function soundLane(silent: readonly Span[], share: Share): readonly Lane[] {
  if (silent.length === 0) return [];
  const bars = joined(silent, 1).map(({ from, to }) => ({
    from: share(from),
    to: share(to),
    kind: 'weak' as const,
    text: say`silent for ${spokenLength(to - from)} from ${momentText(from)}`,
  }));
  return [{ id: 'sound', name: say`Sound`, bars }];
}

function destinationLane(destination: SessionFacts['destinations'][number], seconds: number, share: Share): Lane {
  const { id, name, firstLiveSeconds, missed } = destination;
  if (firstLiveSeconds === null) {
    return { id, name, bars: [{ from: 0, to: 1, kind: 'off', text: say`never live` }] };
  }
  const bars: Bar[] = [];
  let from = firstLiveSeconds;
  for (const gap of missed.length > mostGaps ? joined(missed, seconds * coarseShare) : missed) {
    if (gap.from > from) bars.push({ from: share(from), to: share(gap.from), kind: 'good', text: say`live` });
    const text = say`missed ${spokenLength(gap.to - gap.from)} from ${momentText(gap.from)}`;
    bars.push({ from: share(gap.from), to: share(gap.to), kind: 'gap', text });
    from = Math.max(from, gap.to);
  }
  if (from < seconds) bars.push({ from: share(from), to: 1, kind: 'good', text: say`live` });
  return { id, name, bars };
}

function recordingLane(recordings: SessionFacts['recordings'], share: Share): readonly Lane[] {
  const files = recordings.filter(({ kind }) => kind === 'recording');
  if (files.length === 0) return [];
  const bars = files.map(({ file, atSeconds, seconds }) => ({
    from: share(atSeconds),
    to: share(atSeconds + seconds),
    kind: 'file' as const,
    text: `${file}, ${spokenLength(seconds)}`,
  }));
  return [{ id: 'recording', name: say`Recording`, bars }];
}

/** Marks first, then whatever happened, by time. */
function flagsOf(events: readonly EventFacts[], share: Share): readonly Flag[] {
  return [...events.filter(isMark), ...events.filter((event) => !isMark(event))]
    .slice(0, mostFlags)
    .toSorted((a, b) => a.second - b.second)
    .map(({ second, kind, text }) => ({ at: share(second), seconds: second, kind, text }));
}

function isMark({ kind }: EventFacts): boolean {
  return kind === 'mark';
}

/** One sentence that says what the picture shows, for those who don't see it. */
export function timelineText(timeline: Timeline): string {
  const gaps = timeline.lanes.flatMap(({ name, bars }) =>
    bars.filter(({ kind }) => kind === 'gap').map(({ text }) => `${name} ${text}`),
  );
  const rate = say`Video at up to ${rateText(timeline.highestKbps)}.`;
  const shown = gaps.slice(0, 5).join('; ');
  return say`${spokenLength(timeline.seconds)} from start to end. ${rate} ${gaps.length === 0 ? say`No gaps.` : say`Gaps: ${shown}${gaps.length > 5 ? say`; and more` : ''}.`}`;
}
