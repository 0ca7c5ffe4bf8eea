/** The live programme inside the welcome, with its badge while it rehearses. */
import { defaultVideoFormat } from '../../../../shared/contract/settings.ts';
import { Preview } from '../../../app/parts/preview.tsx';
import { StateMark } from '../../../app/parts/state-mark.tsx';
import { useLive } from '../../../store/live.ts';
import { selectedProfile, useProfiles } from '../../../store/profiles.ts';
import { t } from '../../../words/words.ts';

/** Same picture as on the stage. */
export function WelcomePreview() {
  const width = useProfiles((store) => selectedProfile(store)?.video.width ?? defaultVideoFormat.width);
  const height = useProfiles((store) => selectedProfile(store)?.video.height ?? defaultVideoFormat.height);
  const rehearsing = useLive((store) => store.session.state === 'rehearsing');
  return (
    <div className={`welcome-preview stage-frame frame-${rehearsing ? 'rehearsal' : 'none'}`}>
      <Preview description={t('welcome.picture')} width={width} height={height} />
      {rehearsing ? (
        <p className="stage-badge">
          <StateMark state="rehearsing" />
          <strong>{t('welcome.try.badge')}</strong> <span>{t('welcome.try.nobody')}</span>
        </p>
      ) : null}
    </div>
  );
}
