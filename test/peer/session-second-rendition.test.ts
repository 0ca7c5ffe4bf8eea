/** One session with two encodings to two servers over real sockets: each gets its own bitrate, and neither starting nor ending the second costs the first a packet. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { badStart, longest, lostOf, mediaOf, spacings, stepsBack } from '../support/faults/arrivals.ts';
import { startReceiver, type Receiver } from '../support/faults/receiver.ts';
import { fullTarget, openRig, type Rig } from '../support/faults/session-rig.ts';
import { until } from '../support/loopback.ts';
import { startFaultProxy } from '../support/servers/fault-proxy.ts';

const cleanUps: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function receiver(): Promise<Receiver> {
  const server = await startReceiver();
  cleanUps.push(() => server.stop());
  return server;
}

function open(...args: Parameters<typeof openRig>): Rig {
  const rig = openRig(...args);
  cleanUps.push(async () => {
    rig.session.stop();
    await until('it ended', () => rig.report() !== null, 5000);
  });
  return rig;
}

/** kb/s of the pictures that came, by their own times. */
function kbpsOf(server: Receiver): number {
  const pictures = mediaOf(server.connections(), 'video');
  const bytes = pictures.reduce((sum, arrival) => sum + arrival.bytes, 0);
  return (bytes * 8) / ((pictures.at(-1)?.timestamp ?? 0) - (pictures[0]?.timestamp ?? 0));
}

/** Nothing lost, one time line, one connection that begins as it should. */
function expectWhole(rig: Rig, server: Receiver, sent: Rig['feed']['packets']): void {
  const connections = server.connections();
  expect(connections.map(badStart)).toEqual(['']);
  expect([lostOf(sent, connections, 'video'), lostOf(rig.feed.packets, connections, 'audio')]).toEqual([[], []]);
  expect([stepsBack(connections, 'video'), stepsBack(connections, 'audio')]).toEqual([0, 0]);
}

describe('a destination with half the bitrate', () => {
  it('gets every picture of its own encoding beside the other one’s, from the start', async () => {
    const [first, second] = await Promise.all([receiver(), receiver()]);
    const destinations = [{ serverUrl: first.url }, { serverUrl: second.url, ceilingKbps: 1000 }];
    const rig = open({ destinations, videoKbps: 2000 });
    await rig.outputIs('d0', 'live');
    await rig.outputIs('d1', 'live');
    await pause(6000);
    expect(kbpsOf(first)).toBeGreaterThan(1800);
    expect(kbpsOf(second)).toBeGreaterThan(850);
    expect(kbpsOf(second)).toBeLessThan(1150);
    expectWhole(rig, first, rig.feed.packets);
    expectWhole(rig, second, rig.feed.secondPackets);
    expect(rig.output('d1').rendition).toEqual({ isOwn: true, codec: 'avc', kbps: 1000 });
    // Both have the same slots, so their times agree.
    const times = new Map(mediaOf(first.connections(), 'video').map(({ number, timestamp }) => [number, timestamp]));
    const pictures = mediaOf(second.connections(), 'video').filter(({ number }) => times.has(number));
    expect(pictures.length).toBeGreaterThan(150);
    expect(pictures.every(({ number, timestamp }) => times.get(number) === timestamp)).toBe(true);
  }, 30_000);

  it('is added, paused, resumed and removed while live, and the first notices nothing', async () => {
    const [first, second] = await Promise.all([receiver(), receiver()]);
    const rig = open({ destinations: [{ serverUrl: first.url }], videoKbps: 2000 });
    await rig.outputIs('d0', 'live');
    await pause(1500);
    expect(rig.session.addOutput(fullTarget({ serverUrl: second.url, ceilingKbps: 1000 }, 1)).ok).toBe(true);
    await rig.outputIs('d1', 'live');
    await pause(1500);
    rig.session.outputCommand('d1', 'pause');
    await pause(1000);
    rig.session.outputCommand('d1', 'resume');
    await rig.outputIs('d1', 'live');
    await pause(1500);
    rig.session.removeOutput('d1');
    await pause(1000);
    expect(rig.feed.orders.flatMap((order) => (order.kind === 'second' ? [order.wish?.kbps ?? 0] : []))).toEqual([
      1000, 0, 1000, 0,
    ]);
    expectWhole(rig, first, rig.feed.packets);
    expect(rig.output('d0')).toMatchObject({ framesDropped: 0, missedSeconds: 0, reconnects: 0 });
    expect(second.connections().map(badStart)).toEqual(['', '']);
    expect(stepsBack(second.connections(), 'video')).toBe(0);
  }, 30_000);

  it('that stalls and comes back costs the first neither packets nor bitrate', async () => {
    const [first, second] = await Promise.all([receiver(), receiver()]);
    const proxy = await startFaultProxy(second.port);
    cleanUps.push(() => proxy.stop());
    const low = { serverUrl: `rtmp://127.0.0.1:${proxy.port}/live`, ceilingKbps: 1000 };
    const rig = open({ destinations: [{ serverUrl: first.url }, low], videoKbps: 3000 });
    await rig.outputIs('d0', 'live');
    await rig.outputIs('d1', 'live');
    const stalledAt = performance.now();
    proxy.set('stall');
    await rig.outputIs('d1', 'reconnecting', 12_000);
    proxy.set('pass');
    await rig.outputIs('d1', 'live', 20_000);
    await pause(1000);
    expect(longest(spacings(mediaOf(first.connections(), 'video'), stalledAt))).toBeLessThan(250);
    expectWhole(rig, first, rig.feed.packets);
    expect(rig.feed.rates.map(({ kbps }) => kbps)).toEqual([3000]);
    expect(rig.feed.orders.some((order) => order.kind === 'bitrate' && order.rendition === 1)).toBe(true);
    for (const connection of second.connections()) expect(badStart(connection)).toBe('');
  }, 60_000);
});
