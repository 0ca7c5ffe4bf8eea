/** The stage: the programme as it is encoded, the editor over it, and what the session has to say about it. */
import { useRef, type ReactNode } from 'react';
import type { SessionSnapshot } from '../../../shared/contract/session.ts';
import { Button } from '../../app/parts/button.tsx';
import { StateMark } from '../../app/parts/state-mark.tsx';
import { useKeptFocus } from '../../app/shell/kept-focus.ts';
import { lazyPart } from '../../app/shell/lazy-part.tsx';
import { useLive } from '../../store/live.ts';
import { toggleSlate } from '../../store/show/acts/scene-acts.ts';
import { useOnAir } from '../../store/show/on-air.ts';
import { listNames } from '../../store/session/outputs.ts';
import { CaptureNotice, MissingNote } from './capture-notice.tsx';
import { FailedCard } from './failed-card.tsx';
import { ReconnectCard } from './reconnect-card.tsx';
import { Viewer } from './viewer.tsx';
import { EditView } from './views/edit-view.tsx';
import { Multiview } from './views/multiview.tsx';
import { StageBar } from './views/stage-bar.tsx';
import { StageTabs, useStageTab } from './views/stage-tabs.tsx';
import { StudioView } from './views/studio-view.tsx';
import { t } from '../../words/words.ts';

type StageProps = {
  /** What stands there after a session. */
  readonly report: ReactNode;
  /** Sentences at the upper edge that are not about the picture. */
  readonly notices: ReactNode;
};

/** Closed at first: its code comes right behind the first picture of the window. */
const numbers = lazyPart(async () => (await import('../../editor/number-panel.tsx')).NumberPanel);

/** Main landmark with the programme picture. */
export function Stage({ report, notices }: StageProps) {
  const frame = useLive((store) => frameOf(store.session));
  const place = useRef<HTMLElement>(null);
  // A report covers the editor, and goes again.
  useKeptFocus(place, '.editor');
  return (
    <main ref={place} className="stage panel" aria-label={t('live.stage.region')} tabIndex={-1} data-region="Stage">
      <StageTabs>
        <div className={`stage-frame frame-${frame}`}>
          <View>
            <RehearsalBadge />
            <HoldingBadge />
            <StageCard report={report} />
          </View>
          <numbers.Part />
          <div className="stage-notes">
            <MissingNote />
            {notices}
          </div>
        </div>
      </StageTabs>
      <StageBar />
    </main>
  );
}

/** The open tab's picture, with what the session says over it. */
function View({ children }: { readonly children: ReactNode }) {
  const tab = useStageTab();
  if (tab === 'studio') return <StudioView>{children}</StudioView>;
  if (tab === 'edit') return <EditView>{children}</EditView>;
  return (
    <>
      {tab === 'viewer' ? <Viewer /> : <Multiview />}
      {children}
    </>
  );
}

/** Which frame the stage wears: nothing, the violet of a rehearsal or the red hairline of a live session. */
function frameOf({ state, mode }: SessionSnapshot): 'none' | 'rehearsal' | 'live' {
  if (state !== 'rehearsing' && state !== 'live' && state !== 'reconnecting') return 'none';
  return mode === 'rehearsal' ? 'rehearsal' : 'live';
}

function RehearsalBadge() {
  const rehearsing = useLive((store) => store.session.state === 'rehearsing');
  if (!rehearsing) return null;
  return (
    <p className="stage-badge">
      <StateMark state="rehearsing" />
      <strong>{t('live.stage.rehearsal')}</strong> <span>{t('live.stage.nobody')}</span>
    </p>
  );
}

/** The user's own holding picture, until the same key or this button takes it away. */
function HoldingBadge() {
  const holding = useOnAir((store) => store.holding);
  if (!holding) return null;
  return (
    <p className="stage-badge stage-holding">
      <span>{t('show.said.slate')}</span>
      <Button onClick={toggleSlate}>{t('show.stage.programmeAgain')}</Button>
    </p>
  );
}

/** The one card over the picture; the picture stays visible round it. */
function StageCard({ report }: Pick<StageProps, 'report'>): ReactNode {
  const state = useLive((store) => store.session.state);
  switch (state) {
    case 'reconnecting':
      return <ReconnectCard />;
    case 'failed':
      return <Failure report={report} />;
    case 'ended':
      return report;
    case 'checking':
    case 'connecting':
    case 'ending':
      return <Progress />;
    case 'off-air':
    case 'rehearsing':
    case 'live':
      return <CaptureNotice />;
  }
}

/** What was on air has a report, also when it broke off. */
function Failure({ report }: Pick<StageProps, 'report'>) {
  const wasOnAir = useLive((store) => store.session.liveSince !== null);
  if (!wasOnAir) return <FailedCard />;
  return (
    <div className="stage-cards">
      <FailedCard />
      {report}
    </div>
  );
}

function Progress() {
  const text = useLive(({ session }) => progressText(session));
  return <p className="stage-line">{text}</p>;
}

function progressText({ state, mode, destination, outputs }: SessionSnapshot): string {
  if (state === 'ending') return t('live.stage.closing');
  if (mode === 'rehearsal') return t('live.stage.startingRehearsal');
  if (state === 'checking') return t('live.stage.checking');
  const names = outputs.map(({ name }) => name);
  const where = outputs.length > 1 ? listNames(names) : (destination?.host ?? t('app.voice.server'));
  return t('live.stage.connecting', { where });
}
