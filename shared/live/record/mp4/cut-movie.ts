/** Stretches of recordings put together to one movie without encoding anything again. */
import type { Micros } from '../../../clock.ts';
import type { TrackHead } from './headers.ts';
import type { Movie, MovieTrack } from './read-movie.ts';
import { SampleTable } from './sample-table.ts';

/** A tenth of a millisecond of video; FFmpeg takes steps a thousand times shorter than the next for a fault. */
const hiddenTicks = 9;

/** A stretch of a file, in µs since the file began. */
export type MovieCut = { readonly movie: Movie; readonly from: Micros; readonly to: Micros };

export type CutResult = {
  readonly tracks: readonly MovieTrack[];
  /** µs of the cuts that are in. */
  readonly micros: Micros;
  /** Cuts in another format than the first, which one file can't hold. */
  readonly leftOut: number;
};

/** Where a cut's pictures lie: `key` to `first` are needed to decode but were not asked for; `end` is not included. */
type Pictures = { readonly key: number; readonly first: number; readonly end: number };

/**
 * Puts `cuts` one behind the other; null when none holds a picture.
 *
 * A cut can only be decoded from the key frame before it. The pictures in between come along, each a tenth of a millisecond long, so
 * that players run through them at once and every cut still has its own length.
 */
export function cutMovies(cuts: readonly MovieCut[]): CutResult | null {
  const [first] = cuts;
  if (first === undefined) return null;
  const tracks = first.movie.tracks.map(({ head }) => ({ head, samples: new SampleTable() }));
  const video = tracks.find(({ head }) => head.kind === 'video');
  if (video === undefined) return null;
  let micros = 0;
  let leftOut = 0;
  for (const cut of cuts) {
    if (!hasFormat(cut.movie, tracks)) {
      leftOut += 1;
      continue;
    }
    micros += appendCut(tracks, video, cut);
  }
  const kept = tracks.filter(({ samples }) => samples.count > 0);
  return video.samples.count === 0 ? null : { tracks: kept, micros, leftOut };
}

function hasFormat(movie: Movie, tracks: readonly MovieTrack[]): boolean {
  return tracks.every(({ head }) => {
    const other = movie.tracks.find((track) => track.head.id === head.id)?.head;
    // A further sound track that was not recorded for a while is silent there.
    return other === undefined ? isFurtherSound(head, tracks) : isSameFormat(other, head);
  });
}

function isFurtherSound({ id, kind }: TrackHead, tracks: readonly MovieTrack[]): boolean {
  return kind === 'audio' && tracks.some(({ head }) => head.kind === 'audio' && head.id < id);
}

function isSameFormat(one: TrackHead, other: TrackHead): boolean {
  if (one.timescale !== other.timescale || one.description.length !== other.description.length) return false;
  return one.description.every((byte, index) => byte === other.description[index]);
}

/** Appends one cut and returns how long it is in µs; 0 when it holds no picture. */
function appendCut(tracks: readonly MovieTrack[], video: MovieTrack, cut: MovieCut): Micros {
  const source = samplesOf(cut.movie, video.head);
  const { timescale } = video.head;
  const pictures = source === null ? null : picturesOf(source, cut, timescale);
  if (source === null || pictures === null) return 0;
  const shift = appendPictures(video.samples, source, pictures);
  const fromTicks = source.ticksOf(pictures.first);
  const endTicks = pictures.end < source.count ? source.ticksOf(pictures.end) : source.end;
  const span = { from: (fromTicks * 1e6) / timescale, to: (endTicks * 1e6) / timescale };
  for (const audio of tracks.filter(({ head }) => head.kind === 'audio')) {
    const sound = samplesOf(cut.movie, audio.head);
    if (sound !== null) appendSound(audio, sound, { ...span, at: (shift * 1e6) / timescale });
  }
  return span.to - span.from;
}

function samplesOf(movie: Movie, { id }: TrackHead): SampleTable | null {
  return movie.tracks.find(({ head }) => head.id === id)?.samples ?? null;
}

function picturesOf(source: SampleTable, { from, to }: MovieCut, timescale: number): Pictures | null {
  if ((from * timescale) / 1e6 >= source.end) return null;
  const asked = Math.max(0, source.indexAt((from * timescale) / 1e6));
  const end = source.indexAt((to * timescale) / 1e6 - 1) + 1;
  let key = asked;
  while (key > 0 && !source.isKeyFrame(key)) key -= 1;
  while (key < end && !source.isKeyFrame(key)) key += 1;
  return key < end ? { key, first: Math.max(asked, key), end } : null;
}

/** Appends pictures and returns where in the movie's ticks the first one that was asked for is decoded. */
function appendPictures(out: SampleTable, source: SampleTable, { key, first, end }: Pictures): number {
  const base = out.end;
  const hidden = (first - key) * hiddenTicks;
  const shown = hiddenTimes(source, { key, first, end });
  const isReordered = shown.some((time, index) => time !== index);
  const start = base + (isReordered ? 2 * hidden : hidden);
  const begin = source.ticksOf(first);
  for (let index = key; index < end; index++) {
    const order = index - key;
    const ticks = index < first ? base + order * hiddenTicks : start + source.ticksOf(index) - begin;
    const time = source.ticksOf(index) + source.offsetOf(index);
    const isLate = index >= first || time >= begin;
    const presented = isLate
      ? start + time - begin
      : base + (isReordered ? hidden : 0) + (shown[order] ?? 0) * hiddenTicks;
    out.add({ ...rowOf(source, index), ticks, offset: Math.max(0, presented - ticks) });
  }
  out.lastDuration = durationOf(source, end - 1);
  return start;
}

/** For each hidden picture, how many hidden ones are presented before it. */
function hiddenTimes(source: SampleTable, { key, first }: Pictures): readonly number[] {
  const times = Array.from(
    { length: first - key },
    (_, order) => source.ticksOf(key + order) + source.offsetOf(key + order),
  );
  const sorted = times.toSorted((one, other) => one - other);
  return times.map((time) => sorted.indexOf(time));
}

function appendSound(out: MovieTrack, sound: SampleTable, span: { from: Micros; to: Micros; at: Micros }): void {
  const scale = out.head.timescale / 1e6;
  let index = sound.indexAt(span.from * scale - 1) + 1;
  const begin = sound.ticksOf(index);
  const start = Math.max(
    out.samples.count === 0 ? 0 : lastTicks(out.samples) + 1,
    Math.round(span.at * scale + begin - span.from * scale),
  );
  for (; index < sound.count && sound.ticksOf(index) < span.to * scale; index++) {
    out.samples.add({ ...rowOf(sound, index), ticks: start + sound.ticksOf(index) - begin, offset: 0 });
    out.samples.lastDuration = durationOf(sound, index);
  }
}

function lastTicks(samples: SampleTable): number {
  return samples.ticksOf(samples.count - 1);
}

function durationOf(samples: SampleTable, index: number): number {
  return index + 1 < samples.count ? samples.ticksOf(index + 1) - samples.ticksOf(index) : samples.lastDuration;
}

function rowOf(
  samples: SampleTable,
  index: number,
): {
  readonly source: number;
  readonly position: number;
  readonly length: number;
  readonly isKeyFrame: boolean;
} {
  return {
    source: samples.sourceOf(index),
    position: samples.positionOf(index),
    length: samples.lengthOf(index),
    isKeyFrame: samples.isKeyFrame(index),
  };
}
