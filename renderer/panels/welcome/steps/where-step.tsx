/** Third screen: where the stream will go. A key is enough; later is fine too. */
import type { ReactNode } from 'react';
import type { ServiceId } from '../../../../shared/contract/settings.ts';
import { chooseService, selectedProfile, useProfiles } from '../../../store/profiles.ts';
import { StepFoot } from './step-foot.tsx';
import type { StepWays } from '../welcome-steps.ts';

const services: readonly { readonly id: ServiceId; readonly name: string; readonly about: string }[] = [
  { id: 'youtube', name: 'YouTube', about: 'With your stream key' },
  { id: 'twitch', name: 'Twitch', about: 'With your stream key' },
  { id: 'facebook', name: 'Facebook', about: 'With your stream key' },
  { id: 'custom', name: 'Other server', about: 'Any address that begins with rtmp' },
];

type WhereStepProps = StepWays & { readonly fields: ReactNode };

/** Service tiles, and below the chosen one its address and key. */
export function WhereStep({ fields, ...ways }: WhereStepProps) {
  const serviceId = useProfiles((store) => selectedProfile(store)?.serviceId);
  const hasKey = useProfiles((store) => selectedProfile(store)?.key !== 'none');
  const chosen = serviceId !== 'rehearsal';
  return (
    <div className="welcome-step">
      <h1>Where to?</h1>
      <p className="muted">No account needed here: the stream key from your channel is enough.</p>
      <fieldset className="tiles tiles-small">
        <legend className="visually-hidden">Service</legend>
        {services.map(({ id, name, about }) => (
          <label key={id} className={id === serviceId ? 'tile tile-on' : 'tile'}>
            <input
              type="radio"
              name="welcome-service"
              className="visually-hidden"
              checked={id === serviceId}
              onChange={() => void chooseService(id)}
            />
            <strong>{name}</strong>
            <span className="small muted">{about}</span>
          </label>
        ))}
      </fieldset>
      {chosen ? (
        <section className="welcome-fields" aria-label="Use a key">
          <h2>Use a key</h2>
          {fields}
        </section>
      ) : null}
      <StepFoot {...ways} next={chosen && hasKey ? 'Next' : 'Later'} />
    </div>
  );
}
