/** Where the panels stand: three columns with edges that can be moved and stay where they were put, or one column. */
import { useSyncExternalStore, type ReactNode } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { useSettings } from '../../store/settings.ts';
import { useTranslation } from '../../words/words.ts';

type WorkspaceProps = {
  readonly left: ReactNode;
  readonly stage: ReactNode;
  readonly mixer: ReactNode;
  readonly right: ReactNode;
};

/** Below this many letters' widths the panels stack. */
const leastWidth = 60;

/** Sizes of a letter that browsers assume, px. */
const letter = 16;

/** The panels; in one column the picture comes first and the rest is scrolled to. */
export function Workspace({ left, stage, mixer, right }: WorkspaceProps) {
  const isStacked = useStacked();
  if (isStacked) {
    return (
      <div className="stacked">
        {stage}
        {mixer}
        {left}
        {right}
      </div>
    );
  }
  return (
    <Columns left={left} right={right}>
      <Rows stage={stage} mixer={mixer} />
    </Columns>
  );
}

type ColumnsProps = Pick<WorkspaceProps, 'left' | 'right'> & { readonly children: ReactNode };

function Columns({ left, right, children }: ColumnsProps) {
  const { t } = useTranslation();
  const layout = useKeptLayout('columns');
  return (
    <Group id="columns" className="columns" {...layout}>
      <Panel id="left" className="cell" defaultSize="18.3%" minSize="13rem" maxSize="30rem">
        {left}
      </Panel>
      <Separator className="edge" aria-label={t('app.edges.left')} />
      <Panel id="centre" className="cell" minSize="24rem">
        {children}
      </Panel>
      <Separator className="edge" aria-label={t('app.edges.right')} />
      <Panel id="right" className="cell" defaultSize="23.3%" minSize="16rem" maxSize="36rem">
        {right}
      </Panel>
    </Group>
  );
}

function Rows({ stage, mixer }: Pick<WorkspaceProps, 'stage' | 'mixer'>) {
  const { t } = useTranslation();
  const layout = useKeptLayout('rows');
  return (
    <Group id="rows" className="rows" orientation="vertical" {...layout}>
      <Panel id="stage" className="cell" minSize="30%">
        {stage}
      </Panel>
      <Separator className="edge" aria-label={t('app.edges.mixer')} />
      <Panel
        id="mixer"
        className="cell"
        defaultSize="30%"
        minSize="11rem"
        maxSize="60%"
        groupResizeBehavior="preserve-pixel-size"
      >
        {mixer}
      </Panel>
    </Group>
  );
}

/** Kept on this computer for each display: another one has other room. */
function useKeptLayout(name: string) {
  const id = `${name} ${screen.width}x${screen.height}`;
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({ id, onlySaveAfterUserInteractions: true });
  return { ...(defaultLayout === undefined ? {} : { defaultLayout }), onLayoutChanged };
}

/** True where the window is too narrow for the letters' size. */
function useStacked(): boolean {
  const textPercent = useSettings((store) => store.settings.textPercent);
  return useSyncExternalStore(onResize, () => window.innerWidth < leastWidth * letter * (textPercent / 100));
}

function onResize(listener: () => void): () => void {
  window.addEventListener('resize', listener);
  return () => window.removeEventListener('resize', listener);
}
