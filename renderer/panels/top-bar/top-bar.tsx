/** The top bar: what goes on air, whether it is on air, the recording and the verbs. */
import type { ReactNode } from 'react';
import { ProfilePicker } from './profile-picker.tsx';
import { OnAirTimer, StatePill } from './state-pill.tsx';
import { StudioMenu } from './studio-menu.tsx';
import { Verbs } from './verbs.tsx';
import { t } from '../../words/words.ts';

/** The banner; `recording` stands beside the verbs. */
export function TopBar({ recording }: { readonly recording: ReactNode }) {
  return (
    <header className="top-bar" aria-label={t('live.topBar')} tabIndex={-1} data-region="Top bar">
      <div className="top-left">
        <StudioMenu />
        <ProfilePicker />
      </div>
      <div className="top-centre">
        <StatePill />
        <OnAirTimer />
      </div>
      <div className="top-right">
        {recording}
        <Verbs />
      </div>
    </header>
  );
}
