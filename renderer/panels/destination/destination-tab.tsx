/** The Destination tab: the profile's settings off air, the delivery while a session runs. */
import { presetFor } from '../../../shared/live/services/presets.ts';
import { useLive } from '../../store/live.ts';
import { ConnectLine } from './connect-line.tsx';
import { DestinationForm } from './destination-form.tsx';
import { ControlRoom, LiveNumbers } from './live-numbers.tsx';

/** Settings, and above them the connection whenever there is one. */
export function DestinationTab() {
  const hasSession = useLive(({ session }) => session.state !== 'off-air' && session.state !== 'ended');
  return (
    <div className="padded">
      {hasSession ? <Delivery /> : null}
      <DestinationForm />
    </div>
  );
}

function Delivery() {
  const destination = useLive((store) => store.session.destination);
  if (destination === null) return null;
  const { name } = presetFor(destination.serviceId);
  const { profileName, host } = destination;
  return (
    <section className="delivery" aria-labelledby="delivery-title">
      <h2 id="delivery-title">{name}</h2>
      <p className="small muted selectable one-line">
        {profileName === name || profileName === host ? host : `${profileName} · ${host}`}
      </p>
      <ConnectLine />
      <ControlRoom />
      <LiveNumbers />
    </section>
  );
}
