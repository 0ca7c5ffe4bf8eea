/** Third screen: where the stream will go. A key is enough; later is fine too. */
import type { ReactNode } from 'react';
import type { ServiceId } from '../../../../shared/contract/settings.ts';
import { presetFor } from '../../../../shared/live/services/presets.ts';
import { chooseService, selectedProfile, useProfiles } from '../../../store/profiles.ts';
import { StepFoot } from './step-foot.tsx';
import type { StepWays } from '../welcome-steps.ts';
import { t } from '../../../words/words.ts';

const services: readonly ServiceId[] = ['youtube', 'twitch', 'facebook', 'custom'];

type WhereStepProps = StepWays & { readonly fields: ReactNode };

/** Service tiles, and below the chosen one its address and key. */
export function WhereStep({ fields, ...ways }: WhereStepProps) {
  const serviceId = useProfiles((store) => selectedProfile(store)?.serviceId);
  const hasKey = useProfiles((store) => selectedProfile(store)?.key !== 'none');
  const chosen = serviceId !== 'rehearsal';
  return (
    <div className="welcome-step">
      <h1>{t('welcome.where.title')}</h1>
      <p className="muted">{t('welcome.where.about')}</p>
      <fieldset className="tiles tiles-small">
        <legend className="visually-hidden">{t('welcome.where.service')}</legend>
        {services.map((id) => (
          <label key={id} className={id === serviceId ? 'tile tile-on' : 'tile'}>
            <input
              type="radio"
              name="welcome-service"
              className="visually-hidden"
              checked={id === serviceId}
              onChange={() => void chooseService(id)}
            />
            <strong>{id === 'custom' ? t('welcome.where.other') : presetFor(id).name}</strong>
            <span className="small muted">
              {t(id === 'custom' ? 'welcome.where.anyAddress' : 'welcome.where.withKey')}
            </span>
          </label>
        ))}
      </fieldset>
      {chosen ? (
        <section className="welcome-fields" aria-label={t('welcome.where.key')}>
          <h2>{t('welcome.where.key')}</h2>
          {fields}
        </section>
      ) : null}
      <StepFoot {...ways} next={t(chosen && hasKey ? 'welcome.next' : 'welcome.later')} />
    </div>
  );
}
