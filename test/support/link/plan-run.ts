/** One encoder and several destinations over links of their own or one that they share, steered by the studio's plan. */
import {
  RatePlan,
  type OutputLink,
  type RatePlanOptions,
  type RateStep,
} from '../../../shared/live/delivery/rate-plan.ts';
import { SimulatedEncoder, type EncoderOptions } from './simulated-encoder.ts';
import type { LinkOptions } from './simulated-link.ts';
import { SimulatedOutput } from './simulated-output.ts';

export type PlanRunOptions = EncoderOptions & {
  readonly plan: RatePlanOptions;
  readonly outputs: readonly {
    readonly id: string;
    readonly priority: number;
    readonly capKbps: (now: number) => number;
  }[];
  /** What all of them together may take at a time; each busy one gets the same part of it. */
  readonly sharedKbps?: (now: number) => number;
  readonly link?: Partial<LinkOptions>;
  readonly seconds: number;
};

type Timed<Value> = { readonly at: number } & Value;

export type PlanRun = {
  readonly rates: readonly Timed<{ readonly kbps: number; readonly fpsDivisor: 1 | 2 }>[];
  readonly steps: readonly Timed<RateStep>[];
  /** Destinations that the plan paused, and when; nothing is sent to them from then on. */
  readonly pauses: readonly Timed<{ readonly id: string }>[];
  readonly output: (id: string) => SimulatedOutput;
};

const lookMillis = 150;

/** Runs from 0 to `seconds`, a look every 150 ms. */
export function runPlan(options: PlanRunOptions): PlanRun {
  const { audioKbps, link } = options;
  const plan = new RatePlan(options.plan);
  const encoder = new SimulatedEncoder(options.plan.targetKbps, options);
  const outputs = new Map<string, SimulatedOutput>();
  const paused = new Set<string>();
  for (const { id, capKbps } of options.outputs) {
    const part = (now: number): number => {
      const busy = [...outputs.values()].filter(({ isBusy }) => isBusy).length;
      return Math.min(capKbps(now), (options.sharedKbps?.(now) ?? Infinity) / Math.max(busy, 1));
    };
    const common = { rttMillis: 40, kernelBytes: 4 << 20, ackBytes: 65_536 };
    outputs.set(id, new SimulatedOutput({ ...common, ...link, capKbps: part }, 'window'));
  }
  const rates: Timed<{ kbps: number; fpsDivisor: 1 | 2 }>[] = [];
  const steps: Timed<RateStep>[] = [];
  const pauses: Timed<{ id: string }>[] = [];
  const look = (now: number): void => {
    const links = new Map<string, OutputLink>();
    for (const { id, priority } of options.outputs) {
      const output = outputs.get(id);
      if (output !== undefined && !paused.has(id)) links.set(id, { ...output.sample(now), audioKbps, priority });
    }
    const order = plan.look(links, now);
    const last = rates.at(-1);
    const { kbps, fpsDivisor } = order;
    if (kbps !== last?.kbps || fpsDivisor !== last.fpsDivisor) rates.push({ at: now, kbps, fpsDivisor });
    encoder.kbps = kbps;
    encoder.fpsDivisor = fpsDivisor;
    steps.push(...order.steps.map((step) => ({ at: now, ...step })));
    if (order.pause !== null) {
      pauses.push({ at: now, id: order.pause });
      paused.add(order.pause);
    }
  };
  for (let now = 0; now < options.seconds * 1000; now += 1) {
    const packets = encoder.due(now);
    for (const [id, output] of outputs) {
      output.pass(now);
      for (const packet of packets) if (!paused.has(id) && output.push(packet, now)) encoder.askKeyFrame();
      output.pump(encoder.totalKbps, now);
    }
    if (now % lookMillis === 0) look(now);
  }
  return { rates, steps, pauses, output: (id) => found(outputs.get(id)) };
}

function found(output: SimulatedOutput | undefined): SimulatedOutput {
  if (output === undefined) throw new Error('no such destination');
  return output;
}
