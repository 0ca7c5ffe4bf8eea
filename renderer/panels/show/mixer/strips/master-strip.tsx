/** The strip of the sent mix: meter, fader, mute, and its loudness against the target. */
import { SlidersVertical } from 'lucide-react';
import { Popover } from 'radix-ui';
import { memo, useEffect, useId, useRef, useState } from 'react';
import { defaultMaster, type Master } from '../../../../../shared/studio/document/show.ts';
import { levelAt } from '../../../../../shared/studio/audio/level/levels.ts';
import { StripMeter } from '../../../../app/meter/strip-meter.tsx';
import { useMedia, type MediaPort } from '../../../../app/media-port.ts';
import { SelectField } from '../../../../app/parts/field.tsx';
import { decimal, gainText } from '../../../../app/parts/figures.ts';
import { useDevices } from '../../../../store/devices.ts';
import { changeSettings, useSettings } from '../../../../store/settings.ts';
import { useShow } from '../../../../store/show/show.ts';
import { t as textNow, useTranslation } from '../../../../words/words.ts';
import { Fader } from '../controls/fader.tsx';
import { NumberSlider } from '../controls/number-slider.tsx';
import { setMaster } from '../controls/strip-edits.ts';
import { loudnessVerdict, silentLufs } from './loudness.ts';
import { MuteButton } from './strip.tsx';

/** How often the loudness figures may change, ms. */
const figureEveryMillis = 500;

/** Always the last strip. */
export const MasterStrip = memo(function MasterStrip() {
  const { t } = useTranslation();
  const master = useShow(({ master: mix }) => mix, defaultMaster);
  const name = t('mixer.master.name');
  return (
    <div role="group" aria-label={name} className="strip strip-master">
      <p className="strip-title">{name}</p>
      <div className="strip-levels">
        <StripMeter label={t('mixer.master.level')} sourceId={null} />
        <Fader
          label={t('mixer.volume', { name })}
          db={master.faderDb}
          commandFor={(faderDb) => ({ name: 'master.set', patch: { faderDb } })}
        />
        <Loudness targetLufs={master.targetLufs} />
      </div>
      <p className="strip-figure">{master.faderDb <= -60 ? t('mixer.silent') : gainText(master.faderDb)}</p>
      <div className="strip-buttons">
        <MuteButton name={name} muted={master.muted} onPress={() => void setMaster({ muted: !master.muted })} />
        <MasterMenu master={master} />
      </div>
    </div>
  );
});

/** Integrated and short-term loudness; the figures are written straight, without a render. */
function Loudness({ targetLufs }: { readonly targetLufs: number }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDListElement>(null);
  const { onLevels } = useMedia();
  useEffect(() => (box.current ? writeLoudness(box.current, onLevels, targetLufs) : undefined), [onLevels, targetLufs]);
  return (
    <dl ref={box} className="loudness" aria-label={t('mixer.master.loudness')}>
      <div>
        <dt>{t('mixer.master.integrated')}</dt>
        <dd data-figure="integrated">–</dd>
      </div>
      <div>
        <dt>{t('mixer.master.shortTerm')}</dt>
        <dd data-figure="short-term">–</dd>
      </div>
      <div>
        <dt>{t('mixer.master.target')}</dt>
        <dd>{lufsText(targetLufs)}</dd>
      </div>
    </dl>
  );
}

function writeLoudness(box: HTMLElement, onLevels: MediaPort['onLevels'], targetLufs: number): () => void {
  const integrated = box.querySelector('[data-figure=integrated]');
  const shortTerm = box.querySelector('[data-figure=short-term]');
  let writtenAt = 0;
  return onLevels(({ master }) => {
    const now = performance.now();
    if (now - writtenAt < figureEveryMillis) return;
    writtenAt = now;
    const lufs = master[levelAt.integrated] ?? silentLufs;
    if (integrated) integrated.textContent = lufsText(lufs);
    if (shortTerm) shortTerm.textContent = lufsText(master[levelAt.shortTerm] ?? silentLufs);
    box.dataset['verdict'] = loudnessVerdict(lufs, targetLufs);
    box.title = textNow(`mixer.master.verdicts.${loudnessVerdict(lufs, targetLufs)}`);
  });
}

function lufsText(lufs: number): string {
  return lufs <= silentLufs ? '–' : decimal(lufs, 1).replace('-', '−');
}

function MasterMenu({ master }: { readonly master: Master }) {
  const { t } = useTranslation();
  const label = t('mixer.more', { name: t('mixer.master.name') });
  return (
    <Popover.Root>
      <Popover.Trigger className="icon-button" aria-label={label} title={label}>
        <SlidersVertical aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="end-card strip-card" side="top" sideOffset={8} aria-label={label}>
          <NumberSlider
            label={t('mixer.master.targetLabel')}
            value={master.targetLufs}
            spec={{ min: -31, max: -9, step: 0.5, unit: 'lufs' }}
            onChange={(targetLufs, gesture) => void setMaster({ targetLufs }, gesture)}
          />
          <label className="tick">
            <input
              type="checkbox"
              checked={master.limiterDb !== null}
              onChange={(event) => void setMaster({ limiterDb: event.target.checked ? -1 : null })}
            />
            <span>{t('mixer.master.limiter')}</span>
          </label>
          {master.limiterDb === null ? null : (
            <NumberSlider
              label={t('mixer.master.ceiling')}
              value={master.limiterDb}
              spec={{ min: -12, max: 0, step: 0.1, unit: 'dbtp' }}
              onChange={(limiterDb, gesture) => void setMaster({ limiterDb }, gesture)}
            />
          )}
          <MonitorDevice />
          <fieldset className="track-names">
            <legend>{t('mixer.master.tracks')}</legend>
            {master.trackNames.map((name, index) => (
              <TrackName key={trackKeys[index]} index={index} name={name} master={master} />
            ))}
          </fieldset>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Those there are now, and the chosen one even while it is not among them. */
function MonitorDevice() {
  const { t } = useTranslation();
  const outputs = useDevices((store) => store.outputs);
  const chosen = useSettings(({ settings }) => settings.monitorDevice);
  const isAway = chosen !== null && !outputs.some(({ deviceId }) => deviceId === chosen.deviceId);
  const choose = (deviceId: string) => {
    const device = outputs.find((each) => each.deviceId === deviceId) ?? null;
    void changeSettings({ monitorDevice: device === null ? null : { deviceId, label: device.label.slice(0, 512) } });
  };
  return (
    <SelectField
      label={t('mixer.master.monitorDevice')}
      value={chosen?.deviceId ?? ''}
      onChange={(event) => choose(event.target.value)}
    >
      <option value="">{t('mixer.master.systemOutput')}</option>
      {isAway ? <option value={chosen.deviceId}>{t('show.devices.away', { name: chosen.label })}</option> : null}
      {outputs.map(({ deviceId, label }) => (
        <option key={deviceId} value={deviceId}>
          {label}
        </option>
      ))}
    </SelectField>
  );
}

const trackKeys = ['track-1', 'track-2', 'track-3', 'track-4', 'track-5', 'track-6'];

type TrackNameProps = { readonly index: number; readonly name: string; readonly master: Master };

function TrackName({ index, name, master }: TrackNameProps) {
  const { t } = useTranslation();
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const commit = () => {
    const kept = typed?.trim().slice(0, 80) ?? '';
    setTyped(null);
    if (kept === '' || kept === name) return;
    const [one, two, three, four, five, six] = master.trackNames.map((old, at) => (at === index ? kept : old));
    void setMaster({ trackNames: [one ?? '', two ?? '', three ?? '', four ?? '', five ?? '', six ?? ''] });
  };
  return (
    <div className="track-name">
      <label htmlFor={id}>{t('mixer.master.trackName', { number: index + 1 })}</label>
      <input
        id={id}
        className="input"
        maxLength={80}
        value={typed ?? name}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
        }}
      />
    </div>
  );
}
