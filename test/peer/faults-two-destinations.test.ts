/** A session with two destinations, one of which stands still: the other one notices nothing. */
import { expect, it } from 'vitest';
import { badStart, lostOf, mediaOf, p99, spacings, stepsBack } from '../support/faults/arrivals.ts';
import { startFaultProxy } from '../support/faults/fault-proxy.ts';
import { startReceiver } from '../support/faults/receiver.ts';
import { openRig } from '../support/faults/session-rig.ts';
import { until } from '../support/loopback.ts';

it('F3: a destination that stands still for 5 s costs the other one nothing, and comes back by itself', async () => {
  const [healthy, ill] = await Promise.all([startReceiver(), startReceiver()]);
  const proxy = await startFaultProxy({ port: ill.port });
  const rig = openRig({ destinations: [{ serverUrl: healthy.url }, { serverUrl: proxy.url }] });
  await Promise.all([rig.outputIs('d0', 'live'), rig.outputIs('d1', 'live')]);
  const start = performance.now();
  await pause(4000);
  const stalled = performance.now();
  proxy.set({ isStalled: true });
  await pause(5000);
  proxy.heal();
  const healed = performance.now();
  await until('pictures come again', () =>
    mediaOf(ill.connections(), 'video').some(({ at, isKeyFrame }) => at > healed + 500 && isKeyFrame),
  );
  const report = await rig.stop();

  const pictures = mediaOf(healthy.connections(), 'video');
  expect(lostOf(rig.feed.packets, healthy.connections(), 'video')).toEqual([]);
  expect(lostOf(rig.feed.packets, healthy.connections(), 'audio')).toEqual([]);
  expect(healthy.connections()).toHaveLength(1);
  expect(p99(spacings(pictures, stalled, healed))).toBeLessThan(p99(spacings(pictures, start, stalled)) + 20);
  for (const connection of ill.connections()) expect(badStart(connection)).toBe('');
  expect(stepsBack(ill.connections(), 'video')).toBe(0);
  expect(report.destinations.map(({ missedSeconds }) => missedSeconds > 0)).toEqual([false, true]);
  await proxy.stop();
  await Promise.all([healthy.stop(), ill.stop()]);
}, 40_000);

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, millis);
  });
}
