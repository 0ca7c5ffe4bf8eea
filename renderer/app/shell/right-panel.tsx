/** The right panel: two tabs, of which the second is handed in. */
import { Tabs } from 'radix-ui';
import type { ReactNode } from 'react';
import { showTab, useView } from '../../store/view.ts';
import { useTip } from '../keys/command-words.ts';
import { DestinationTab } from '../../panels/destination/destination-tab.tsx';
import { t } from '../../words/words.ts';

/** Destinations, and `health` beside it. */
export function RightPanel({ health }: { readonly health: ReactNode }) {
  const tab = useView((store) => store.rightTab);
  const destinationsTip = useTip('panel.destinations');
  const healthTip = useTip('panel.health');
  return (
    <section
      className="right-column panel panel-scroll"
      aria-label={t('app.right.region')}
      tabIndex={-1}
      data-region="Destination and health"
    >
      <Tabs.Root value={tab} onValueChange={(value) => showTab(value === 'health' ? 'health' : 'destination')}>
        <Tabs.List className="tabs" aria-label={t('app.right.tabs')}>
          <Tabs.Trigger className="tab" data-tab="destination" value="destination" title={destinationsTip}>
            {t('app.right.destinations')}
          </Tabs.Trigger>
          <Tabs.Trigger className="tab" data-tab="health" value="health" title={healthTip}>
            {t('app.right.health')}
          </Tabs.Trigger>
        </Tabs.List>
        {/* Its fields take the focus; the whole of it would be a stop that is higher than the window. */}
        <Tabs.Content value="destination" tabIndex={-1}>
          <DestinationTab />
        </Tabs.Content>
        <Tabs.Content value="health">{health}</Tabs.Content>
      </Tabs.Root>
    </section>
  );
}
