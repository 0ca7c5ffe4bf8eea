/** One session to several servers over real sockets: one stalls, dies or asks us to move, and nobody else loses a packet. */
import { afterEach, describe, expect, it } from 'vitest';
import { badStart, longest, lostOf, mediaOf, spacings, stepsBack } from '../support/faults/arrivals.ts';
import { startKillableNginx } from '../support/faults/killable-nginx.ts';
import { startReceiver, type Receiver, type ReceiverOptions } from '../support/faults/receiver.ts';
import { fullTarget, openRig, type Rig } from '../support/faults/session-rig.ts';
import { until } from '../support/loopback.ts';
import { readRecording } from '../support/media/prepared-stream.ts';
import { startFaultProxy } from '../support/servers/fault-proxy.ts';

const cleanUps: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

const pause = (millis: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, millis);
  });

async function receiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const server = await startReceiver(options);
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

/** Nothing lost, nothing late: `server` got one connection from beginning to end. */
function expectWhole(rig: Rig, server: Receiver): void {
  const connections = server.connections();
  expect(connections).toHaveLength(1);
  for (const track of ['video', 'audio'] as const) {
    expect([track, lostOf(rig.feed.packets, connections, track), stepsBack(connections, track)]).toEqual([
      track,
      [],
      0,
    ]);
  }
}

describe('two destinations', () => {
  it('one stalls for good: the other has every packet in time, and only the one is cut and tried again', async () => {
    const [good, bad] = await Promise.all([receiver(), receiver()]);
    const proxy = await startFaultProxy(bad.port);
    cleanUps.push(() => proxy.stop());
    const rate = { adaptive: false };
    const destinations = [{ serverUrl: good.url }, { serverUrl: `rtmp://127.0.0.1:${proxy.port}/live` }];
    const rig = open({ destinations, videoKbps: 4000, rate });
    await rig.outputIs('d0', 'live');
    await rig.outputIs('d1', 'live');
    await pause(2000);
    proxy.set('stall');
    const stalledAt = performance.now();
    await rig.outputIs('d1', 'reconnecting', 12_000);
    await pause(1000);
    expect(rig.output('d0')).toMatchObject({ state: 'live', framesDropped: 0, missedSeconds: 0 });
    expect(rig.session.state).toBe('live');
    proxy.set('pass');
    await rig.outputIs('d1', 'live', 20_000);
    const heldUp = longest(spacings(mediaOf(good.connections(), 'video'), stalledAt));
    expect(heldUp).toBeLessThan(250);
    await pause(500);
    expectWhole(rig, good);
    for (const connection of bad.connections()) expect(badStart(connection)).toBe('');
  }, 60_000);

  it('C62: one server is killed and comes back: its new recording begins with a key frame, the other lost nothing', async () => {
    const [good, nginx] = await Promise.all([receiver(), startKillableNginx()]);
    cleanUps.push(() => nginx.stop());
    const rig = open({ destinations: [{ serverUrl: good.url }, { serverUrl: nginx.url }], videoKbps: 2500 });
    await rig.outputIs('d1', 'live');
    await pause(1500);
    await nginx.kill();
    await rig.outputIs('d1', 'reconnecting');
    await pause(2000);
    await nginx.restart();
    await rig.outputIs('d1', 'live', 20_000);
    await pause(4500);
    expect(rig.output('d1')).toMatchObject({ verifying: false, reconnects: 1 });
    expect(rig.output('d1').missedSeconds).toBeGreaterThan(2);
    expect(rig.notices.filter((text) => text.startsWith('Back on'))).toHaveLength(1);
    expectWhole(rig, good);
    const report = await rig.stop();
    expect(report.destinations[0]?.missed).toEqual([]);
    expect(report.destinations[1]?.missed).toHaveLength(1);
    const files = await nginx.recordings();
    expect(files).toHaveLength(2);
    const [first, second] = await Promise.all(files.map((file) => readRecording(file)));
    const pictures = second?.packets.filter(({ track }) => track === 'video');
    expect([pictures?.[0]?.isKeyFrame, (second?.headers.video.length ?? 0) > 0]).toEqual([true, true]);
    expect(first?.packets.length).toBeGreaterThan(30);
  }, 60_000);

  it('one is paused, resumed, stopped, removed and another added: the first notices nothing', async () => {
    const [good, other, late] = await Promise.all([receiver(), receiver(), receiver()]);
    const rig = open({ destinations: [{ serverUrl: good.url }, { serverUrl: other.url }], videoKbps: 2000 });
    await rig.outputIs('d0', 'live');
    await rig.outputIs('d1', 'live');
    rig.session.outputCommand('d1', 'pause');
    await until('the connection is cut', () => other.connections()[0]?.closedAt !== null);
    expect(other.connections()[0]?.ending).not.toBe('unpublish');
    await pause(1000);
    rig.session.outputCommand('d1', 'resume');
    await rig.outputIs('d1', 'live');
    rig.session.outputCommand('d1', 'stop');
    await rig.outputIs('d1', 'idle');
    expect(other.connections()[1]?.ending).toBe('unpublish');
    rig.session.removeOutput('d1');
    const added = rig.session.addOutput(fullTarget({ serverUrl: late.url }, 2));
    expect(added.ok).toBe(true);
    await rig.outputIs('d2', 'live');
    expect(badStart(late.connections()[0] ?? { ...emptyConnection })).toBe('');
    await pause(500);
    expectWhole(rig, good);
  }, 30_000);
});

const emptyConnection = { openedAt: 0, closedAt: null, ending: null, key: '', bytes: 0, arrivals: [] };

it('C65: primary and backup side by side get the same packets at the same timestamps, and one cut is no pause', async () => {
  const [primary, backup] = await Promise.all([receiver(), receiver()]);
  const rig = open({
    destinations: [{ serverUrl: primary.url, backupUrl: backup.url, hotStandby: true }],
    videoKbps: 2000,
  });
  await until('both carry it', () => rig.output('d0').address === 'both' && rig.output('d0').state === 'live');
  await pause(2500);
  primary.cut('reset');
  await until('it noticed', () => rig.output('d0').address === 'backup');
  expect(rig.output('d0').state).toBe('live');
  await until('both carry it again', () => rig.output('d0').address === 'both');
  await pause(2500);
  const times = (server: Receiver): Map<number | null, number> =>
    new Map(mediaOf(server.connections(), 'video').map(({ number, timestamp }) => [number, timestamp]));
  const there = times(backup);
  const same = [...times(primary)].filter(([number]) => there.has(number));
  expect(same.length).toBeGreaterThan(60);
  expect(same.every(([number, timestamp]) => there.get(number) === timestamp)).toBe(true);
  expectWhole(rig, backup);
  expect(rig.output('d0')).toMatchObject({ missedSeconds: 0 });
}, 30_000);

it('a server that asks us to move gets its goodbye once the other has the stream; no packet is lost or sent twice', async () => {
  const [old, next] = await Promise.all([receiver(), receiver()]);
  // Only connections that say what they can are asked: those with more than H.264 and AAC.
  const codecs = { video: 'av1', audio: 'opus' } as const;
  const rig = open({ destinations: [{ serverUrl: old.url }], videoKbps: 2000, codecs });
  await rig.outputIs('d0', 'live');
  await pause(2500);
  expect(old.requestReconnect(next.url)).toBe(1);
  await until('it moved', () => next.connections().length === 1 && old.connections()[0]?.closedAt !== null);
  await pause(2000);
  expect(old.connections()[0]?.ending).toBe('unpublish');
  for (const track of ['video', 'audio'] as const) {
    const times = (server: Receiver): readonly number[] =>
      server.connections().flatMap(({ arrivals }) =>
        arrivals.flatMap((arrival) =>
          // Headers have the time 0.
          arrival.kind !== 'metadata' && arrival.track === track && arrival.timestamp > 0 ? [arrival.timestamp] : [],
        ),
      );
    const [before, after] = [times(old), times(next)];
    const came = new Set([...before, ...after]);
    const last = Math.max(...after);
    const wanted = rig.feed.packets.filter((packet) => packet.track === track).map(({ pts }) => Math.floor(pts / 1000));
    expect([track, wanted.filter((time) => time > 0 && time <= last && !came.has(time))]).toEqual([track, []]);
    expect(Math.min(...after)).toBeGreaterThan(Math.max(...before));
  }
  expect(rig.output('d0')).toMatchObject({ state: 'live', reconnects: 0, missedSeconds: 0 });
}, 30_000);

it('C64: Stop with eight destinations, half of which do not answer any more, takes less than 3 s', async () => {
  const servers = await Promise.all(Array.from({ length: 4 }, () => receiver()));
  const proxies = await Promise.all(servers.map(({ port }) => startFaultProxy(port)));
  for (const proxy of proxies) cleanUps.push(() => proxy.stop());
  const destinations = [...servers, ...proxies].map(({ port }) => ({ serverUrl: `rtmp://127.0.0.1:${port}/live` }));
  const rig = open({ destinations, videoKbps: 1000 });
  for (let index = 0; index < 8; index += 1) await rig.outputIs(`d${index}`, 'live', 20_000);
  for (const proxy of proxies) proxy.set('stall');
  await pause(500);
  const before = performance.now();
  const report = await rig.stop();
  expect(performance.now() - before).toBeLessThan(3000);
  expect(report.destinations).toHaveLength(8);
  for (const server of servers) expect(server.connections()[0]?.ending).toBe('unpublish');
}, 60_000);
