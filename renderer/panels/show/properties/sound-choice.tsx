/** The plain choice of the first run: the test beep, a microphone or silence, with the level in the chosen row. */
import { AudioLines, Mic, VolumeX } from 'lucide-react';
import type { ReactNode } from 'react';
import { LevelMeter } from '../../../app/meter/level-meter.tsx';
import { ChoiceRow } from '../../../app/parts/choice-row.tsx';
import { useDevices } from '../../../store/devices.ts';
import { chooseSound } from '../../../store/show/acts/choice-acts.ts';
import { withAbsent } from '../../../store/show/plans/known-devices.ts';
import { chosenSound, type SoundInput } from '../../../store/show/plans/quick-choice.ts';
import { useShow } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { CaptureTrouble } from './capture-trouble.tsx';

/** A group of radio rows. */
export function SoundChoice() {
  const { t } = useTranslation();
  const input = useShow((show) => chosenSound(show)?.input ?? null, null);
  const microphones = useDevices((store) => store.microphones);
  const rows = withAbsent(microphones, input?.kind === 'microphone' ? input : null);
  const chosenId = input?.kind === 'microphone' ? input.deviceId || rows[0]?.deviceId : null;
  return (
    <fieldset className="choices">
      <legend>{t('show.choice.sound')}</legend>
      <ul>
        <SoundRow
          input={{ kind: 'test' }}
          name={t('show.choice.beep')}
          icon={<AudioLines />}
          checked={input?.kind === 'test'}
        />
        {rows.map((microphone) => (
          <SoundRow
            key={microphone.deviceId}
            input={{ kind: 'microphone', ...microphone }}
            name={microphone.label || t('show.kinds.microphone')}
            icon={<Mic />}
            checked={microphone.deviceId === chosenId}
          />
        ))}
        <SoundRow input={null} name={t('show.choice.silence')} icon={<VolumeX />} checked={input === null} />
      </ul>
      {rows.length === 0 ? <p className="small faint">{t('show.add.none.microphone')}</p> : null}
    </fieldset>
  );
}

type SoundRowProps = {
  readonly input: SoundInput;
  readonly name: string;
  readonly icon: ReactNode;
  readonly checked: boolean;
};

function SoundRow({ input, name, icon, checked }: SoundRowProps) {
  return (
    <ChoiceRow group="sound" name={name} icon={icon} checked={checked} onChoose={() => void chooseSound(input)}>
      {checked ? <ChosenSound isSilence={input === null} /> : null}
    </ChoiceRow>
  );
}

function ChosenSound({ isSilence }: { readonly isSilence: boolean }) {
  const { t } = useTranslation();
  const capture = useDevices((store) => store.capture.audio);
  if (isSilence) return <p className="small muted">{t('show.choice.silent')}</p>;
  if (capture.state === 'failed') return <CaptureTrouble capture={capture} />;
  return <LevelMeter label={t('show.choice.level')} />;
}
