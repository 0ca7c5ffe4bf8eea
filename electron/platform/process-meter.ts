/** CPU share and memory of each Electron process, sampled between two calls. */
import { app } from 'electron';

export type ProcessShare = { readonly name: string; readonly cpuPercent: number; readonly memoryMb: number };

/** Names that a report can use: "main", "renderer", "gpu", "capture", "audio". */
function nameOf(type: string, serviceName: string | undefined): string {
  if (type === 'Browser') return 'main';
  if (type === 'Tab') return 'renderer';
  if (type === 'GPU') return 'gpu';
  if (serviceName?.includes('video_capture') === true) return 'capture';
  if (serviceName?.includes('audio') === true) return 'audio';
  return serviceName?.split('.')[0] ?? type.toLowerCase();
}

/** Returns a sampler; each call gives the shares of one core since the call before. */
export function createProcessMeter(now: () => number): () => ProcessShare[] {
  let before = new Map<number, { readonly seconds: number; readonly at: number }>();
  return () => {
    const at = now();
    const next = new Map<number, { readonly seconds: number; readonly at: number }>();
    const shares = app.getAppMetrics().map((metric) => {
      const seconds = metric.cpu.cumulativeCPUUsage ?? 0;
      const last = before.get(metric.pid);
      next.set(metric.pid, { seconds, at });
      const elapsed = last === undefined ? 0 : (at - last.at) / 1000;
      const cpuPercent = last === undefined || elapsed <= 0 ? 0 : ((seconds - last.seconds) / elapsed) * 100;
      return {
        name: nameOf(metric.type, metric.serviceName),
        cpuPercent,
        memoryMb: metric.memory.workingSetSize / 1024,
      };
    });
    before = next;
    return mergeByName(shares);
  };
}

/** Several utility processes of one kind count together. */
function mergeByName(shares: readonly ProcessShare[]): ProcessShare[] {
  const merged = new Map<string, ProcessShare>();
  for (const share of shares) {
    const known = merged.get(share.name);
    merged.set(share.name, {
      name: share.name,
      cpuPercent: share.cpuPercent + (known?.cpuPercent ?? 0),
      memoryMb: share.memoryMb + (known?.memoryMb ?? 0),
    });
  }
  return [...merged.values()];
}
