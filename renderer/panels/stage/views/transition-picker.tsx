/** How one scene follows another: the kind, how long it takes, which way it moves, and how far it is. */
import type { Transition } from '../../../../shared/studio/document/scene.ts';
import { localFigure } from '../../../app/parts/figures.ts';
import { chooseFiles } from '../../../store/show/files.ts';
import { useOnAir } from '../../../store/show/on-air.ts';
import {
  directions,
  draftTransition,
  millisOf,
  transitionFile,
  transitionKinds,
  withMillis,
} from '../../../store/show/plans/drafts/transitions.ts';
import { edit, useShow } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';

/** Lengths to choose from, ms. */
const lengths = [200, 300, 400, 500, 750, 1000, 1500, 2000, 3000];

const cut: Transition = { kind: 'cut' };

function set(transition: Transition): void {
  void edit({ name: 'transition.set', transition });
}

/** The show's own transition; scenes may have others. */
export function TransitionPicker() {
  const { t } = useTranslation();
  const transition = useShow((show) => show.transition, cut);
  const millis = millisOf(transition);
  return (
    <div className="transition-picker" role="group" aria-label={t('show.transitions.title')}>
      <KindSelect transition={transition} onChoose={set} />
      {millis === null ? null : (
        <select
          className="input select"
          aria-label={t('show.transitions.length')}
          value={millis}
          onChange={(event) => set(withMillis(transition, Number(event.target.value)))}
        >
          {[...new Set([...lengths, millis])]
            .toSorted((a, b) => a - b)
            .map((length) => (
              <option key={length} value={length}>
                {t('show.transitions.seconds', { seconds: localFigure(String(length / 1000)) })}
              </option>
            ))}
        </select>
      )}
      {'direction' in transition ? (
        <select
          className="input select"
          aria-label={t('show.transitions.direction')}
          value={transition.direction}
          onChange={(event) => {
            const direction = directions.find((each) => each === event.target.value);
            if (direction) set({ ...transition, direction });
          }}
        >
          {directions.map((direction) => (
            <option key={direction} value={direction}>
              {t(`show.transitions.${direction}`)}
            </option>
          ))}
        </select>
      ) : null}
      <Course />
    </div>
  );
}

type KindSelectProps = { readonly transition: Transition; readonly onChoose: (transition: Transition) => void };

function KindSelect({ transition, onChoose }: KindSelectProps) {
  const { t } = useTranslation();
  const choose = async (value: string) => {
    const kind = transitionKinds.find((each) => each === value);
    if (kind === undefined) return;
    const files = transitionFile[kind];
    const [path] = files === undefined ? [''] : await chooseFiles(files, 'one');
    if (path !== undefined) onChoose(draftTransition(kind, transition, path));
  };
  return (
    <select
      className="input select"
      aria-label={t('show.transitions.title')}
      value={transition.kind}
      onChange={(event) => void choose(event.target.value)}
    >
      {transitionKinds.map((kind) => (
        <option key={kind} value={kind}>
          {t(`show.transitions.${kind}`)}
        </option>
      ))}
    </select>
  );
}

/** How far a transition that runs is. */
function Course() {
  const { t } = useTranslation();
  const progress = useOnAir((store) => store.transition);
  if (progress === null) return null;
  return <progress className="transition-course" aria-label={t('show.transitions.running')} value={progress} max={1} />;
}
