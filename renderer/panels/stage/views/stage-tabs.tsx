/** The tabs of the stage: one canvas to edit, preview and program, the received copy, all scenes. */
import { Tabs } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTip } from '../../../app/keys/command-words.ts';
import { openStageTab, type StageTab } from '../../../store/show/acts/scene-acts.ts';
import { useSelection } from '../../../store/show/selection.ts';
import { useShow } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';

const tabs = ['edit', 'studio', 'viewer', 'multiview'] as const satisfies readonly StageTab[];

/** The tab that is open: studio mode is the show's own, what covers it this window's. */
export function useStageTab(): StageTab {
  const cover = useSelection((store) => store.cover);
  const studioMode = useShow((show) => show.stage.studioMode, false);
  return cover ?? (studioMode ? 'studio' : 'edit');
}

function StageTabTrigger({ name }: { readonly name: StageTab }) {
  const { t } = useTranslation();
  return (
    <Tabs.Trigger className="tab" data-tab={name} value={name} title={useTip(`stage.${name}`)}>
      {t(`show.stage.tab.${name}`)}
    </Tabs.Trigger>
  );
}

/** Tabs above the picture; `children` is the open one's. */
export function StageTabs({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const tab = useStageTab();
  const open = (value: string) => {
    const found = tabs.find((name) => name === value);
    if (found) openStageTab(found);
  };
  return (
    <Tabs.Root className="stage-tabs" value={tab} onValueChange={open} activationMode="manual">
      <Tabs.List className="tabs" aria-label={t('show.stage.tabs')}>
        {tabs.map((name) => (
          <StageTabTrigger key={name} name={name} />
        ))}
      </Tabs.List>
      <Tabs.Content className="stage-content" value={tab} tabIndex={-1}>
        {children}
      </Tabs.Content>
    </Tabs.Root>
  );
}
