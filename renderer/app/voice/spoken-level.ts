/** The level of the main microphone in words, for whoever asks; never said unasked. */
import { currentShow } from '../../store/show/show.ts';
import { say } from '../../store/show/spoken.ts';
import { t } from '../../words/words.ts';
import { levelAt, type SoundLevels } from '../../../shared/studio/audio/level/levels.ts';
import { figuresOf } from '../meter/levels.ts';
import { floorDb, levelWords } from '../meter/level-scale.ts';

/** The loudest peak counts of this long, ms: speech has gaps. */
const listenMillis = 2000;

type OnLevels = (listener: (levels: SoundLevels) => void) => () => void;

let loudest = new Map<string, { readonly db: number; readonly at: number }>();

/** Keeps the newest peaks for the question; returns the way to stop. */
export function hearLevels(onLevels: OnLevels): () => void {
  const stop = onLevels((levels) => {
    const main = mainSound();
    const figures = figuresOf(levels, main?.id ?? null);
    if (figures === undefined) return;
    keep(main?.id ?? '', Math.max(figures[levelAt.peakLeft] ?? floorDb, figures[levelAt.peakRight] ?? floorDb));
  });
  return () => {
    stop();
    loudest = new Map();
  };
}

function keep(id: string, db: number): void {
  const now = performance.now();
  const known = loudest.get(id);
  if (known === undefined || db >= known.db || now - known.at > listenMillis) loudest.set(id, { db, at: now });
}

/** Says "Mic, peaking at minus 12 decibels, good". */
export function speakLevels(): void {
  const main = mainSound();
  const heard = loudest.get(main?.id ?? '');
  const words = levelWords(heard?.db ?? floorDb);
  say(t('app.level.of', { name: main?.name ?? t('mixer.master.name'), words }));
}

/** The main microphone, or any; null: the mix. */
function mainSound(): { readonly id: string; readonly name: string } | null {
  const sources = currentShow()?.sources ?? [];
  return (
    sources.find(({ strip }) => strip?.isMainMicrophone === true) ??
    sources.find(({ input }) => input.kind === 'microphone') ??
    null
  );
}
