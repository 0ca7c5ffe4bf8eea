/** The guides one by one: each is moved by its number and removed by its button, as dragging does it on the canvas. */
import { X } from 'lucide-react';
import { useRef, useState } from 'react';
import { IconButton } from '../../../app/parts/button.tsx';
import { NumberField } from '../../../app/parts/field.tsx';
import { withLine, withoutLine, type GuideLines } from '../../../editor/gestures/guide.ts';
import { Visit } from '../../../store/show/mirror/visit.ts';
import { edit, useShow } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { ShowDialogFrame } from '../parts/show-dialog.tsx';

const none: GuideLines = [];

type NamedLine = GuideLines[number] & { readonly index: number; readonly number: number };

/** Counted apart: the second upright one, the first level one. */
function namedLines(lines: GuideLines): readonly NamedLine[] {
  return lines.map((line, index) => {
    const before = lines.slice(0, index).filter(({ axis }) => axis === line.axis).length;
    return { ...line, index, number: before + 1 };
  });
}

/** The arrows move a line by a pixel, with Shift by ten. */
export function GuidesDialog() {
  const { t } = useTranslation();
  const [visit] = useState(() => new Visit());
  const list = useRef<HTMLUListElement>(null);
  const lines = useShow((show) => show.guides.lines, none);
  const canvas = useShow((show) => show.canvas, null);
  const set = (next: GuideLines) => void edit({ name: 'guides.set', patch: { lines: [...next] } }, visit.gesture);
  const remove = (index: number) => {
    set(withoutLine(lines, index));
    // The button goes with its line.
    list.current?.focus();
  };
  return (
    <ShowDialogFrame title={t('editor.guides.lines')}>
      {lines.length === 0 ? <p className="muted">{t('editor.guides.none')}</p> : null}
      <div onFocus={visit.begin}>
        <ul ref={list} className="rows guide-rows" aria-label={t('editor.guides.lines')} tabIndex={-1}>
          {namedLines(lines).map(({ axis, at, index, number }) => (
            <li key={`${axis}${number}`} className="field-line">
              <NumberField
                label={t(`editor.guides.line.${axis}`, { number })}
                value={at}
                min={0}
                max={(axis === 'x' ? canvas?.width : canvas?.height) ?? 0}
                step={1}
                onCommit={(place) => set(withLine(lines, index, place))}
              />
              <IconButton
                label={t(`editor.guides.remove.${axis}`, { number })}
                icon={<X />}
                onClick={() => remove(index)}
              />
            </li>
          ))}
        </ul>
      </div>
    </ShowDialogFrame>
  );
}
