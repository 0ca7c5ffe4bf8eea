/** Place, size, turn and crop of what is selected, as numbers; the canvas's twin for everybody who doesn't drag. */
import { X } from 'lucide-react';
import { useState } from 'react';
import { noCrop, type Item, type Transform } from '../../shared/studio/document/scene.ts';
import { Button, IconButton } from '../app/parts/button.tsx';
import { NumberField, SelectField } from '../app/parts/field.tsx';
import { fadeSelected, placeOf, placeSelected, toggleLock, transformSelected } from '../store/show/acts/item-acts.ts';
import { Visit } from '../store/show/mirror/visit.ts';
import { showNumbers, useSelection } from '../store/show/selection.ts';
import { editedScene, itemName, useShowStore } from '../store/show/show.ts';
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
  const items = editedScene(show).items.filter(({ id }) => ids.includes(id));
  const [first, second] = items;
  const name = first === undefined ? t('editor.numbers.title') : itemName(show, first);
  return (
    <section ref={followPanel} className="number-panel" aria-label={t('editor.numbers.title')}>
      <header className="sheet-head">
        <h3>{second === undefined ? name : t('editor.said.several', { count: items.length })}</h3>
        <IconButton label={t('app.close')} icon={<X />} onClick={() => showNumbers(false)} />
      </header>
      {first === undefined ? (
        <p className="small muted">{t('editor.numbers.none')}</p>
      ) : (
        <Numbers key={items.map(({ id }) => id).join(' ')} items={items} />
      )}
    </section>
  );
}

/** Escape closes it, and whoever was in it goes on in the picture. */
function followPanel(panel: HTMLElement): () => void {
  panel.addEventListener('keydown', closeByEscape);
  return () => {
    panel.removeEventListener('keydown', closeByEscape);
    if (panel.contains(document.activeElement)) document.querySelector<HTMLElement>('.editor')?.focus();
  };
}

function closeByEscape({ key }: KeyboardEvent): void {
  if (key === 'Escape') showNumbers(false);
}

/** What all have in common; null where they differ. */
function common<T>(items: readonly Item[], choose: (item: Item) => T): T | null {
  const [first, ...others] = items.map(choose);
  return first === undefined || others.some((value) => value !== first) ? null : first;
}

type NumbersProps = { readonly items: readonly Item[] };

function Numbers({ items }: NumbersProps) {
  const [visit] = useState(() => new Visit());
  const set = (patch: Partial<Transform>) => void transformSelected(patch, visit.gesture);
  const [only, second] = items;
  const opacity = common(items, (item) => item.opacity);
  return (
    <div className="numbers" onFocus={visit.begin}>
      <LockedNote items={items} />
      <fieldset className="numbers" disabled={items.every(({ locked }) => locked)}>
        <div className="number-grid">
          <PlaceFields items={items} visit={visit} />
          <Number
            name="rotation"
            value={common(items, ({ transform }) => transform.rotation)}
            min={-360}
            max={360}
            onSet={(rotation) => set({ rotation })}
          />
        </div>
        <FitField value={common(items, ({ transform }) => transform.fit)} onSet={set} />
        {only === undefined || second !== undefined ? null : <CropFields transform={only.transform} onSet={set} />}
      </fieldset>
      <Number
        name="opacity"
        value={opacity === null ? null : opacity * 100}
        min={0}
        max={100}
        onSet={(value) => void fadeSelected(value / 100, visit.gesture)}
      />
    </div>
  );
}

/** Why nothing can be changed, and the way to change that. */
function LockedNote({ items }: NumbersProps) {
  const { t } = useTranslation();
  if (!items.every(({ locked }) => locked)) return null;
  const count = items.length;
  return (
    <>
      <p className="small">{t('editor.locked.numbers', { count })}</p>
      <Button onClick={() => void toggleLock()}>{t('editor.locked.unlock', { count })}</Button>
    </>
  );
}

/** Of several items the box round them: they move and grow together. */
function PlaceFields({ items, visit }: NumbersProps & { readonly visit: Visit }) {
  const place = placeOf(items);
  return places.map((side) => (
    <Number
      key={side}
      name={side}
      value={place[side]}
      min={side === 'x' || side === 'y' ? -farthest : 1}
      onSet={(value) => void placeSelected(side, value, visit.gesture)}
    />
  ));
}

type NumberProps = {
  readonly name: (typeof places)[number] | 'rotation' | 'opacity';
  readonly value: number | null;
  readonly min: number;
  readonly max?: number;
  readonly onSet: (value: number) => void;
};

function Number({ name, value, min, max = farthest, onSet }: NumberProps) {
  const { t } = useTranslation();
  return (
    <NumberField
      label={t(`editor.numbers.${name}`)}
      value={value}
      unknown={t('editor.numbers.mixed')}
      min={min}
      max={max}
      step={1}
      onCommit={onSet}
    />
  );
}

type Setter = { readonly onSet: (patch: Partial<Transform>) => void };

function FitField({ value, onSet }: Setter & { readonly value: Transform['fit'] | null }) {
  const { t } = useTranslation();
  return (
    <SelectField
      label={t('editor.numbers.fit')}
      value={value ?? ''}
      onChange={(event) => {
        const fit = fits.find((each) => each === event.target.value);
        if (fit) onSet({ fit });
      }}
    >
      {value === null ? <option value="">{t('editor.numbers.mixed')}</option> : null}
      {fits.map((fit) => (
        <option key={fit} value={fit}>
          {t(`editor.numbers.${fit}`)}
        </option>
      ))}
    </SelectField>
  );
}

/** In per cent of the source; what is left is never less than a thousandth. */
function CropFields({ transform, onSet }: Setter & { readonly transform: Transform }) {
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
