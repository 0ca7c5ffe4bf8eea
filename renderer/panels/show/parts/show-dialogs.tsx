/** The one dialog of the show that is open. */
import { hasPicture } from '../../../../shared/studio/document/source.ts';
import { showDialog, useSelection, type ShowDialog } from '../../../store/show/selection.ts';
import { sourceOf, useShow } from '../../../store/show/show.ts';
import { AddDialog } from '../add/add-dialog.tsx';
import { VideoFiltersDialog } from '../filters/filters-dialog.tsx';
import { FiltersDialog } from '../mixer/filters/filters-dialog.tsx';
import { CanvasDialog } from '../scenes/canvas-dialog.tsx';
import { GuidesDialog } from '../scenes/guides-dialog.tsx';
import { TransitionDialog } from '../scenes/transition-dialog.tsx';
import { ImportNotesDialog, VersionsDialog } from '../scenes/versions-dialog.tsx';
import { PropertiesDialog } from '../properties/properties-dialog.tsx';

/** Nothing while none is open. */
export function ShowDialogs() {
  const dialog = useSelection((store) => store.dialog);
  if (dialog === null) return null;
  return isOfSource(dialog) ? <OfSource dialog={dialog} /> : <OfShow dialog={dialog} />;
}

type SourceDialog = Extract<ShowDialog, { readonly kind: 'add' | 'properties' | 'filters' }>;

function isOfSource(dialog: ShowDialog): dialog is SourceDialog {
  return dialog.kind === 'add' || dialog.kind === 'properties' || dialog.kind === 'filters';
}

function OfSource({ dialog }: { readonly dialog: SourceDialog }) {
  switch (dialog.kind) {
    case 'add':
      return <AddDialog key={dialog.step ?? ''} first={dialog.step ?? null} />;
    case 'properties':
      return <PropertiesDialog key={dialog.sourceId} sourceId={dialog.sourceId} />;
    case 'filters':
      return <Filters key={dialog.sourceId} sourceId={dialog.sourceId} itemId={dialog.itemId} />;
  }
}

/** Those about scenes and the show as a whole. */
function OfShow({ dialog }: { readonly dialog: Exclude<ShowDialog, SourceDialog> }) {
  switch (dialog.kind) {
    case 'canvas':
      return <CanvasDialog />;
    case 'guides':
      return <GuidesDialog />;
    case 'transition':
      return <TransitionDialog key={dialog.sceneId ?? ''} sceneId={dialog.sceneId} />;
    case 'versions':
      return <VersionsDialog />;
    case 'import-notes':
      return <ImportNotesDialog notes={dialog.notes} />;
  }
}

/** A sound has filters of its own; a source with both has those of its sound in the mixer. */
function Filters({ sourceId, itemId }: { readonly sourceId: string; readonly itemId: string | null }) {
  const isPicture = useShow((show) => hasPicture(sourceOf(show, sourceId)?.input.kind ?? 'test'), true);
  if (isPicture) return <VideoFiltersDialog sourceId={sourceId} itemId={itemId} />;
  return <FiltersDialog sourceId={sourceId} onClose={() => showDialog(null)} />;
}
