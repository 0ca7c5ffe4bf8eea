/** How recordings are made: folder, container, with every stream, splitting, and the replay buffer. */
import { useId } from 'react';
import type { RecordingSettings } from '../../../shared/contract/settings.ts';
import { defaultMaster } from '../../../shared/studio/document/show.ts';
import { Button } from '../../app/parts/button.tsx';
import { SelectField } from '../../app/parts/field.tsx';
import { changeRecording, chooseRecordingFolder, openRecordingFolder } from '../../store/session/recording.ts';
import { useSettings } from '../../store/settings.ts';
import { useShow } from '../../store/show/show.ts';
import { t } from '../../words/words.ts';

/** Choices of the lists; what is stored and not among them is offered as well. */
const splitMinutes = [15, 30, 60, 120];
const splitMegabytes = [500, 1000, 2000, 4000];
const replaySeconds = [15, 30, 60, 120, 300];

/** Changes apply to the next file; one that is being written goes on as it began. */
export function RecordingSettingsForm() {
  const recording = useSettings((store) => store.settings.recording);
  return (
    <div className="form">
      <h2 id="recording-settings-title">{t('results.recording.group')}</h2>
      <FolderField folder={recording.folder} />
      <SelectField
        label={t('results.recording.form.file')}
        value={recording.container}
        hint={t('results.recording.form.fileHint')}
        onChange={(event) => void changeRecording({ container: event.target.value === 'mkv' ? 'mkv' : 'mp4' })}
      >
        <option value="mp4">MP4</option>
        <option value="mkv">Matroska (MKV)</option>
      </SelectField>
      <WithStream isOn={recording.withStream} />
      <Tracks tracks={recording.tracks} />
      <div className="form-grid">
        <NumberList
          label={t('results.recording.form.split')}
          value={recording.splitMinutes}
          choices={splitMinutes}
          unit="min"
          onChoose={(value) => void changeRecording({ splitMinutes: value })}
        />
        <NumberList
          label={t('results.recording.form.orAfter')}
          value={recording.splitMegabytes}
          choices={splitMegabytes}
          unit="MB"
          onChoose={(value) => void changeRecording({ splitMegabytes: value })}
        />
        <NumberList
          label={t('results.recording.form.replay')}
          value={recording.replaySeconds === 0 ? null : recording.replaySeconds}
          choices={replaySeconds}
          unit="s"
          none={t('results.recording.form.off')}
          onChoose={(value) => void changeRecording({ replaySeconds: value ?? 0 })}
        />
      </div>
      <p className="field-note">{t('results.recording.form.note')}</p>
    </div>
  );
}

function FolderField({ folder }: Pick<RecordingSettings, 'folder'>) {
  return (
    <div className="field">
      <p className="record-folder">
        <span className="muted">{t('results.recording.form.folder')}</span>
        <span className="selectable">{folder ?? t('results.recording.form.videos')}</span>
      </p>
      <div className="card-actions">
        <Button onClick={() => void chooseRecordingFolder()}>{t('results.recording.form.choose')}</Button>
        <Button weight="quiet" onClick={() => void openRecordingFolder()}>
          {t('results.recording.form.open')}
        </Button>
      </div>
    </div>
  );
}

function WithStream({ isOn }: { readonly isOn: boolean }) {
  const id = useId();
  return (
    <div className="record-switch">
      <input
        id={id}
        type="checkbox"
        checked={isOn}
        onChange={(event) => void changeRecording({ withStream: event.target.checked })}
      />
      <label htmlFor={id}>{t('results.recording.form.every')}</label>
    </div>
  );
}

/** Which sound tracks the files get; the last one stays. */
function Tracks({ tracks }: Pick<RecordingSettings, 'tracks'>) {
  const names = useShow(({ master }) => master.trackNames, defaultMaster.trackNames);
  const choose = (track: number, isOn: boolean) => {
    const others = tracks.filter((each) => each !== track);
    const chosen = isOn ? [...others, track].toSorted((a, b) => a - b) : others;
    if (chosen.length > 0) void changeRecording({ tracks: chosen });
  };
  return (
    <fieldset className="field">
      <legend>{t('results.recording.form.tracks')}</legend>
      {names.map((name, index) => {
        const track = index + 1;
        const isOn = tracks.includes(track);
        return (
          <label key={track} className="tick">
            <input
              type="checkbox"
              checked={isOn}
              disabled={isOn && tracks.length === 1}
              onChange={(event) => choose(track, event.target.checked)}
            />
            <span>{t('results.recording.form.track', { track, name })}</span>
          </label>
        );
      })}
    </fieldset>
  );
}

type NumberListProps = {
  readonly label: string;
  readonly value: number | null;
  readonly choices: readonly number[];
  readonly unit: string;
  /** The word for null. */
  readonly none?: string;
  readonly onChoose: (value: number | null) => void;
};

function NumberList({
  label,
  value,
  choices,
  unit,
  none = t('results.recording.form.never'),
  onChoose,
}: NumberListProps) {
  const all = value === null || choices.includes(value) ? choices : [...choices, value].toSorted((a, b) => a - b);
  return (
    <SelectField
      label={label}
      value={value ?? ''}
      onChange={(event) => onChoose(event.target.value === '' ? null : Number(event.target.value))}
    >
      <option value="">{none}</option>
      {all.map((choice) => (
        <option key={choice} value={choice}>
          {t('results.recording.form.number', { number: choice, unit })}
        </option>
      ))}
    </SelectField>
  );
}
