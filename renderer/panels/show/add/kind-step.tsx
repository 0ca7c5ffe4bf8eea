/** The list of kinds; those that need no answer are added by one press. */
import { hasPicture, type InputKind } from '../../../../shared/studio/document/source.ts';
import { addSource, reuseSource, surroundings } from '../../../store/show/acts/add-acts.ts';
import { useDevices } from '../../../store/devices.ts';
import { chooseFiles } from '../../../store/show/files.ts';
import { draftInput, fileInput, reusable } from '../../../store/show/plans/add-source.ts';
import { currentShow, editedScene, useShowStore } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { SourceIcon } from '../parts/source-icon.tsx';

/** What most people add first comes first. */
const kinds: readonly InputKind[] = [
  'camera',
  'screen',
  'image',
  'microphone',
  'window',
  'text',
  'media',
  'browser',
  'system-audio',
  'slideshow',
  'colour',
  'scene',
  'rtmp',
  'test',
];

type KindStepProps = { readonly onAsk: (kind: InputKind) => void };

/** Kinds, then sources of the show. */
export function KindStep({ onAsk }: KindStepProps) {
  const { t } = useTranslation();
  return (
    <>
      <ul className="kinds" aria-label={t('show.add.kinds')}>
        {kinds.map((kind) => (
          <li key={kind}>
            <button type="button" className="kind" onClick={() => void choose(kind, onAsk)}>
              <SourceIcon kind={kind} />
              <strong>{t(`show.kinds.${kind}`)}</strong>
              <span className="small muted">{t(`show.kindHints.${kind}`)}</span>
            </button>
          </li>
        ))}
      </ul>
      <Reusable />
    </>
  );
}

/** Kinds that always have a question, and those that are a file. */
const asked: ReadonlySet<InputKind> = new Set(['screen', 'window', 'system-audio', 'scene']);
const ofFiles = { image: 'picture', slideshow: 'picture', media: 'film' } as const;

async function choose(kind: InputKind, onAsk: KindStepProps['onAsk']): Promise<void> {
  if (asked.has(kind) || hasSeveral(kind)) onAsk(kind);
  else if (kind === 'image' || kind === 'slideshow' || kind === 'media') await addChosenFiles(kind);
  else await addDraft(kind);
}

/** One device needs no question. */
function hasSeveral(kind: InputKind): boolean {
  const { cameras, microphones } = useDevices.getState();
  return (kind === 'camera' && cameras.length > 1) || (kind === 'microphone' && microphones.length > 1);
}

async function addChosenFiles(kind: keyof typeof ofFiles): Promise<void> {
  const input = fileInput(kind, await chooseFiles(ofFiles[kind], kind === 'image' ? 'one' : 'several'));
  if (input !== null) await addSource(input);
}

async function addDraft(kind: InputKind): Promise<void> {
  const show = currentShow();
  const around = surroundings();
  const input = show === null || around === null ? null : draftInput(kind, show, around);
  if (input !== null) await addSource(input);
}

function Reusable() {
  const { t } = useTranslation();
  const show = useShowStore(({ mirror }) => mirror?.show ?? null);
  const sources = show === null ? [] : reusable(show, editedScene(show)).filter(({ input }) => hasPicture(input.kind));
  if (sources.length === 0) return null;
  return (
    <>
      <h3>{t('show.add.existing')}</h3>
      <ul className="rows" aria-label={t('show.add.existing')}>
        {sources.map(({ id, name, input }) => (
          <li key={id}>
            <button type="button" className="row-main" onClick={() => void reuseSource(id)}>
              <SourceIcon kind={input.kind} />
              <span className="row-name">{name}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
