/** The destinations of the running session, each kept apart so that a change of one redraws one row; and their commands. */
import { create } from 'zustand';
import type { OutputSnapshot, RateSnapshot, RehearsalFault } from '../../../shared/contract/delivery.ts';
import type { SessionSnapshot } from '../../../shared/contract/session.ts';
import { tellFailure } from '../notices.ts';
import { call } from '../studio-client.ts';
import { t } from '../../words/words.ts';

type OutputStore = {
  readonly ids: readonly string[];
  readonly byId: Readonly<Record<string, OutputSnapshot>>;
  readonly rate: RateSnapshot | null;
};

/** Destinations as main last announced them; an unchanged one keeps its object. */
export const useOutputs = create<OutputStore>()(() => ({ ids: [], byId: {}, rate: null }));

/** Takes over what main announced. */
export function mirrorOutputs({ outputs, rate }: Pick<SessionSnapshot, 'outputs' | 'rate'>): void {
  const before = useOutputs.getState();
  const ids = outputs.map(({ id }) => id);
  const byId = Object.fromEntries(outputs.map((output) => [output.id, keptIfSame(before.byId[output.id], output)]));
  useOutputs.setState({ ids: keptIfSame(before.ids, ids), byId, rate: keptIfSame(before.rate, rate) });
}

/** The earlier object when the later one says the same: whoever looks at it has nothing to redraw. */
function keptIfSame<T>(before: T | undefined, after: T): T {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(after) ? before : after;
}

/** One destination of the session; undefined when it is not part of it. */
export function useOutput(id: string): OutputSnapshot | undefined {
  return useOutputs((store) => store.byId[id]);
}

/** What can be done to one destination while the others go on. */
export type OutputCommand = 'start' | 'stop' | 'retry' | 'pause' | 'resume';

/** Orders one destination; a refusal becomes a notice. */
export async function commandOutput(id: string, command: OutputCommand): Promise<void> {
  const reply = await call(`output.${command}`, { id });
  if (!reply.ok) tellFailure(reply.error);
}

/** The user's two numbers, applied at once; true when main took them. */
export async function setRate(targetKbps: number, ceilingKbps: number): Promise<boolean> {
  const reply = await call('rate.set', { targetKbps, ceilingKbps });
  if (!reply.ok) tellFailure(reply.error);
  return reply.ok;
}

/** Leaves out every second picture from now on, or sends all again; true when main did. */
export async function halveFrames(halved: boolean): Promise<boolean> {
  const reply = await call('rate.halve', { halved });
  if (!reply.ok) tellFailure(reply.error);
  return reply.ok;
}

/** Breaks something in a rehearsal, or mends it; true when main did. */
export async function setFault(kind: RehearsalFault, on: boolean): Promise<boolean> {
  const reply = await call('rehearsal.fault', { kind, on });
  if (!reply.ok) tellFailure(reply.error);
  return reply.ok;
}

/** Said when no destination is left that could come back by itself. */
export function nobodyReceives(goesOn: boolean): string {
  return t(goesOn ? 'live.nobodyButRecording' : 'live.nobody');
}

/** "A", "A and B", "A, B and C". */
export function listNames(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : t('app.figures.and', { names: names.slice(0, -1).join(', '), last });
}

/** Names of the destinations in one of these states, in the session's order. */
export function namesIn(
  outputs: readonly OutputSnapshot[],
  states: readonly OutputSnapshot['state'][],
): readonly string[] {
  return outputs.filter(({ state }) => states.includes(state)).map(({ name }) => name);
}
