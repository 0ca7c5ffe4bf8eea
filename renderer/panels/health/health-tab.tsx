/** The Health tab: the verdict first, then a quarter of an hour of rates and events, then what was lost where. */
import { CircleCheck } from 'lucide-react';
import { useEffect } from 'react';
import { lazyPart } from '../../app/shell/lazy-part.tsx';
import { followFlight } from '../../store/session/history.ts';
import { useLive, worstStage } from '../../store/live.ts';
import { useVerdict } from '../../store/session/verdict.ts';
import { DropTable } from './drop-table.tsx';
import { EventFlags } from './graph/event-flags.tsx';
import { EventList } from './graph/event-list.tsx';
import { VerdictLine } from './verdict-line.tsx';
import { t } from '../../words/words.ts';

/** Loaded with the first look at this tab: uPlot is large. An empty frame keeps its room. */
const { Part: RateGraph } = lazyPart(
  async () => (await import('./graph/rate-graph.tsx')).RateGraph,
  <div className="graph graph-frame" aria-hidden="true">
    <div className="graph-place" />
  </div>,
);

/** Verdict, graph, events and drops. */
export function HealthTab() {
  useEffect(followFlight, []);
  return (
    <div className="padded">
      <Judgement />
      <RateGraph flags={<EventFlags />} />
      <EventList />
      <DropTable />
    </div>
  );
}

function Judgement() {
  const verdict = useVerdict();
  const worst = useLive((store) => worstStage(store.session.stages)?.verdict ?? '');
  const isRunning = useLive((store) => store.session.stats !== null);
  if (verdict !== null) return <VerdictLine verdict={verdict} />;
  if (worst !== '') return <p className="verdict verdict-weak">{worst}</p>;
  const tone = isRunning ? 'ok' : 'idle';
  return (
    <p className={`verdict verdict-${tone}`}>
      <CircleCheck aria-hidden="true" />
      {t(isRunning ? 'live.health.allGood' : 'live.health.nothing')}
    </p>
  );
}
