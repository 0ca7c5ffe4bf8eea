/** One strip of the mixer: name, meter, fader, mute, monitor, and the rest behind a button. */
import { Ear, Headphones, MessageCircleWarning, Volume2, VolumeX } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import { skewAt } from '../../../../../shared/studio/audio/level/levels.ts';
import type { Strip as StripState } from '../../../../../shared/studio/document/source.ts';
import { useAriaKeys, useTip } from '../../../../app/keys/command-words.ts';
import { StripMeter } from '../../../../app/meter/strip-meter.tsx';
import { useMedia } from '../../../../app/media-port.ts';
import { gainText } from '../../../../app/parts/figures.ts';
import { listenAlone, useView } from '../../../../store/view.ts';
import { t as textNow, useTranslation } from '../../../../words/words.ts';
import { Fader } from '../controls/fader.tsx';
import { setStrip } from '../controls/strip-edits.ts';
import { StripMenu } from './strip-menu.tsx';
import { goesNowhere, type StripRow } from './strip-order.ts';

type StripProps = {
  readonly row: StripRow;
  readonly trackNames: readonly string[];
  readonly onFilters: (sourceId: string) => void;
};

/** A group named after its source; drawn anew only when its own row has changed. */
export const Strip = memo(function Strip({ row, trackNames, onFilters }: StripProps) {
  const { t } = useTranslation();
  const { id, name, strip, resting } = row;
  return (
    <div
      role="group"
      aria-label={resting ? t('mixer.restingStrip', { name }) : name}
      className={resting ? 'strip strip-resting' : 'strip'}
    >
      <p className="strip-title one-line" title={name}>
        {name}
      </p>
      <div className="strip-levels">
        <StripMeter label={t('mixer.level', { name })} sourceId={id} />
        <Fader
          label={t('mixer.volume', { name })}
          db={strip.faderDb}
          commandFor={(faderDb) => ({ name: 'strip.set', sourceId: id, patch: { faderDb } })}
        />
      </div>
      <p className="strip-figure">
        {goesNowhere(strip) ? (
          <MessageCircleWarning className="strip-warning" role="img" aria-label={t('mixer.nowhere')} />
        ) : null}
        {strip.faderDb <= -60 ? t('mixer.silent') : gainText(strip.faderDb)} <Skew sourceId={id} />
      </p>
      <div className="strip-buttons">
        <MuteButton
          name={name}
          muted={strip.muted}
          onPress={() => void setStrip(id, { muted: !strip.muted })}
          isMain={strip.isMainMicrophone}
        />
        <MonitorButton id={id} strip={strip} />
        <SoloButton id={id} name={name} />
        <StripMenu row={row} trackNames={trackNames} onFilters={() => onFilters(id)} />
      </div>
    </div>
  );
});

/** Below this nobody sees that sound and picture are apart, ms. */
const leastSkew = 20;

/** How often the figure may change, ms. */
const skewEveryMillis = 1000;

/** How far the sound's device runs off the programme's clock, while that is worth a figure; written without a render. */
function Skew({ sourceId }: { readonly sourceId: string }) {
  const figure = useRef<HTMLSpanElement>(null);
  const { onLevels } = useMedia();
  useEffect(() => {
    let writtenAt = 0;
    return onLevels(({ strips }) => {
      const now = performance.now();
      if (figure.current === null || now - writtenAt < skewEveryMillis) return;
      writtenAt = now;
      const skew = Math.round(strips.get(sourceId)?.[skewAt] ?? 0);
      figure.current.textContent = Math.abs(skew) < leastSkew ? '' : textNow('mixer.skew', { millis: skew });
    });
  }, [onLevels, sourceId]);
  return <span ref={figure} className="strip-skew" />;
}

type MuteButtonProps = {
  readonly name: string;
  readonly muted: boolean;
  /** Muted by the command for the main microphone too. */
  readonly isMain?: boolean;
  readonly onPress: () => void;
};

/** Pressed: not heard. */
export function MuteButton({ name, muted, isMain = false, onPress }: MuteButtonProps) {
  const { t } = useTranslation();
  const words = t(muted ? 'mixer.unmuteTitle' : 'mixer.mute', { name });
  const keys = useAriaKeys('audio.mute');
  const tip = useTip('audio.mute', words);
  return (
    <button
      type="button"
      className={muted ? 'icon-button strip-mute-on' : 'icon-button'}
      aria-pressed={muted}
      aria-label={t('mixer.mute', { name })}
      aria-keyshortcuts={isMain ? keys : undefined}
      title={isMain ? tip : words}
      onClick={onPress}
    >
      {muted ? <VolumeX aria-hidden="true" /> : <Volume2 aria-hidden="true" />}
    </button>
  );
}

/** Pressed: this strip alone is heard here, before its fader and whether it is muted or not. */
function SoloButton({ id, name }: { readonly id: string; readonly name: string }) {
  const { t } = useTranslation();
  const isOn = useView(({ soloId }) => soloId === id);
  return (
    <button
      type="button"
      className={isOn ? 'icon-button strip-monitor-on' : 'icon-button'}
      aria-pressed={isOn}
      aria-label={t('mixer.solo.button', { name })}
      title={t('mixer.solo.title', { name })}
      onClick={() => listenAlone(id)}
    >
      <Ear aria-hidden="true" />
    </button>
  );
}

function MonitorButton({ id, strip }: { readonly id: string; readonly strip: StripState }) {
  const { t } = useTranslation();
  const isOn = strip.monitor !== 'off';
  return (
    <button
      type="button"
      className={isOn ? 'icon-button strip-monitor-on' : 'icon-button'}
      aria-pressed={isOn}
      aria-label={t('mixer.monitor.button')}
      title={t(`mixer.monitor.${strip.monitor}`)}
      onClick={() => void setStrip(id, { monitor: isOn ? 'off' : 'both' })}
    >
      <Headphones aria-hidden="true" />
    </button>
  );
}
