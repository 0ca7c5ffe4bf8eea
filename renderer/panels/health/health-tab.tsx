/** The Health tab: the verdict first, then a minute of bitrate and frame rate, then what was lost where. */
import { CircleCheck, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { Stage } from '../../../shared/contract/session.ts';
import { useLive, worstStage } from '../../store/live.ts';
import { DropTable } from './drop-table.tsx';
import { RateGraph } from './rate-graph.tsx';

/** Verdict, graph and drops. */
export function HealthTab() {
  return (
    <div className="padded">
      <Verdict />
      <RateGraph />
      <DropTable />
    </div>
  );
}

function Verdict() {
  const worst = useLive((store) => worstStage(store.session.stages));
  const running = useLive((store) => store.session.stats !== null);
  const { tone, text } = verdictOf(worst, running);
  return (
    <p className={`verdict verdict-${tone}`}>
      <VerdictMark tone={tone} />
      {text}
    </p>
  );
}

type Tone = Stage['health'];

function VerdictMark({ tone }: { readonly tone: Tone }) {
  if (tone === 'bad') return <OctagonAlert aria-label="Bad" />;
  return tone === 'weak' ? <TriangleAlert aria-label="Weak" /> : <CircleCheck aria-hidden="true" />;
}

function verdictOf(worst: Stage | undefined, running: boolean): { readonly tone: Tone; readonly text: string } {
  if (worst) return { tone: worst.health, text: worst.verdict };
  if (running) return { tone: 'ok', text: 'All five stages are good.' };
  return { tone: 'idle', text: 'Nothing is being sent. Rehearse to see figures here.' };
}
