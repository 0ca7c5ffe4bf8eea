/** Growing and finished MP4 files: what is written is read back sample by sample. */
import { describe, expect, test } from 'vitest';
import { box, boxesIn, findBox, joined } from '../../../../shared/live/record/mp4/boxes.ts';
import { cutMovies } from '../../../../shared/live/record/mp4/cut-movie.ts';
import { trackHead, writeFragment, writeGrowingHead, type Run } from '../../../../shared/live/record/mp4/fragment.ts';
import { addFragment, readMovie, type Movie } from '../../../../shared/live/record/mp4/read-movie.ts';
import { planMovie } from '../../../../shared/live/record/mp4/write-movie.ts';
import { audio, video, resultOf } from './streams.ts';

const heads = [trackHead(video), trackHead(audio)].filter((head) => head !== null);

/** Fragments of a second: 30 pictures with a key frame each `gop`, and sound that begins 512 samples late. */
function growing(seconds: number, gop = 30): { readonly bytes: Uint8Array; readonly movie: Movie } {
  const head = writeGrowingHead(heads, 1_700_000_000_000);
  const pieces = [head];
  const moov = findBox(head, 'moov');
  const movie = readMovie(moov?.body ?? new Uint8Array(0), 0);
  if (movie === null) throw new Error('the head is not read');
  let position = head.length;
  for (let second = 0; second < seconds; second++) {
    const fragment = writeFragment(second + 1, runsOf(second, gop));
    const [moof] = fragment;
    if (moof === undefined || !addFragment(movie, moof, position, 0)) throw new Error('the fragment is not read');
    pieces.push(...fragment);
    position += fragment.reduce((sum, piece) => sum + piece.length, 0);
  }
  return { bytes: joined(pieces), movie };
}

function runsOf(second: number, gop: number): readonly Run[] {
  const pictures = Array.from({ length: 30 }, (_, index) => {
    const at = second * 30 + index;
    return {
      ticks: at * 3000,
      offset: 0,
      duration: 3000,
      isKeyFrame: at % gop === 0,
      bytes: new Uint8Array(20).fill(at),
    };
  });
  const sounds = Array.from({ length: 40 }, (_, index) => {
    const at = second * 40 + index;
    return { ticks: 512 + at * 1024, offset: 0, duration: 1024, isKeyFrame: true, bytes: new Uint8Array(5).fill(200) };
  });
  return [
    { trackId: 1, samples: pictures },
    { trackId: 2, samples: sounds },
  ];
}

/** The finished file with its media copied, and its index read back. */
function finished(bytes: Uint8Array, tracks: Movie['tracks']): { readonly file: Uint8Array; readonly movie: Movie } {
  const plan = resultOf(
    planMovie(tracks, { created: 1_700_000_000_000, chapters: [{ seconds: 1.5, text: 'Zweites Bild' }] }),
  );
  const media = plan.copies.map(({ position, length }) => bytes.subarray(position, position + length));
  const file = joined([...plan.head, ...media]);
  const movie = readMovie(findBox(file, 'moov')?.body ?? new Uint8Array(0), 0);
  if (movie === null) throw new Error('the file is not read');
  return { file, movie };
}

/** Every sample as text: time, key frame and content. */
function contents({ tracks }: Pick<Movie, 'tracks'>, bytes: Uint8Array): readonly string[] {
  return tracks.flatMap(({ head, samples }) =>
    Array.from({ length: samples.count }, (_, index) => {
      const from = samples.positionOf(index);
      const data = Buffer.from(bytes.subarray(from, from + samples.lengthOf(index))).toString('hex');
      const time = `${samples.ticksOf(index)}+${samples.offsetOf(index)}`;
      return `${head.kind} ${time} ${samples.isKeyFrame(index)} ${data}`;
    }),
  );
}

describe('a growing file', () => {
  test('is read back as it was written', () => {
    const { bytes, movie } = growing(3);
    expect(movie.isGrowing).toBe(true);
    expect(movie.tracks.map(({ samples }) => samples.count)).toEqual([90, 120]);
    const lines = contents(movie, bytes);
    expect(lines[31]).toBe(`video 93000+0 false ${'1f'.repeat(20)}`);
    expect(lines[90]).toBe(`audio 512+0 true ${'c8'.repeat(5)}`);
  });

  test('has an index before its media in each fragment', () => {
    expect(boxesIn(growing(2).bytes).map(({ type }) => type)).toEqual(['ftyp', 'moov', 'moof', 'mdat', 'moof', 'mdat']);
  });
});

describe('a finished file', () => {
  test('holds the same samples with the index in front', () => {
    const { bytes, movie } = growing(3);
    const done = finished(bytes, movie.tracks);
    expect(boxesIn(done.file).map(({ type }) => type)).toEqual(['ftyp', 'moov', 'mdat']);
    expect(done.movie.isGrowing).toBe(false);
    expect(contents(done.movie, done.file)).toEqual(contents(movie, bytes));
    expect(done.movie.tracks.map(({ samples }) => samples.end)).toEqual(movie.tracks.map(({ samples }) => samples.end));
  });

  test('carries its chapters', () => {
    const { bytes, movie } = growing(2);
    const chpl = findBox(finished(bytes, movie.tracks).file, 'moov', 'udta', 'chpl');
    expect(Buffer.from(chpl?.body ?? []).toString('latin1')).toContain('Zweites Bild');
  });
});

describe('cutting', () => {
  test('takes the seconds asked for, led in by hidden pictures from the key frame before', () => {
    const { movie } = growing(10, 60);
    const result = cutMovies([{ movie, from: 3_000_000, to: 5_000_000 }]);
    const [pictures, sounds] = (result?.tracks ?? []).map(({ samples }) => samples);
    if (pictures === undefined || sounds === undefined) throw new Error('a track is missing');
    expect(result?.micros).toBe(2_000_000);
    expect(pictures.count).toBe(30 + 60);
    expect(pictures.isKeyFrame(0)).toBe(true);
    expect([pictures.ticksOf(29), pictures.ticksOf(30)]).toEqual([261, 270]);
    expect(pictures.end).toBe(270 + 180_000);
    expect(Math.abs(sounds.end / 48_000 - 2)).toBeLessThan(0.03);
  });

  test('puts several stretches one behind the other', () => {
    const { movie } = growing(20);
    const cuts = [1, 5, 12].map((second) => ({ movie, from: second * 1e6, to: (second + 2) * 1e6 }));
    const result = cutMovies(cuts);
    expect(result?.micros).toBe(6_000_000);
    for (const { samples, head } of result?.tracks ?? []) {
      expect(Math.abs(samples.end / head.timescale - 6)).toBeLessThan(0.05);
      const ticks = Array.from({ length: samples.count }, (_, index) => samples.ticksOf(index));
      expect(ticks.every((time, index) => index === 0 || time > (ticks[index - 1] ?? 0))).toBe(true);
    }
  });

  test('gives nothing where nothing was recorded', () => {
    const { movie } = growing(2);
    expect(cutMovies([])).toBeNull();
    expect(cutMovies([{ movie, from: 50_000_000, to: 60_000_000 }])).toBeNull();
  });
});

describe('damaged and foreign files', () => {
  test('are refused, not believed', () => {
    expect(readMovie(new Uint8Array(0), 0)).toBeNull();
    expect(readMovie(joined(box('trak', new Uint8Array(20)).pieces), 0)).toBeNull();
    const { movie } = growing(1);
    expect(addFragment(movie, joined(box('moof', box('traf', new Uint8Array(8))).pieces), 0, 0)).toBe(false);
    expect(boxesIn(Uint8Array.of(0, 0, 0, 3, 1, 2, 3, 4))).toEqual([]);
  });

  test('a fragment cut anywhere is not read beyond its end', () => {
    const [moof] = writeFragment(1, runsOf(0, 30));
    for (let length = 0; length < (moof?.length ?? 0) - 8; length += 7) {
      const movie = readMovie(findBox(writeGrowingHead(heads, 0), 'moov')?.body ?? new Uint8Array(0), 0);
      if (movie === null || moof === undefined) throw new Error('no head');
      expect(addFragment(movie, moof.subarray(0, length), 0, 0)).toBe(false);
    }
  });
});

test('sound tracks keep their names and numbers; only the first is played by itself', () => {
  const named = [trackHead(video), trackHead(audio, 'Stream'), trackHead({ ...audio, trackId: 2 }, 'Gäste 🎤')];
  const several = named.filter((head) => head !== null);
  const moov = findBox(writeGrowingHead(several, 0), 'moov')?.body ?? new Uint8Array(0);
  const movie = readMovie(moov, 0);
  expect(movie?.tracks.map(({ head }) => [head.id, head.name])).toEqual([
    [1, ''],
    [2, 'Stream'],
    [4, 'Gäste 🎤'],
  ]);
  const flags = boxesIn(moov)
    .filter(({ type }) => type === 'trak')
    .map(({ body }) => findBox(body, 'tkhd')?.body[3]);
  expect(flags).toEqual([3, 3, 2]);
});
