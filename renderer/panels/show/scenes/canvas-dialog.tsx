/** The size of the canvas, and what viewers see of it. */
import { useState } from 'react';
import type { Size } from '../../../../shared/studio/geometry/box.ts';
import { hasSameShape } from '../../../../shared/studio/scene/plan/cover.ts';
import { Button } from '../../../app/parts/button.tsx';
import { NumberField, SelectField } from '../../../app/parts/field.tsx';
import { selectedProfile, useProfiles } from '../../../store/profiles.ts';
import { canvasBounds, canvasSizes, setCanvas, sizeText, wayOf } from '../../../store/show/acts/canvas-acts.ts';
import { useShow } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { ShowDialogFrame } from '../parts/show-dialog.tsx';

const custom = 'custom';
const none: Size = { width: 0, height: 0 };

/** Every change counts at once and can be undone. */
export function CanvasDialog() {
  const { t } = useTranslation();
  const canvas = useShow<Size>((show) => show.canvas, none);
  const [isTyped, setIsTyped] = useState(false);
  const size = sizeText(canvas);
  const isListed = canvasSizes.some((each) => sizeText(each) === size);
  const choose = (value: string) => {
    setIsTyped(value === custom);
    const chosen = canvasSizes.find((each) => sizeText(each) === value);
    if (chosen !== undefined) void setCanvas(chosen);
  };
  return (
    <ShowDialogFrame title={t('editor.shape.title')}>
      <div className="form">
        <p className="muted">{t('editor.shape.about')}</p>
        <SelectField
          label={t('editor.shape.size')}
          value={isListed && !isTyped ? size : custom}
          onChange={(event) => choose(event.target.value)}
        >
          {canvasSizes.map((each) => (
            <option key={sizeText(each)} value={sizeText(each)}>
              {t('editor.shape.choice', { size: sizeText(each), way: t(`editor.shape.ways.${wayOf(each)}`) })}
            </option>
          ))}
          <option value={custom}>{t('editor.shape.custom')}</option>
        </SelectField>
        {isListed && !isTyped ? null : <SizeFields canvas={canvas} />}
        <Programme canvas={canvas} />
      </div>
    </ShowDialogFrame>
  );
}

function SizeFields({ canvas }: { readonly canvas: Size }) {
  const { t } = useTranslation();
  return (
    <div className="form-grid">
      {(['width', 'height'] as const).map((side) => (
        <NumberField
          key={side}
          label={t(`editor.numbers.${side}`)}
          value={canvas[side]}
          {...canvasBounds}
          onCommit={(value) => void setCanvas({ ...canvas, [side]: value })}
        />
      ))}
    </div>
  );
}

/** The programme's shape beside the canvas's. */
function Programme({ canvas }: { readonly canvas: Size }) {
  const { t } = useTranslation();
  const video = useProfiles((store) => selectedProfile(store)?.video);
  if (video === undefined) return null;
  const size = sizeText(video);
  if (hasSameShape(canvas, video)) return <p className="field-note">{t('editor.shape.whole', { size })}</p>;
  return (
    <>
      <p className="field-note">{t('editor.shape.bars', { size })}</p>
      <Button onClick={() => void setCanvas(video)}>{t(`editor.shape.make.${wayOf(video)}`)}</Button>
    </>
  );
}
