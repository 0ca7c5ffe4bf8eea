/** Recording beside the verbs: start and stop, mark, replay, and how it is made. */
import { Bookmark, History, Settings2 } from 'lucide-react';
import { Popover } from 'radix-ui';
import type { RecordingSnapshot } from '../../../shared/contract/delivery.ts';
import { IconButton } from '../../app/parts/button.tsx';
import { useLive } from '../../store/live.ts';
import { isRecording, markMoment, saveReplay, toggleRecording } from '../../store/session/recording.ts';
import { isDiskLow, recordingName, recordingText } from './recording-words.ts';
import { RecordingSettingsForm } from './recording-settings.tsx';
import { t } from '../../words/words.ts';
import { useTip } from '../../app/keys/command-words.ts';

/** One group; what does not apply is not there. */
export function RecordingControl() {
  const recording = useLive((store) => store.session.recording);
  const canMark = useLive(({ session }) => session.liveSince !== null && session.endedAt === null);
  const runs = isRecording(recording);
  const tip = useTip('record.toggle');
  const markTip = useTip('mark.add', t('results.recording.mark'));
  return (
    <div className="recording" role="group" aria-label={t('results.recording.group')}>
      {recording === null ? null : <RecordingLine recording={recording} />}
      {runs || canMark ? (
        <IconButton
          label={t('results.recording.mark')}
          title={markTip}
          icon={<Bookmark />}
          onClick={() => void markMoment()}
        />
      ) : null}
      {recording !== null && recording.replaySeconds > 0 ? <ReplayButton seconds={recording.replaySeconds} /> : null}
      <button
        type="button"
        className={runs ? 'button record-on' : 'button'}
        aria-pressed={runs}
        aria-label={t(runs ? 'results.recording.stop' : 'results.recording.record')}
        title={tip}
        onClick={() => void toggleRecording()}
      >
        <RecordMark runs={runs} />
        <span className="record-word">{t(runs ? 'results.recording.stopWord' : 'results.recording.record')}</span>
      </button>
      <SettingsPopover />
    </div>
  );
}

/** Numbers change once a second and are not spoken; the name says the same in words. */
function RecordingLine({ recording }: { readonly recording: RecordingSnapshot }) {
  const text = recordingText(recording);
  if (text === '') return null;
  return (
    <p
      className={isDiskLow(recording) || recording.state === 'failed' ? 'record-line record-low' : 'record-line'}
      title={recordingName(recording)}
    >
      {text}
    </p>
  );
}

function ReplayButton({ seconds }: { readonly seconds: number }) {
  return (
    <IconButton
      label={t('results.recording.replay', { seconds: Math.round(seconds) })}
      icon={<History />}
      onClick={() => void saveReplay()}
    />
  );
}

/** A disc to start, a square to stop: the shape tells, not the colour. */
function RecordMark({ runs }: { readonly runs: boolean }) {
  return (
    <svg className="record-mark" viewBox="0 0 14 14" aria-hidden="true">
      {runs ? (
        <rect x="2.5" y="2.5" width="9" height="9" fill="currentColor" />
      ) : (
        <circle cx="7" cy="7" r="5" fill="currentColor" />
      )}
    </svg>
  );
}

function SettingsPopover() {
  return (
    <Popover.Root>
      <Popover.Trigger
        className="icon-button"
        aria-label={t('results.recording.settings')}
        title={t('results.recording.settings')}
      >
        <Settings2 />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="end-card record-card"
          align="end"
          sideOffset={8}
          aria-labelledby="recording-settings-title"
        >
          <RecordingSettingsForm />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
