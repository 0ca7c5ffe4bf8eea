/** First screen: what the user is here for. It sets up a starter show and does nothing else. */
import { CalendarDays, Clapperboard, Eye, Gamepad2, Monitor, Video } from 'lucide-react';
import type { ReactNode } from 'react';
import { startWith, type Intent } from '../../../store/show/acts/starter-acts.ts';
import { t } from '../../../words/words.ts';

type IntentStepProps = { readonly onNext: () => void; readonly onLook: () => void };

/** What most people come for stands first. */
const intents: readonly (readonly [Intent, ReactNode])[] = [
  ['talk', <Video key="talk" />],
  ['screen', <Monitor key="screen" />],
  ['game', <Gamepad2 key="game" />],
  ['event', <CalendarDays key="event" />],
  ['test', <Clapperboard key="test" />],
];

/** A large choice for each intent, and the way round all of them. */
export function IntentStep({ onNext, onLook }: IntentStepProps) {
  const choose = async (intent: Intent) => {
    await startWith(intent);
    onNext();
  };
  return (
    <div className="welcome-step">
      <h1>{t('welcome.intent.title')}</h1>
      <p className="muted">{t('welcome.intent.about')}</p>
      <div className="tiles">
        {intents.map(([intent, icon]) => (
          <Tile
            key={intent}
            icon={icon}
            name={t(`welcome.intent.${intent}`)}
            about={t(`welcome.intent.${intent}About`)}
            onChoose={() => void choose(intent)}
          />
        ))}
        <Tile icon={<Eye />} name={t('welcome.intent.look')} about={t('welcome.intent.lookAbout')} onChoose={onLook} />
      </div>
    </div>
  );
}

type TileProps = {
  readonly icon: ReactNode;
  readonly name: string;
  readonly about: string;
  readonly onChoose: () => void;
};

function Tile({ icon, name, about, onChoose }: TileProps) {
  return (
    <button type="button" className="tile" onClick={onChoose}>
      <span className="tile-icon" aria-hidden="true">
        {icon}
      </span>
      <strong>{name}</strong>
      <span className="muted">{about}</span>
    </button>
  );
}
