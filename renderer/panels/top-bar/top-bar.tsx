/** The top bar: what goes on air, whether it is on air, and the verbs. */
import { ProfilePicker } from './profile-picker.tsx';
import { OnAirTimer, StatePill } from './state-pill.tsx';
import { StudioMenu } from './studio-menu.tsx';
import { Verbs } from './verbs.tsx';

/** The banner. */
export function TopBar() {
  return (
    <header className="top-bar" tabIndex={-1} data-region="Top bar">
      <div className="top-left">
        <StudioMenu />
        <ProfilePicker />
      </div>
      <div className="top-centre">
        <StatePill />
        <OnAirTimer />
      </div>
      <Verbs />
    </header>
  );
}
