/** Files of a source or filter: their names, and the system's dialog to choose others. */
import { X } from 'lucide-react';
import { useId } from 'react';
import type { FileKind } from '../../../../shared/contract/ipc.ts';
import { Button, IconButton } from '../../../app/parts/button.tsx';
import { chooseFiles } from '../../../store/show/files.ts';
import { useTranslation } from '../../../words/words.ts';
import { MoveItems, RowMenu } from '../parts/row-menu.tsx';
import { rowControl, rowKeys, SortableList, SortableRow } from '../parts/sortable-list.tsx';
import { movedPath, nameOf, pathLines, type PathLine } from './path-lines.ts';

type PathFieldProps = {
  readonly label: string;
  readonly value: string;
  readonly files: FileKind;
  readonly onChoose: (path: string) => void;
};

/** One file. */
export function PathField({ label, value, files, onChoose }: PathFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const choose = async () => {
    const [path] = await chooseFiles(files, 'one');
    if (path !== undefined) onChoose(path);
  };
  return (
    <div className="field wide" role="group" aria-labelledby={id}>
      <span id={id} className="field-label">
        {label}
      </span>
      <div className="field-line">
        <span className="one-line path" title={value}>
          {nameOf(value)}
        </span>
        <Button onClick={() => void choose()}>{t('show.files.choose')}</Button>
      </div>
    </div>
  );
}

type PathsFieldProps = {
  readonly label: string;
  readonly value: readonly string[];
  readonly files: FileKind;
  readonly onChange: (paths: readonly string[]) => void;
};

/** Several files in order; the last one stays, for a list without one shows nothing. */
export function PathsField({ label, value, files, onChange }: PathsFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const add = async () => onChange([...value, ...(await chooseFiles(files, 'several'))].slice(0, 500));
  const lines = pathLines(value);
  const move = (from: number, to: number) => {
    const moved = movedPath(value, from, to);
    if (moved.some((path, index) => path !== value[index])) onChange(moved);
  };
  return (
    <div className="field wide" role="group" aria-labelledby={id}>
      <span id={id} className="field-label">
        {label}
      </span>
      <div className="paths">
        <SortableList
          ids={lines.map(({ key }) => key)}
          label={t('show.files.order')}
          onMove={(key, to) =>
            move(
              lines.findIndex((line) => line.key === key),
              to,
            )
          }
        >
          {lines.map((line, place) => (
            <PathRow
              key={line.key}
              line={line}
              isOnly={lines.length === 1}
              onMove={(step) => move(place, place + step)}
              onRemove={() => onChange(value.filter((_path, index) => index !== place))}
            />
          ))}
        </SortableList>
      </div>
      <Button onClick={() => void add()}>{t('show.files.add')}</Button>
    </div>
  );
}

type PathRowProps = {
  readonly line: PathLine;
  readonly isOnly: boolean;
  readonly onMove: (step: 1 | -1) => void;
  readonly onRemove: () => void;
};

/** Dragged, moved by Alt and the arrows, or by its menu. */
function PathRow({ line: { key, path, name }, isOnly, onMove, onRemove }: PathRowProps) {
  const { t } = useTranslation();
  const remove = () => {
    if (!isOnly) onRemove();
  };
  return (
    <SortableRow id={key} className="path-row" onKeyDown={rowKeys({ move: onMove, rename: () => undefined, remove })}>
      <span className="one-line path" title={path}>
        {name}
      </span>
      {isOnly ? null : (
        <RowMenu label={t('show.files.menu', { name })}>
          <MoveItems onMove={onMove} />
        </RowMenu>
      )}
      <IconButton
        label={t('show.files.remove', { name })}
        icon={<X />}
        disabled={isOnly}
        onClick={onRemove}
        {...rowControl}
      />
    </SortableRow>
  );
}
