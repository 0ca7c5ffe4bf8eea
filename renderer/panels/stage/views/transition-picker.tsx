/** How one scene follows another: the kind, how long it takes, which way it moves, and how far it is. */
import { Settings2 } from 'lucide-react';
import type { Transition } from '../../../../shared/studio/document/scene.ts';
import { IconButton } from '../../../app/parts/button.tsx';
import { localFigure } from '../../../app/parts/figures.ts';
import { chooseTransition, setTransition } from '../../../store/show/acts/scene-acts.ts';
import { useOnAir } from '../../../store/show/on-air.ts';
import { directions, millisOf, transitionKinds, withMillis } from '../../../store/show/plans/drafts/transitions.ts';
import { showDialog } from '../../../store/show/selection.ts';
import { useShow } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';

/** Lengths to choose from, ms. */
const lengths = [200, 300, 400, 500, 750, 1000, 1500, 2000, 3000];

const cut: Transition = { kind: 'cut' };

function set(transition: Transition): void {
  void setTransition(null, transition);
}

/** The show's own transition; scenes may have others. */
export function TransitionPicker() {
  const { t } = useTranslation();
  const transition = useShow((show) => show.transition, cut);
  const millis = millisOf(transition);
  return (
    <div className="transition-picker" role="group" aria-label={t('show.transitions.title')}>
      <KindSelect transition={transition} />
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
      <IconButton
        label={t('show.transitions.more')}
        icon={<Settings2 />}
        onClick={() => showDialog({ kind: 'transition', sceneId: null })}
      />
      <Course />
    </div>
  );
}

function choose(value: string): void {
  const kind = transitionKinds.find((each) => each === value);
  if (kind !== undefined) void chooseTransition(null, kind);
}

function KindSelect({ transition }: { readonly transition: Transition }) {
  const { t } = useTranslation();
  return (
    <select
      className="input select"
      aria-label={t('show.transitions.title')}
      value={transition.kind}
      onChange={(event) => choose(event.target.value)}
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
