/** The bitrate while live: what is encoded now, the user's two numbers, and half the frames; applied at once. */
import { useState } from 'react';
import type { RateSnapshot } from '../../../../shared/contract/delivery.ts';
import { videoKbpsSchema } from '../../../../shared/contract/settings.ts';
import { Button } from '../../../app/parts/button.tsx';
import { TextField } from '../../../app/parts/field.tsx';
import { rateText } from '../../../app/parts/figures.ts';
import { halveFrames, setRate, useOutputs } from '../../../store/session/outputs.ts';
import { t } from '../../../words/words.ts';

/** Bounds of both numbers, kb/s. */
const lowest = videoKbpsSchema.minValue ?? 200;
const highest = videoKbpsSchema.maxValue ?? 51_000;

/** Target and ceiling; nothing before the encoders run. */
export function RateControl() {
  const rate = useOutputs((store) => store.rate);
  if (rate === null) return null;
  return (
    <section className="rate-control" aria-labelledby="rate-title">
      <h2 id="rate-title">{t('destination.rate.title')}</h2>
      <p className="small muted">
        {t('destination.rate.now', { rate: rateText(rate.kbps) })}
        {rate.reason === '' ? '' : `. ${rate.reason}`}
      </p>
      <RateFields rate={rate} />
      <p className="small muted">{t('destination.rate.pictures', { fps: Math.round(rate.fps) })}</p>
      <Button onClick={() => void halveFrames(!rate.halved)}>
        {t(rate.halved ? 'destination.rate.all' : 'destination.rate.halve')}
      </Button>
    </section>
  );
}

function RateFields({ rate: { targetKbps, ceilingKbps } }: { readonly rate: RateSnapshot }) {
  const [complaint, setComplaint] = useState('');
  const apply = (wish: { readonly targetKbps: number; readonly ceilingKbps: number }) => {
    const isFit = [wish.targetKbps, wish.ceilingKbps].every((kbps) => videoKbpsSchema.safeParse(kbps).success);
    setComplaint(isFit ? '' : t('destination.rate.whole', { lowest, highest }));
    if (isFit) void setRate(wish.targetKbps, wish.ceilingKbps);
  };
  return (
    <div className="form-grid">
      <RateField
        label={t('destination.rate.target')}
        value={targetKbps}
        // A target above the ceiling lifts the ceiling: the user has just said that it may be more.
        onChange={(kbps) => apply({ targetKbps: kbps, ceilingKbps: Math.max(kbps, ceilingKbps) })}
      />
      <RateField
        label={t('destination.rate.ceiling')}
        value={ceilingKbps}
        onChange={(kbps) => apply({ targetKbps: Math.min(kbps, targetKbps), ceilingKbps: kbps })}
      />
      <p className="field-note wide" role="status">
        {complaint}
      </p>
    </div>
  );
}

type RateFieldProps = {
  readonly label: string;
  readonly value: number;
  readonly onChange: (kbps: number) => void;
};

/** Applied with Enter or when the field is left. */
function RateField({ label, value, onChange }: RateFieldProps) {
  const commit = (text: string) => {
    const kbps = Math.round(Number(text));
    if (text.trim() !== '' && kbps !== value) onChange(kbps);
  };
  return (
    <TextField
      key={value}
      label={label}
      type="number"
      min={lowest}
      max={highest}
      step={100}
      defaultValue={value}
      onBlur={(event) => commit(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit(event.currentTarget.value);
      }}
    />
  );
}
