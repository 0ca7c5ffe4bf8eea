/** Adding sources to the edited scene: planned in `plans/`, done here, with the properties opened where there is more to say. */
import type { Input } from '../../../../shared/studio/document/source.ts';
import { textOf } from '../../../words/words.ts';
import { useDevices } from '../../devices.ts';
import { planNewSource, planReuse, droppedInput, type AddPlan, type Surroundings } from '../plans/add-source.ts';
import { select, showDialog } from '../selection.ts';
import { currentShow, editAll, editedScene, newId, sourceOf } from '../show.ts';

/** Kinds whose first draft is only a beginning: their properties open by themselves. */
const unfinished: ReadonlySet<Input['kind']> = new Set(['text', 'browser', 'rtmp', 'slideshow']);

/** What there is to choose from now. */
export function surroundings(): Surroundings | null {
  const show = currentShow();
  if (show === null) return null;
  const { cameras, microphones } = useDevices.getState();
  return { canvas: show.canvas, cameras, microphones };
}

/** Adds a new source to the edited scene and selects it. */
export async function addSource(input: Input): Promise<void> {
  const show = currentShow();
  if (show === null) return;
  const kindName = textOf(`show.kinds.${input.kind}`) ?? input.kind;
  const plan = planNewSource(show, editedScene(show), { input, kindName, newId });
  await carryOut(plan, unfinished.has(input.kind));
}

/** Shows a source of the show in the edited scene too. */
export async function reuseSource(sourceId: string): Promise<void> {
  const show = currentShow();
  const source = show === null ? undefined : sourceOf(show, sourceId);
  if (show !== null && source !== undefined) await carryOut(planReuse(show, editedScene(show), source, newId), false);
}

/** Adds what each dropped file is; files that can't be shown are left out. */
export async function addFiles(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const input = droppedInput(path);
    // One after the other: each lands where the ones before left room.
    // oxlint-disable-next-line no-await-in-loop
    if (input !== null) await addSource(input);
  }
}

async function carryOut(plan: AddPlan, opensProperties: boolean): Promise<void> {
  if (!(await editAll(plan.commands))) return;
  if (plan.itemId !== null) select([plan.itemId]);
  showDialog(opensProperties ? { kind: 'properties', sourceId: plan.sourceId } : null);
}
