/** First screen: what the user is here for. It chooses sources and nothing else. */
import { Clapperboard, Eye, Video } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SettingsPatch } from '../../../../shared/contract/settings.ts';
import { changeSettings } from '../../../store/settings.ts';

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
      <h1>What will you do?</h1>
      <p className="muted">Nothing is sent anywhere until you go live. You can change everything later.</p>
      <div className="tiles">
        <Tile icon={<Video />} name="Talk to camera" onChoose={() => void choose(camera)}>
          Your camera and microphone, ready in a minute.
        </Tile>
        <Tile icon={<Clapperboard />} name="Test without devices" onChoose={() => void choose(test)}>
          A built-in picture and beep that prove the way to your viewers.
        </Tile>
        <Tile icon={<Eye />} name="Just look around" onChoose={onLook}>
          Straight to the studio.
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
