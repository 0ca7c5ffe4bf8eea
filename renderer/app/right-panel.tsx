/** The right panel: two tabs, of which the second is handed in. */
import { Tabs } from 'radix-ui';
import type { ReactNode } from 'react';
import { showTab, useView } from '../store/view.ts';
import { DestinationTab } from '../panels/destination/destination-tab.tsx';

/** Destinations, and `health` beside it. */
export function RightPanel({ health }: { readonly health: ReactNode }) {
  const tab = useView((store) => store.rightTab);
  return (
    <section
      className="right-column panel panel-scroll"
      aria-label="Destination and health"
      tabIndex={-1}
      data-region="Destination and health"
    >
      <Tabs.Root value={tab} onValueChange={(value) => showTab(value === 'health' ? 'health' : 'destination')}>
        <Tabs.List className="tabs" aria-label="Right panel">
          <Tabs.Trigger className="tab" data-tab="destination" value="destination" title="Alt+4">
            Destinations
          </Tabs.Trigger>
          <Tabs.Trigger className="tab" data-tab="health" value="health" title="Alt+5">
            Health
          </Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content value="destination">
          <DestinationTab />
        </Tabs.Content>
        <Tabs.Content value="health">{health}</Tabs.Content>
      </Tabs.Root>
    </section>
  );
}
