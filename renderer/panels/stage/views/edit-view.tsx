/** One canvas: the scene on air, as viewers get it, with the editor over it. */
import type { ReactNode } from 'react';
import { Preview } from '../../../app/parts/preview.tsx';
import { Editor } from '../../../editor/editor.tsx';
import { Zoomed } from '../../../editor/zoom/zoomed.tsx';
import { useLive } from '../../../store/live.ts';
import { useTranslation } from '../../../words/words.ts';
import { useProgrammeSize } from './sizes.ts';

type EditViewProps = {
  /** What the session has to say, over the picture. */
  readonly children: ReactNode;
};

/** The programme and its editor. */
export function EditView({ children }: EditViewProps) {
  const { t } = useTranslation();
  const programme = useProgrammeSize();
  // A report lies over the picture: what can't be seen can't be edited.
  const isCovered = useLive(({ session: { state } }) => state === 'ended' || state === 'failed');
  return (
    <div className="stage-view">
      <Zoomed>
        <Preview description={t('live.stage.programme')} {...programme} />
        {isCovered ? null : <Editor picture={programme} />}
      </Zoomed>
      {children}
    </div>
  );
}
