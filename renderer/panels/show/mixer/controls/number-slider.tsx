/** A number with its unit: a slider for the hand, and a field for whoever knows the figure. */
import { Slider } from 'radix-ui';
import { useId, useState } from 'react';
import { useTranslation } from '../../../../words/words.ts';
import { rounded, scaleOf, type NumberSpec } from './scale.ts';
import { useSteps } from './steps.ts';

type NumberSliderProps = {
  readonly label: string;
  readonly value: number;
  readonly spec: NumberSpec;
  /** Values of one drag share a gesture. */
  readonly onChange: (value: number, gesture: string) => void;
};

/** Signs of the units, the same in every language. */
const unitNames: Readonly<Record<NumberSpec['unit'], string>> = {
  db: 'dB',
  dbfs: 'dBFS',
  dbtp: 'dBTP',
  lufs: 'LUFS',
  hz: 'Hz',
  ms: 'ms',
  ratio: ': 1',
  part: '%',
  pan: '%',
};

/** Parts are shown in percent. */
const factors: Readonly<Record<NumberSpec['unit'], number>> = {
  db: 1,
  dbfs: 1,
  dbtp: 1,
  lufs: 1,
  hz: 1,
  ms: 1,
  ratio: 1,
  part: 100,
  pan: 100,
};

/** One labelled number. */
export function NumberSlider({ label, value, spec, onChange }: NumberSliderProps) {
  const { t } = useTranslation();
  const id = useId();
  const step = useSteps();
  const scale = scaleOf(spec);
  const change = (next: number) => onChange(next, step());
  const factor = factors[spec.unit];
  const text = t(unitKey(spec.unit, value), {
    value: rounded(Math.abs(value) * factor, 0.1),
    sign: value < 0 ? '−' : '',
  });
  return (
    <div className="number-slider">
      <label htmlFor={id}>{label}</label>
      <Slider.Root
        className="slider"
        min={scale.first}
        max={scale.last}
        step={scale.step}
        value={[scale.place(value)]}
        onValueChange={([place = 0]) => change(scale.valueAt(place))}
      >
        <Slider.Track className="slider-track">
          <Slider.Range className="slider-range" />
        </Slider.Track>
        <Slider.Thumb className="slider-thumb" aria-label={label} aria-valuetext={text} />
      </Slider.Root>
      <NumberField id={id} value={value} spec={spec} onCommit={change} />
      <span className="number-unit" aria-hidden="true">
        {unitNames[spec.unit]}
      </span>
    </div>
  );
}

type NumberFieldProps = {
  readonly id: string;
  readonly value: number;
  readonly spec: NumberSpec;
  readonly onCommit: (value: number) => void;
};

function NumberField({ id, value, spec, onCommit }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const commit = () => {
    const figure = Number(typed?.replace(',', '.').replace('−', '-')) / factors[spec.unit];
    setTyped(null);
    if (typed === null || typed.trim() === '' || !Number.isFinite(figure)) return;
    const kept = Math.min(spec.typedMax ?? spec.max, Math.max(spec.min, rounded(figure, spec.step)));
    if (kept !== value) onCommit(kept);
  };
  return (
    <input
      id={id}
      className="input number-field"
      inputMode="decimal"
      autoComplete="off"
      value={typed ?? String(rounded(value * factors[spec.unit], 0.0001))}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape' && typed !== null) {
          event.stopPropagation();
          setTyped(null);
        }
      }}
    />
  );
}

/** A balance is told by its side. */
function unitKey(unit: NumberSpec['unit'], value: number) {
  if (unit !== 'pan') return `mixer.units.${unit}` as const;
  return value === 0 ? 'mixer.units.middle' : value < 0 ? 'mixer.units.left' : 'mixer.units.right';
}
