/** Where the sound comes from: the test beep, a microphone or silence, with the level in the chosen row. */
import { AudioLines, Mic, VolumeX } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AudioSource } from '../../../shared/contract/settings.ts';
import { ChoiceRow } from '../../app/parts/choice-row.tsx';
import { LevelMeter } from '../../app/meter/level-meter.tsx';
import { useDevices } from '../../store/devices.ts';
import { changeSettings, useSettings } from '../../store/settings.ts';
import { CaptureTrouble } from './capture-trouble.tsx';
import { withAbsent } from './known-devices.ts';

/** A group of radio rows; used in the Sources panel and in the welcome. */
export function SoundChoice() {
  const source = useSettings((store) => store.settings.audioSource);
  const microphones = useDevices((store) => store.microphones);
  const rows = withAbsent(microphones, source.kind === 'microphone' ? source : null);
  const chosenId = source.kind === 'microphone' ? source.deviceId || rows[0]?.deviceId : null;
  return (
    <fieldset className="choices">
      <legend>Sound</legend>
      <ul>
        <SoundRow
          source={{ kind: 'test' }}
          name="Sync test beep"
          icon={<AudioLines />}
          checked={source.kind === 'test'}
        />
        {rows.map((microphone) => (
          <SoundRow
            key={microphone.deviceId}
            source={{ kind: 'microphone', ...microphone }}
            name={microphone.label || 'Microphone'}
            icon={<Mic />}
            checked={microphone.deviceId === chosenId}
          />
        ))}
        <SoundRow source={{ kind: 'silence' }} name="Silence" icon={<VolumeX />} checked={source.kind === 'silence'} />
      </ul>
      {rows.length === 0 ? <p className="small faint">No microphone found. Plug one in and it appears here.</p> : null}
    </fieldset>
  );
}

type SoundRowProps = {
  readonly source: AudioSource;
  readonly name: string;
  readonly icon: ReactNode;
  readonly checked: boolean;
};

function SoundRow({ source, name, icon, checked }: SoundRowProps) {
  return (
    <ChoiceRow
      group="sound"
      name={name}
      icon={icon}
      checked={checked}
      onChoose={() => void changeSettings({ audioSource: source })}
    >
      {checked ? <ChosenSound kind={source.kind} /> : null}
    </ChoiceRow>
  );
}

function ChosenSound({ kind }: { readonly kind: AudioSource['kind'] }) {
  const capture = useDevices((store) => store.capture.audio);
  if (kind === 'silence') return <p className="small muted">Viewers will hear nothing.</p>;
  if (capture.state === 'failed') return <CaptureTrouble capture={capture} />;
  return <LevelMeter label="Source level" size="row" />;
}
