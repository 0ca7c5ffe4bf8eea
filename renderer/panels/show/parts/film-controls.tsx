/** What a film's player has: play and pause, from the beginning, the next file, and the place within the file. */
import { Pause, Play, RotateCcw, SkipForward } from 'lucide-react';
import { Slider } from 'radix-ui';
import { useEffect, useState, type KeyboardEvent, type SyntheticEvent } from 'react';
import type { InputOf } from '../../../../shared/studio/document/source.ts';
import { useMedia, type FilmOrder, type FilmPosition } from '../../../app/media-port.ts';
import { IconButton } from '../../../app/parts/button.tsx';
import { spanText } from '../../../app/parts/figures.ts';
import { useTranslation } from '../../../words/words.ts';

type FilmControlsProps = {
  readonly sourceId: string;
  readonly name: string;
  readonly input: InputOf<'media'>;
};

/** The film is watched as long as this is on show. */
export function FilmControls({ sourceId, name, input }: FilmControlsProps) {
  const { t } = useTranslation();
  const { controlFilm, watchFilm } = useMedia();
  const [position, setPosition] = useState<FilmPosition | null>(null);
  useEffect(() => watchFilm(sourceId, setPosition), [sourceId, watchFilm]);
  const order = (given: FilmOrder) => {
    setPosition((before) => (before === null ? null : after(before, given)));
    controlFilm(sourceId, given);
  };
  const isGoing = position !== null && !position.isPaused && position.rests !== 'ended';
  const isGone = position === null;
  return (
    <div className="film" role="group" aria-label={t('show.film.group', { name })} {...apartFromTheRow}>
      <div className="film-line">
        <IconButton
          label={t(isGoing ? 'show.film.pause' : 'show.film.play', { name })}
          icon={isGoing ? <Pause /> : <Play />}
          disabled={isGone}
          onClick={() => order({ kind: isGoing ? 'pause' : 'play' })}
        />
        <IconButton
          label={t('show.film.restart', { name })}
          icon={<RotateCcw />}
          disabled={isGone}
          onClick={() => order({ kind: 'restart' })}
        />
        {input.paths.length > 1 ? (
          <IconButton
            label={t('show.film.next', { name })}
            icon={<SkipForward />}
            disabled={isGone}
            onClick={() => order({ kind: 'next' })}
          />
        ) : null}
        <Place name={name} position={position} onSeek={(millis) => order({ kind: 'seek', millis })} />
      </div>
      <StateLine position={position} input={input} />
    </div>
  );
}

type PlaceProps = {
  readonly name: string;
  readonly position: FilmPosition | null;
  readonly onSeek: (millis: number) => void;
};

/** While it is dragged it stays with the hand; the film goes there when it is let go. */
function Place({ name, position, onSeek }: PlaceProps) {
  const { t } = useTranslation();
  const [dragged, setDragged] = useState<number | null>(null);
  const { millis = 0, lengthMillis = 0 } = position ?? {};
  const shown = dragged ?? Math.floor(millis / 1000);
  const length = Math.max(1, Math.floor(lengthMillis / 1000));
  const text = `${spanText(shown * 1000)} / ${lengthMillis > 0 ? spanText(lengthMillis) : '–'}`;
  const leave = ([seconds = 0]: readonly number[]) => {
    setDragged(null);
    onSeek(seconds * 1000);
  };
  return (
    <>
      <Slider.Root
        className="slider"
        min={0}
        max={length}
        step={1}
        disabled={lengthMillis === 0}
        value={[Math.min(length, shown)]}
        onValueChange={([seconds = 0]) => setDragged(seconds)}
        onValueCommit={leave}
      >
        <Slider.Track className="slider-track">
          <Slider.Range className="slider-range" />
        </Slider.Track>
        <Slider.Thumb className="slider-thumb" aria-label={t('show.film.place', { name })} aria-valuetext={text} />
      </Slider.Root>
      <span className="figure film-time" aria-hidden="true">
        {text}
      </span>
    </>
  );
}

/** Which of its files it is, and why it stands. */
function StateLine({ position, input }: { readonly position: FilmPosition | null; readonly input: InputOf<'media'> }) {
  const { t } = useTranslation();
  const why = position === null ? 'closed' : position.rests;
  const file = position === null ? null : fileAt(input.paths, position.index);
  if (why === null && file === null) return null;
  return (
    <p className="small film-state">
      {file === null ? '' : `${t('show.film.file', file)} `}
      {why === null ? '' : t(`show.film.${why}`)}
    </p>
  );
}

/** Null where there is only one. */
function fileAt(paths: readonly string[], index: number) {
  const path = paths[index] ?? '';
  if (paths.length < 2) return null;
  return { place: index + 1, count: paths.length, file: path.split(/[/\\]/u).at(-1) ?? path };
}

/** Where the film will stand, until it says so itself. */
function after(position: FilmPosition, order: FilmOrder): FilmPosition {
  switch (order.kind) {
    case 'play':
      return { ...position, isPaused: false, rests: position.rests === 'ended' ? null : position.rests };
    case 'pause':
      return { ...position, isPaused: true };
    case 'seek':
      return { ...position, millis: order.millis, rests: position.rests === 'ended' ? null : position.rests };
    case 'restart':
    case 'next':
      return { ...position, millis: 0, rests: position.rests === 'ended' ? null : position.rests };
  }
}

const stay = (event: SyntheticEvent): void => event.stopPropagation();

/** A press here must not drag the row, nor Delete here take the source out. */
const apartFromTheRow = {
  onPointerDown: stay,
  onKeyDown: (event: KeyboardEvent): void => {
    if (event.key === 'Delete' || event.key === 'F2') event.stopPropagation();
  },
};
