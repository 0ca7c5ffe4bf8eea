/** An uplink that is capped for 8 s: the bitrate goes under it before anything is lost for long. */
import { expect, it } from 'vitest';
import { longest, mediaOf, spacings } from '../support/faults/arrivals.ts';
import { startFaultProxy } from '../support/faults/fault-proxy.ts';
import { startReceiver } from '../support/faults/receiver.ts';
import { openRig } from '../support/faults/session-rig.ts';

const targetKbps = 4000;
const capKbps = 1500;

it('C58: capped to 1.5 Mb/s the bitrate is below it within 2 s, nothing freezes for 1 s, and it is never above the target', async () => {
  const receiver = await startReceiver();
  const proxy = await startFaultProxy({ port: receiver.port });
  const rig = openRig({ destinations: [{ serverUrl: proxy.url }], videoKbps: targetKbps });
  await rig.outputIs('d0', 'live');
  await pause(4000);
  const capped = performance.now();
  proxy.set({ up: { kbps: capKbps } });
  await pause(8000);
  proxy.heal();
  const healed = performance.now();
  await pause(1000);
  rig.session.stop();

  const { rates } = rig.feed;
  const under = rates.find(({ at, kbps }) => at > capped && kbps < capKbps);
  expect((under?.at ?? Infinity) - capped).toBeLessThan(2000);
  expect(Math.max(...rates.map(({ kbps }) => kbps))).toBe(targetKbps);
  expect(longest(spacings(mediaOf(receiver.connections(), 'video'), capped, healed))).toBeLessThan(1000);
  expect(receiver.connections()).toHaveLength(1);
  await pause(300);
  await proxy.stop();
  await receiver.stop();
}, 40_000);

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, millis);
  });
}
