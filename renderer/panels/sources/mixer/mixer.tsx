/** The mixer: one strip for the programme's sound, with meter, gain and mute. */
import { Volume2, VolumeX } from 'lucide-react';
import type { Settings } from '../../../../shared/contract/settings.ts';
import { LevelMeter } from '../../../app/meter/level-meter.tsx';
import { useDevices } from '../../../store/devices.ts';
import { toggleMute, useSettings } from '../../../store/settings.ts';
import { GainFader } from './gain-fader.tsx';

/** The mixer strip below the stage. */
export function Mixer() {
  return (
    <section className="mixer panel" aria-labelledby="mixer-title" tabIndex={-1} data-region="Mixer">
      <div className="strip-name">
        <h2 id="mixer-title">Mixer</h2>
        <SoundName />
      </div>
      <div className="strip-meter">
        <LevelMeter label="Programme level" size="mixer" />
        <div className="meter-scale" aria-hidden="true">
          {[-60, -40, -20, -9, 0].map((mark) => (
            <span key={mark} style={{ left: `${100 + (mark / 60) * 100}%` }}>
              {mark}
            </span>
          ))}
        </div>
      </div>
      <GainFader />
      <MuteButton />
    </section>
  );
}

function SoundName() {
  const source = useSettings((store) => store.settings.audioSource);
  const heard = useDevices((store) => (store.capture.audio.state === 'running' ? store.capture.audio.label : ''));
  return (
    <p className="small muted one-line" title={soundName(source, heard)}>
      {soundName(source, heard)}
    </p>
  );
}

function soundName(source: Settings['audioSource'], heard: string): string {
  if (source.kind === 'test') return 'Sync test beep';
  return source.kind === 'silence' ? 'Silence' : heard || source.label || 'Microphone';
}

function MuteButton() {
  const muted = useSettings((store) => store.settings.mix.muted);
  return (
    <button
      type="button"
      className={muted ? 'button mute mute-on' : 'button mute'}
      aria-pressed={muted}
      aria-keyshortcuts="M"
      title="Mute (M)"
      onClick={() => void toggleMute()}
    >
      {muted ? <VolumeX aria-hidden="true" /> : <Volume2 aria-hidden="true" />}
      <span aria-hidden="true">{muted ? 'Muted' : 'Mute'}</span>
      <span className="visually-hidden">Mute</span>
    </button>
  );
}
