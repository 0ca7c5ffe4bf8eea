/** The window's shell: it places the panels and hands them to each other where they need one another. */
import { useEffect } from 'react';
import { WithDirection } from './shell/direction.tsx';
import { RightPanel } from './shell/right-panel.tsx';
import { Palette, preloadReport, SessionReport, ShortcutList, ShowDialogs, Welcome } from './shell/seldom.tsx';
import { Workspace } from './shell/workspace.tsx';
import { WhereFields } from '../panels/destination/destination-form.tsx';
import { GoLiveSheet } from '../panels/go-live/go-live-sheet.tsx';
import { HealthTab } from '../panels/health/health-tab.tsx';
import { SignalPath } from '../panels/health/path/signal-path.tsx';
import { RecordingControl } from '../panels/recording/recording-control.tsx';
import { RecordingNotices, RecoveryOffers } from '../panels/recording/recording-notices.tsx';
import { Mixer } from '../panels/show/mixer/mixer.tsx';
import { PictureChoice } from '../panels/show/properties/picture-choice.tsx';
import { SoundChoice } from '../panels/show/properties/sound-choice.tsx';
import { ShowPanel } from '../panels/show/show-panel.tsx';
import { Stage } from '../panels/stage/stage.tsx';
import { TopBar } from '../panels/top-bar/top-bar.tsx';
import { useSettings } from '../store/settings.ts';
import { listenToKeys } from './keys/commands.ts';
import { useMedia } from './media-port.ts';
import { hearLevels } from './voice/spoken-level.ts';
import { LiveRegions } from './voice/live-regions.tsx';
import { Toasts } from './voice/toasts.tsx';
import { useTranslation } from '../words/words.ts';

/** The whole window. */
export function App() {
  // Everything below is drawn anew with it, so that whoever asks for a text gets it in the new language.
  useTranslation();
  const welcomed = useSettings((store) => store.settings.welcomed);
  return (
    <WithDirection>
      {welcomed ? <MainWindow /> : <FirstRun />}
      <LiveRegions />
    </WithDirection>
  );
}

function FirstRun() {
  return (
    <>
      <Welcome
        notices={<RecoveryOffers />}
        picture={<PictureChoice />}
        sound={<SoundChoice />}
        where={<WhereFields />}
      />
      <Toasts />
    </>
  );
}

function MainWindow() {
  const { onLevels } = useMedia();
  useEffect(listenToKeys, []);
  useEffect(() => whenIdle(preloadReport), []);
  useEffect(() => hearLevels(onLevels), [onLevels]);
  return (
    <>
      <div className="window">
        <TopBar recording={<RecordingControl />} />
        <Workspace
          left={<ShowPanel />}
          stage={
            <>
              <Stage report={<SessionReport />} notices={<RecordingNotices />} />
              <Toasts />
            </>
          }
          mixer={<Mixer />}
          right={<RightPanel health={<HealthTab />} />}
        />
        <SignalPath />
      </div>
      <GoLiveSheet />
      <ShowDialogs />
      <ShortcutList />
      <Palette />
    </>
  );
}

/** Begins once the window has nothing to do; what can't be loaded then is asked for again when it is needed. */
function whenIdle(work: () => Promise<void>): () => void {
  const handle = requestIdleCallback(() => void work().catch(reportError));
  return () => cancelIdleCallback(handle);
}
