/** How recordings are made: folder, container, with every stream, splitting, and the replay buffer. */
import { useId } from 'react';
import type { RecordingSettings } from '../../../shared/contract/settings.ts';
import { Button } from '../../app/parts/button.tsx';
import { SelectField } from '../../app/parts/field.tsx';
import { changeRecording, chooseRecordingFolder, openRecordingFolder } from '../../store/session/recording.ts';
import { useSettings } from '../../store/settings.ts';

/** Choices of the lists; what is stored and not among them is offered as well. */
const splitMinutes = [15, 30, 60, 120];
const splitMegabytes = [500, 1000, 2000, 4000];
const replaySeconds = [15, 30, 60, 120, 300];

/** Changes apply to the next file; one that is being written goes on as it began. */
export function RecordingSettingsForm() {
  const recording = useSettings((store) => store.settings.recording);
  return (
    <div className="form">
      <h2 id="recording-settings-title">Recording</h2>
      <FolderField folder={recording.folder} />
      <SelectField
        label="File"
        value={recording.container}
        hint="Both survive a crash. MP4 plays everywhere."
        onChange={(event) => void changeRecording({ container: event.target.value === 'mkv' ? 'mkv' : 'mp4' })}
      >
        <option value="mp4">MP4</option>
        <option value="mkv">Matroska (MKV)</option>
      </SelectField>
      <WithStream isOn={recording.withStream} />
      <div className="form-grid">
        <NumberList
          label="New file after"
          value={recording.splitMinutes}
          choices={splitMinutes}
          unit="min"
          onChoose={(value) => void changeRecording({ splitMinutes: value })}
        />
        <NumberList
          label="or after"
          value={recording.splitMegabytes}
          choices={splitMegabytes}
          unit="MB"
          onChoose={(value) => void changeRecording({ splitMegabytes: value })}
        />
        <NumberList
          label="Replay keeps"
          value={recording.replaySeconds === 0 ? null : recording.replaySeconds}
          choices={replaySeconds}
          unit="s"
          none="Off"
          onChoose={(value) => void changeRecording({ replaySeconds: value ?? 0 })}
        />
      </div>
      <p className="field-note">Changes apply to the next file.</p>
    </div>
  );
}

function FolderField({ folder }: Pick<RecordingSettings, 'folder'>) {
  return (
    <div className="field">
      <p className="record-folder">
        <span className="muted">Folder: </span>
        <span className="selectable">{folder ?? 'Videos'}</span>
      </p>
      <div className="card-actions">
        <Button onClick={() => void chooseRecordingFolder()}>Choose folder…</Button>
        <Button weight="quiet" onClick={() => void openRecordingFolder()}>
          Open folder
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
      <label htmlFor={id}>Record every stream</label>
    </div>
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

function NumberList({ label, value, choices, unit, none = 'Never', onChoose }: NumberListProps) {
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
          {choice} {unit}
        </option>
      ))}
    </SelectField>
  );
}
