/** The line under the picture: ready layouts, undo and redo by name, and in studio mode Take with its transition. */
import { Redo2, Undo2 } from 'lucide-react';
import type { Label } from '../../../../shared/studio/edit/label.ts';
import { layouts, type Layout } from '../../../../shared/studio/geometry/layouts.ts';
import { useAriaKeys, useTip } from '../../../app/keys/command-words.ts';
import { Button, IconButton } from '../../../app/parts/button.tsx';
import { applyLayout } from '../../../store/show/acts/item-acts.ts';
import { take } from '../../../store/show/acts/scene-acts.ts';
import { redo, undo, useShow, useShowStore } from '../../../store/show/show.ts';
import { textOf, useTranslation } from '../../../words/words.ts';
import { GuidesMenu } from './guides-menu.tsx';
import { LayoutMark } from './layout-mark.tsx';
import { TransitionPicker } from './transition-picker.tsx';

/** A toolbar. */
export function StageBar() {
  const { t } = useTranslation();
  const studioMode = useShow((show) => show.stage.studioMode, false);
  const isSame = useShow(({ stage }) => stage.programId === stage.previewId, true);
  return (
    <div className="stage-bar" role="toolbar" aria-label={t('show.stage.bar')}>
      <div className="chips" role="group" aria-label={t('editor.layouts.title')}>
        {layouts.map((layout) => (
          <LayoutChip key={layout} layout={layout} />
        ))}
      </div>
      <History />
      <GuidesMenu />
      {studioMode ? (
        <Button weight="accent" disabled={isSame} aria-keyshortcuts="Enter" onClick={() => void take()}>
          {t('show.stage.take')}
        </Button>
      ) : null}
      <TransitionPicker />
    </div>
  );
}

function LayoutChip({ layout }: { readonly layout: Layout }) {
  const { t } = useTranslation();
  const isEmpty = useShow(({ scenes }) => scenes.every(({ items }) => items.length === 0), true);
  return (
    <IconButton
      label={t(`editor.layouts.${layout}`)}
      icon={<LayoutMark layout={layout} />}
      disabled={isEmpty}
      onClick={() => void applyLayout(layout)}
    />
  );
}

/** What a step is called: "Undo: Move Camera". */
function stepText(label: Label | null): string {
  return label === null ? '' : (textOf(label.key, { name: label.name }) ?? label.name);
}

function History() {
  const { t } = useTranslation();
  const undone = useShowStore(({ mirror }) => mirror?.base.undo ?? null);
  const redone = useShowStore(({ mirror }) => mirror?.base.redo ?? null);
  const undoWords = t('editor.undo', { step: stepText(undone) });
  const redoWords = t('editor.redo', { step: stepText(redone) });
  const undoKeys = useAriaKeys('edit.undo');
  const redoKeys = useAriaKeys('edit.redo');
  const undoTip = useTip('edit.undo', undoWords);
  const redoTip = useTip('edit.redo', redoWords);
  return (
    <div className="history-buttons">
      <IconButton
        label={undoWords}
        title={undoTip}
        icon={<Undo2 />}
        disabled={undone === null}
        aria-keyshortcuts={undoKeys}
        onClick={() => void undo()}
      />
      <IconButton
        label={redoWords}
        title={redoTip}
        icon={<Redo2 />}
        disabled={redone === null}
        aria-keyshortcuts={redoKeys}
        onClick={() => void redo()}
      />
    </div>
  );
}
