/** One destination: its mark and state, one line of figures, and what can be done to it while the others go on. */
import type { OutputSnapshot } from '../../../../shared/contract/delivery.ts';
import { presetFor } from '../../../../shared/live/services/presets.ts';
import { ServiceMark } from '../../../app/parts/service-mark.tsx';
import { StateMark } from '../../../app/parts/state-mark.tsx';
import { isMain, proofText, type Place } from '../../../store/profiles.ts';
import { useOutput, useOutputs } from '../../../store/session/outputs.ts';
import { useSecond } from '../../../store/session/second.ts';
import { useView } from '../../../store/view.ts';
import { ConnectLine } from '../session/connect-line.tsx';
import { DestinationEditor } from './destination-editor.tsx';
import { RowActions } from './row-actions.tsx';
import { outputAdvice, outputLine, placeLine } from './row-words.ts';
import { t } from '../../../words/words.ts';

type DestinationRowProps = {
  readonly id: string;
  /** Null for a destination that is no part of the profile. */
  readonly place: Place | null;
};

/** A row; its figures come with its own snapshot, so the other rows are not drawn again. */
export function DestinationRow({ id, place }: DestinationRowProps) {
  const output = useOutput(id);
  const open = useView((store) => store.openDestination === id);
  const shown = output ?? place;
  if (shown === null) return null;
  const state = output?.state ?? 'idle';
  return (
    <li className={`destination output-${state}`}>
      <RowHead name={shown.name} serviceId={shown.serviceId} state={state} />
      {output === undefined ? <PlaceLine place={place} /> : <OutputLine output={output} />}
      <RowActions id={id} name={shown.name} place={place} output={output} />
      {open && place !== null && !isMain(place) ? <DestinationEditor place={place} /> : null}
    </li>
  );
}

function RowHead({ name, serviceId, state }: Pick<OutputSnapshot, 'name' | 'serviceId' | 'state'>) {
  const service = presetFor(serviceId).name;
  return (
    <div className="destination-head">
      <ServiceMark serviceId={serviceId} />
      <h3 className="one-line" title={name}>
        {name}
        {name === service || serviceId === 'custom' ? null : <span className="small muted"> {service}</span>}
      </h3>
      <span className="destination-state">
        <StateMark state={state} />
        {t(`destination.state.${state}`)}
      </span>
    </div>
  );
}

function PlaceLine({ place }: { readonly place: Place | null }) {
  if (place === null) return null;
  const proof = proofText(place);
  return (
    <>
      <p className="small muted">{placeLine(place)}</p>
      {proof === '' ? null : <p className="small muted">{proof}</p>}
    </>
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
      <Steps output={output} />
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
