/** The human summary of a report, and the verdict on a rehearsal. */
import type { Report } from '../../shared/contract/report.ts';
import { studioError, type StudioError } from '../../shared/errors.ts';

/** A rehearsal is good when at least this share of the frames sent came back… */
const leastReceived = 0.995;

/** …and picture and sound agree within this many ms. */
const skewLimitMillis = 40;

/** The verdict on what came back; null when it was good, or when this was no rehearsal. */
export function judgeRehearsal(report: Report): StudioError | null {
  const { received } = report;
  if (report.mode !== 'rehearsal') return null;
  if (received === null || received.videoFrames === 0) return bad('no picture came back');
  if (received.audioFrames === 0) return bad('no sound came back');
  if (received.videoFrames < leastReceived * expectedFrames(report)) return bad('pictures are missing');
  if (Math.abs(received.skewMedianMillis) > skewLimitMillis) return bad('picture and sound are apart');
  const problem = received.problems[0];
  return problem === undefined ? null : bad(problem);
}

function bad(why: string): StudioError {
  return studioError('received-copy-bad', { why });
}

/**
 * Frames that the program clock owed the receiver: what it made plus what it had to leave out. Where the slate stood in
 * for a page that was gone, that counts places twice, and the time line of what was sent is what was owed.
 */
function expectedFrames({ frames }: Report): number {
  const made = frames.mixed + frames.droppedMix;
  return frames.slate === 0 ? made : Math.min(made, frames.places);
}

/** A few lines for a terminal. */
export function summaryOf(report: Report): readonly string[] {
  const { frames, received } = report;
  const lost = frames.droppedMix + frames.droppedEncode + frames.droppedPort + frames.droppedSend;
  const lines = [
    '',
    report.headline,
    `  sent       ${frames.sent} frames, ${report.audioPackets.sent} audio packets, ${(report.bytes.sent / 1e6).toFixed(2)} MB, ${report.averageKbps.toFixed(0)} kb/s`,
    `  lost       ${lost} frames (mix ${frames.droppedMix}, encode ${frames.droppedEncode}, port ${frames.droppedPort}, send ${frames.droppedSend})`,
    `  encoder    ${report.format.videoEncoder}; ${report.format.audioEncoder}`,
  ];
  if (frames.slate > 0)
    lines.splice(3, 0, `  slate      ${frames.slate} frames sent in the place of a window that was gone`);
  if (report.rttMillis !== null) {
    lines.push(
      `  round trip ${report.rttMillis.p50} ms (95 %: ${report.rttMillis.p95} ms), ${report.reconnects} reconnects`,
    );
  }
  if (received !== null) {
    const share = (100 * received.videoFrames) / Math.max(1, expectedFrames(report));
    const latency = received.videoLatency;
    lines.push(
      `  received   ${received.videoFrames} frames (${share.toFixed(2)} %), ${received.averageFps.toFixed(2)} fps, ${received.width ?? '?'}x${received.height ?? '?'}, sound ${received.sampleRate ?? '?'} Hz`,
      `  in step    picture and sound ${received.skewMedianMillis.toFixed(1)} ms apart (worst ${received.skewWorstMillis.toFixed(1)} ms)`,
    );
    if (latency !== null)
      lines.push(
        `  latency    ${latency.p50} ms (95 %: ${latency.p95} ms, worst ${latency.max.toFixed(0)} ms) from capture to received`,
      );
    for (const problem of received.problems) lines.push(`  finding    ${problem}`);
  }
  const cpu = report.processes.map((share) => `${share.name} ${share.cpuPercent.toFixed(0)} %`).join(', ');
  if (cpu !== '') lines.push(`  processor  ${cpu} of one core`);
  return lines;
}
