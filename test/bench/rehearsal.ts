/** The long rehearsal: what came back, how late, and what it cost in memory and processor time. */
import { setTimeout as pause } from 'node:timers/promises';
import { median } from '../../shared/live/ingest/spread.ts';
import type { Report } from '../../shared/contract/report.ts';
import type { Verdict } from '../support/media/promises.ts';
import { startApp, type Screen } from '../support/uplink-app.ts';
import { processorSeconds } from './process-watch.ts';

/** The run settles before the processor counts. */
const settleMillis = 10_000;

/** Rehearses for `seconds` on an otherwise idle machine. */
export async function rehearse(screen: Screen, seconds: number): Promise<readonly Verdict[]> {
  const args = ['--rehearse', '--source', 'test', '--duration', String(seconds)];
  const app = await startApp({ screen, key: null, args });
  await app.says(/REHEARSAL/u, 30_000);
  await pause(settleMillis);
  const from = { at: performance.now(), used: await processorSeconds(app.pid) };
  await pause((seconds - 5) * 1000 - settleMillis);
  const to = { at: performance.now(), used: await processorSeconds(app.pid) };
  const { code } = await app.exited;
  const report = await app.report();
  await app.close();
  const percent = (before: number, after: number): number => ((after - before) / (to.at - from.at)) * 100_000;
  return [
    { promise: 'rehearsal ends with 0', figure: `code ${code}; ${report.headline}`, isKept: code === 0 },
    ...received(report),
    ...memory(report),
    atMost('main process ≤ 8 % of a core', percent(from.used.main, to.used.main), 8, '%'),
    atMost('everything ≤ 70 % of a core', percent(from.used.all, to.used.all), 70, '%'),
    {
      promise: 'processes as the report has them',
      figure: report.processes
        .map(({ name, cpuPercent, memoryMb }) => `${name} ${cpuPercent} % ${memoryMb} MB`)
        .join(', '),
      isKept: report.processes.length > 0,
    },
  ];
}

function received({ received: back, frames }: Report): readonly Verdict[] {
  if (back === null) return [{ promise: 'something came back', figure: 'nothing', isKept: false }];
  const share = (100 * back.videoFrames) / (frames.mixed + frames.droppedMix);
  const latency = back.videoLatency?.p95 ?? Number.POSITIVE_INFINITY;
  return [
    { promise: '≥ 99.5 % of frames received', figure: `${share.toFixed(3)} %`, isKept: share >= 99.5 },
    atMost('skew ≤ 40 ms', Math.abs(back.skewMedianMillis), 40, 'ms'),
    atMost('capture to received p95 ≤ 100 ms', latency, 100, 'ms'),
    {
      promise: 'the ingest found nothing wrong',
      figure: back.problems.join('; ') || 'nothing',
      isKept: back.problems.length === 0,
    },
  ];
}

function memory({ memoryMbPerSecond: rows }: Report): readonly Verdict[] {
  const early = median(rows.slice(30, 60));
  const late = median(rows.slice(-30));
  const figure = `${late.toFixed(0)} MB against ${early.toFixed(0)} MB, ${(late / early).toFixed(3)}`;
  return [{ promise: 'memory without a trend (≤ 1.05)', figure, isKept: rows.length >= 90 && late <= 1.05 * early }];
}

function atMost(promise: string, value: number, most: number, unit: string): Verdict {
  return { promise, figure: `${value.toFixed(2)} ${unit}`, isKept: value <= most };
}
