/** Studio mode: the prepared scene with its editor beside what is on air, and Take between them. */
import type { ReactNode } from 'react';
import { LiveView, Preview } from '../../../app/parts/preview.tsx';
import { Editor } from '../../../editor/editor.tsx';
import { Zoomed } from '../../../editor/zoom/zoomed.tsx';
import { useShow } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { useCanvasSize, useProgrammeSize } from './sizes.ts';

/** Pictures of the preview a second, and its longer side, px. */
const previewFps = 15;
const previewSide = 640;

/** Preview left, programme right; the session speaks over the programme. */
export function StudioView({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const canvas = useCanvasSize();
  const preview = useShow(({ scenes, stage }) => scenes.find(({ id }) => id === stage.previewId)?.name ?? '', '');
  const program = useShow(({ scenes, stage }) => scenes.find(({ id }) => id === stage.programId)?.name ?? '', '');
  return (
    <div className="studio-view">
      <figure className="studio-side studio-preview">
        <figcaption>
          <strong>{t('show.stage.pre')}</strong> {preview}
        </figcaption>
        <Zoomed>
          <LiveView
            of={{ kind: 'preview' }}
            fps={previewFps}
            longest={previewSide}
            description={t('show.stage.preview')}
            {...canvas}
          />
          <Editor picture={canvas} />
        </Zoomed>
      </figure>
      <figure className="studio-side studio-program">
        <figcaption>
          <strong>{t('show.stage.air')}</strong> {program}
        </figcaption>
        <div className="stage-view">
          <Preview description={t('live.stage.programme')} {...useProgrammeSize()} />
          {children}
        </div>
      </figure>
    </div>
  );
}
