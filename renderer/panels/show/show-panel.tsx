/** The left column: scenes above, the sources of the edited one below. */
import { ScenesPanel } from './scenes/scenes-panel.tsx';
import { SourcesPanel } from './sources/sources-panel.tsx';

/** Both regions share one scroll bar. */
export function ShowPanel() {
  return (
    <div className="left-column panel panel-scroll show-panel">
      <ScenesPanel />
      <SourcesPanel />
    </div>
  );
}
