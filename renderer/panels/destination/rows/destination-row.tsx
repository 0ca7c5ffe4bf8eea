/** One destination: its mark and state, one line of figures, and what can be done to it while the others go on. */
import type { OutputSnapshot } from '../../../../shared/contract/delivery.ts';
import { presetFor } from '../../../../shared/live/services/presets.ts';
import { ServiceMark } from '../../../app/parts/service-mark.tsx';
import { StateMark } from '../../../app/parts/state-mark.tsx';
import { isMain, type Place } from '../../../store/profiles.ts';
import { useOutput, useOutputs } from '../../../store/session/outputs.ts';
import { useSecond } from '../../../store/session/second.ts';
import { useView } from '../../../store/view.ts';
import { ConnectLine } from '../session/connect-line.tsx';
import { DestinationEditor } from './destination-editor.tsx';
import { RowActions } from './row-actions.tsx';
import { outputAdvice, outputLine, outputWords, placeLine } from './row-words.ts';

type DestinationRowProps = {
  readonly id: string;
  /** Null for a destination that is no part of the profile. */
  readonly place: Place | null;
};

/** A row; its figures come with its own snapshot, so the other rows are not drawn again. */
export function DestinationRow({ id, place }: DestinationRowProps) {
  const output = useOutput(id);
  const open = useView((store) => store.openDestination === id);
  const name = output?.name ?? place?.name ?? '';
  const serviceId = output?.serviceId ?? place?.serviceId ?? 'custom';
  const state = output?.state ?? 'idle';
  return (
    <li className={`destination output-${state}`}>
      <div className="destination-head">
        <ServiceMark serviceId={serviceId} />
        <h3 className="one-line" title={name}>
          {name}
          {name === presetFor(serviceId).name || serviceId === 'custom' ? null : (
            <span className="small muted"> {presetFor(serviceId).name}</span>
          )}
        </h3>
        <span className="destination-state">
          <StateMark state={state} />
          {outputWords[state]}
        </span>
      </div>
      {output === undefined ? null : <OutputLine output={output} />}
      {output !== undefined || place === null ? null : <p className="small muted">{placeLine(place)}</p>}
      {output === undefined ? null : <Steps output={output} />}
      <RowActions id={id} name={name} place={place} output={output} />
      {open && place !== null && !isMain(place) ? <DestinationEditor place={place} /> : null}
    </li>
  );
}

function OutputLine({ output }: { readonly output: OutputSnapshot }) {
  // Only a lost one counts seconds between two snapshots.
  if (output.state === 'reconnecting') return <CountingLine output={output} />;
  const advice = outputAdvice(output);
  return (
    <>
      <p className="small muted">{outputLine(output, 0)}</p>
      {advice === '' ? null : <p className="small">{advice}</p>}
    </>
  );
}

function CountingLine({ output }: { readonly output: OutputSnapshot }) {
  return <p className="small countdown">{outputLine(output, useSecond())}</p>;
}

/** The five steps of one among several; a single one has them above. */
function Steps({ output }: { readonly output: OutputSnapshot }) {
  const several = useOutputs((store) => store.ids.length > 1);
  if (!several || (output.state !== 'connecting' && output.state !== 'failed')) return null;
  return <ConnectLine view={output} />;
}
