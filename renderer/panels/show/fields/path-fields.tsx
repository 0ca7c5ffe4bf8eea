/** Files of a source or filter: their names, and the system's dialog to choose others. */
import { X } from 'lucide-react';
import { useId } from 'react';
import type { FileKind } from '../../../../shared/contract/ipc.ts';
import { Button, IconButton } from '../../../app/parts/button.tsx';
import { chooseFiles } from '../../../store/show/files.ts';
import { useTranslation } from '../../../words/words.ts';

const nameOf = (path: string): string => path.split(/[/\\]/u).at(-1) ?? path;

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
  return (
    <div className="field wide" role="group" aria-labelledby={id}>
      <span id={id} className="field-label">
        {label}
      </span>
      <ol className="paths">
        {value.map((path, place) => (
          <li key={path} className="field-line">
            <span className="one-line path" title={path}>
              {nameOf(path)}
            </span>
            <IconButton
              label={t('show.files.remove', { name: nameOf(path) })}
              icon={<X />}
              disabled={value.length === 1}
              onClick={() => onChange(value.filter((_path, index) => index !== place))}
            />
          </li>
        ))}
      </ol>
      <Button onClick={() => void add()}>{t('show.files.add')}</Button>
    </div>
  );
}
