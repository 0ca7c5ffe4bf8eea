/** Place, size, turn and crop of what is selected, as numbers; the canvas's twin for everybody who doesn't drag. */
import { X } from 'lucide-react';
import { useState } from 'react';
import { noCrop, type Item, type Transform } from '../../shared/studio/document/scene.ts';
import { IconButton } from '../app/parts/button.tsx';
import { NumberField, SelectField } from '../app/parts/field.tsx';
import { transformSelected } from '../store/show/acts/item-acts.ts';
import { showNumbers, useSelection } from '../store/show/selection.ts';
import { edit, editedScene, itemName, newGesture, useShowStore } from '../store/show/show.ts';
import { useTranslation } from '../words/words.ts';

const places = ['x', 'y', 'width', 'height'] as const;
const sides = ['left', 'top', 'right', 'bottom'] as const;
const fits = ['contain', 'cover', 'stretch'] as const;

/** How far numbers go, canvas pixels. */
const farthest = 100_000;

/** Beside the picture while it is asked for (T); says what to do when nothing is selected. */
export function NumberPanel() {
  const { t } = useTranslation();
  const open = useSelection((store) => store.numbersOpen);
  const show = useShowStore(({ mirror }) => mirror?.show ?? null);
  const ids = useSelection((store) => store.itemIds);
  if (!open || show === null) return null;
  const item = editedScene(show).items.find(({ id }) => id === ids[0]);
  const title = item === undefined ? t('editor.numbers.title') : itemName(show, item);
  return (
    <section className="number-panel" aria-label={t('editor.numbers.title')}>
      <header className="sheet-head">
        <h3>{ids.length > 1 ? t('editor.said.several', { count: ids.length }) : title}</h3>
        <IconButton label={t('app.close')} icon={<X />} onClick={() => showNumbers(false)} />
      </header>
      {item === undefined ? (
        <p className="small muted">{t('editor.numbers.none')}</p>
      ) : (
        <Numbers key={item.id} item={item} sceneId={editedScene(show).id} />
      )}
    </section>
  );
}

function Numbers({ item, sceneId }: { readonly item: Item; readonly sceneId: string }) {
  const [gesture] = useState(newGesture);
  const { transform } = item;
  const set = (patch: Partial<Transform>) => void transformSelected(patch, gesture);
  return (
    <>
      <div className="number-grid">
        {places.map((key) => (
          <Number
            key={key}
            name={key}
            value={transform[key]}
            min={key === 'x' || key === 'y' ? -farthest : 1}
            onSet={(value) => set({ [key]: value })}
          />
        ))}
        <Number
          name="rotation"
          value={transform.rotation}
          min={-360}
          max={360}
          onSet={(rotation) => set({ rotation })}
        />
        <Number
          name="opacity"
          value={item.opacity * 100}
          min={0}
          max={100}
          onSet={(value) =>
            void edit({ name: 'item.set', sceneId, itemIds: [item.id], patch: { opacity: value / 100 } }, gesture)
          }
        />
      </div>
      <FitField transform={transform} onSet={set} />
      <CropFields transform={transform} onSet={set} />
    </>
  );
}

type NumberProps = {
  readonly name: (typeof places)[number] | 'rotation' | 'opacity';
  readonly value: number;
  readonly min: number;
  readonly max?: number;
  readonly onSet: (value: number) => void;
};

function Number({ name, value, min, max = farthest, onSet }: NumberProps) {
  const { t } = useTranslation();
  return (
    <NumberField label={t(`editor.numbers.${name}`)} value={value} min={min} max={max} step={1} onCommit={onSet} />
  );
}

type PartProps = { readonly transform: Transform; readonly onSet: (patch: Partial<Transform>) => void };

function FitField({ transform, onSet }: PartProps) {
  const { t } = useTranslation();
  return (
    <SelectField
      label={t('editor.numbers.fit')}
      value={transform.fit}
      onChange={(event) => {
        const fit = fits.find((each) => each === event.target.value);
        if (fit) onSet({ fit });
      }}
    >
      {fits.map((fit) => (
        <option key={fit} value={fit}>
          {t(`editor.numbers.${fit}`)}
        </option>
      ))}
    </SelectField>
  );
}

/** In per cent of the source; what is left is never less than a thousandth. */
function CropFields({ transform, onSet }: PartProps) {
  const { t } = useTranslation();
  const { crop } = transform;
  const isCropped = sides.some((side) => crop[side] > 0);
  return (
    <fieldset className="crop-fields">
      <legend className="field-label">{t('editor.numbers.crop')}</legend>
      <div className="number-grid">
        {sides.map((side) => (
          <NumberField
            key={side}
            label={t(`editor.align.${side}`)}
            value={crop[side] * 100}
            min={0}
            max={99.8 - crop[opposite[side]] * 100}
            step={0.5}
            onCommit={(percent) => onSet({ crop: { ...crop, [side]: percent / 100 } })}
          />
        ))}
      </div>
      {isCropped ? (
        <button type="button" className="button button-quiet" onClick={() => onSet({ crop: noCrop })}>
          {t('editor.numbers.uncrop')}
        </button>
      ) : null}
    </fieldset>
  );
}

const opposite = { left: 'right', right: 'left', top: 'bottom', bottom: 'top' } as const;
