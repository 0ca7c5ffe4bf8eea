/** What a strip has beside its fader: pan, mono, offset, monitor, tracks, filters, and where it stands. */
import { SlidersVertical } from 'lucide-react';
import { Popover } from 'radix-ui';
import { Button } from '../../../../app/parts/button.tsx';
import { SelectField } from '../../../../app/parts/field.tsx';
import { useTranslation } from '../../../../words/words.ts';
import { NumberSlider } from '../controls/number-slider.tsx';
import { setStrip } from '../controls/strip-edits.ts';
import type { StripRow } from './strip-order.ts';

type StripMenuProps = {
  readonly row: StripRow;
  readonly trackNames: readonly string[];
  readonly onFilters: () => void;
};

const monitors = ['off', 'only', 'both'] as const;

/** A popover; nothing in it needs a second press. */
export function StripMenu({ row, trackNames, onFilters }: StripMenuProps) {
  const { t } = useTranslation();
  const { id, name, strip } = row;
  return (
    <Popover.Root>
      <Popover.Trigger className="icon-button" aria-label={t('mixer.more', { name })} title={t('mixer.more', { name })}>
        <SlidersVertical aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="end-card strip-card"
          side="top"
          sideOffset={8}
          aria-label={t('mixer.more', { name })}
        >
          <h3 className="one-line">{name}</h3>
          <NumberSlider
            label={t('mixer.pan')}
            value={strip.pan}
            spec={{ min: -1, max: 1, step: 0.05, unit: 'pan' }}
            onChange={(pan, gesture) => void setStrip(id, { pan }, gesture)}
          />
          <NumberSlider
            label={t('mixer.offset')}
            value={strip.offsetMillis}
            spec={{ min: -950, max: 2000, step: 1, unit: 'ms', typedMax: 20_000 }}
            onChange={(offsetMillis, gesture) => void setStrip(id, { offsetMillis }, gesture)}
          />
          <SelectField
            label={t('mixer.monitor.label')}
            value={strip.monitor}
            onChange={(event) =>
              void setStrip(id, { monitor: monitors.find((way) => way === event.target.value) ?? 'off' })
            }
          >
            {monitors.map((way) => (
              <option key={way} value={way}>
                {t(`mixer.monitor.${way}`)}
              </option>
            ))}
          </SelectField>
          <Tracks row={row} trackNames={trackNames} />
          <StripSwitches row={row} />
          <Popover.Close asChild>
            <Button onClick={onFilters}>{t('mixer.filters.count', { count: strip.filters.length })}</Button>
          </Popover.Close>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Tracks({ row: { id, strip }, trackNames }: Pick<StripMenuProps, 'row' | 'trackNames'>) {
  const { t } = useTranslation();
  return (
    <fieldset className="strip-tracks">
      <legend>{t('mixer.tracks')}</legend>
      {trackNames.map((name, index) => {
        const bit = 1 << index;
        return (
          <label key={bit} title={name}>
            <input
              type="checkbox"
              checked={(strip.tracks & bit) !== 0}
              onChange={() => void setStrip(id, { tracks: strip.tracks ^ bit })}
            />
            <span aria-hidden="true">{index + 1}</span>
            <span className="visually-hidden">{name}</span>
          </label>
        );
      })}
    </fieldset>
  );
}

const switches = ['mono', 'isMainMicrophone', 'pinned', 'hidden'] as const;

function StripSwitches({ row: { id, strip } }: Pick<StripMenuProps, 'row'>) {
  const { t } = useTranslation();
  return (
    <div className="strip-switches">
      {switches.map((name) => (
        <label key={name} className="tick">
          <input
            type="checkbox"
            checked={strip[name]}
            onChange={(event) => void setStrip(id, { [name]: event.target.checked })}
          />
          <span>{t(`mixer.switches.${name}`)}</span>
        </label>
      ))}
    </div>
  );
}
