/** First screen: what the user is here for. It chooses sources and nothing else. */
import { Clapperboard, Eye, Video } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SettingsPatch } from '../../../../shared/contract/settings.ts';
import { changeSettings } from '../../../store/settings.ts';
import { t } from '../../../words/words.ts';

const camera: SettingsPatch = {
  videoSource: { kind: 'camera', deviceId: '', label: '', width: null, height: null, fps: null },
  audioSource: { kind: 'microphone', deviceId: '', label: '' },
};

const test: SettingsPatch = { videoSource: { kind: 'test' }, audioSource: { kind: 'test' } };

type IntentStepProps = { readonly onNext: () => void; readonly onLook: () => void };

/** Three large choices. */
export function IntentStep({ onNext, onLook }: IntentStepProps) {
  const choose = async (patch: SettingsPatch) => {
    await changeSettings(patch);
    onNext();
  };
  return (
    <div className="welcome-step">
      <h1>{t('welcome.intent.title')}</h1>
      <p className="muted">{t('welcome.intent.about')}</p>
      <div className="tiles">
        <Tile icon={<Video />} name={t('welcome.intent.talk')} onChoose={() => void choose(camera)}>
          {t('welcome.intent.talkAbout')}
        </Tile>
        <Tile icon={<Clapperboard />} name={t('welcome.intent.test')} onChoose={() => void choose(test)}>
          {t('welcome.intent.testAbout')}
        </Tile>
        <Tile icon={<Eye />} name={t('welcome.intent.look')} onChoose={onLook}>
          {t('welcome.intent.lookAbout')}
        </Tile>
      </div>
    </div>
  );
}

type TileProps = {
  readonly icon: ReactNode;
  readonly name: string;
  readonly onChoose: () => void;
  readonly children: string;
};

function Tile({ icon, name, onChoose, children }: TileProps) {
  return (
    <button type="button" className="tile" onClick={onChoose}>
      <span className="tile-icon" aria-hidden="true">
        {icon}
      </span>
      <strong>{name}</strong>
      <span className="muted">{children}</span>
    </button>
  );
}
