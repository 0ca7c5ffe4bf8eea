/** Which screen or window, with a picture of each; one press adds it. */
import type { Screens } from '../../../../shared/contract/show/capture.ts';
import type { InputOf } from '../../../../shared/studio/document/source.ts';
import { addSource } from '../../../store/show/acts/add-acts.ts';
import { useScreens } from '../../../store/show/captures.ts';
import { useTranslation } from '../../../words/words.ts';

type Kind = 'screen' | 'window';

/** A grid of thumbnails. */
export function ScreenStep({ kind }: { readonly kind: Kind }) {
  const { t } = useTranslation();
  const screens = useScreens();
  if (screens === null) return <p className="muted">{t('show.add.searching')}</p>;
  const list = kind === 'screen' ? screens.screens : screens.windows;
  if (list.length === 0) return <p className="muted">{t(`show.add.none.${kind}`)}</p>;
  return (
    <>
      {screens.picker === 'system' ? <p className="small muted">{t('show.add.askHint')}</p> : null}
      <ul className="screens" aria-label={t(`show.kinds.${kind}`)}>
        {list.map((option) => (
          <li key={option.id}>
            <button type="button" className="screen" onClick={() => void addSource(inputOf(kind, option))}>
              {option.thumbnail === '' ? <span className="screen-blank" /> : <img src={option.thumbnail} alt="" />}
              <span className="row-name">{screens.picker === 'system' ? t('show.add.ask') : nameOf(option, t)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

type Option = Screens['screens'][number] | Screens['windows'][number];

function nameOf(option: Option, t: ReturnType<typeof useTranslation>['t']): string {
  return 'isOurs' in option && option.isOurs ? t('show.add.ours', { name: option.name }) : option.name;
}

function inputOf(kind: Kind, { id, name }: Option): InputOf<Kind> {
  if (kind === 'window') return { kind, windowId: id, label: name, cursor: true };
  return { kind, displayId: id, label: name, cursor: true, region: null };
}
