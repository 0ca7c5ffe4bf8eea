/** The control group with real sockets: each broadcast is copied to the built-in ingest, and a bad copy of one is told from a bad way out. */
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../electron/platform/clock.ts';
import { openIngest, type Ingest } from '../../electron/rtmp/ingest/ingest-server.ts';
import { summarise } from '../../electron/rtmp/ingest/received.ts';
import { PublisherConnection } from '../../electron/rtmp/publish/connection.ts';
import { ConfidenceMonitor, type Copy } from '../../electron/session/program/confidence-monitor.ts';
import { startFaultProxy } from '../support/faults/fault-proxy.ts';
import { startReceiver } from '../support/faults/receiver.ts';
import { openRig, type Rig } from '../support/faults/session-rig.ts';
import { until } from '../support/loopback.ts';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A rig live at two destinations behind proxies, with a monitor. */
async function broadcast() {
  const copies: Ingest[] = [];
  const monitor = new ConfidenceMonitor({
    connect: (request, events) => new PublisherConnection({ ...request, clock: systemClock }, events),
    openIngest: async (capturedAt) => {
      const ingest = await openIngest({ clock: systemClock, capturedAt });
      copies.push(ingest);
      return { ...ingest, problems: () => ingest.checker.problems, received: () => summarise(ingest) };
    },
  });
  const heard: (Copy | null)[] = [];
  const receivers = await Promise.all([startReceiver({ isLogged: false }), startReceiver({ isLogged: false })]);
  const paths = await Promise.all(receivers.map(({ port }) => startFaultProxy({ port })));
  const rig = openRig({
    destinations: paths.map(({ url }) => ({ serverUrl: url })),
    isLogged: false,
    taps: [monitor],
    ports: {
      copy: () => {
        const copy = monitor.second();
        heard.push(copy);
        return copy;
      },
    },
  });
  closers.push(...receivers.map((receiver) => () => receiver.stop()), ...paths.map((path) => () => path.stop()), () =>
    rig.stop(),
  );
  await rig.outputIs('d0', 'live');
  await rig.outputIs('d1', 'live');
  await until('the copy comes', () => heard.at(-1) !== null && heard.length > 6, 15_000);
  return { rig, paths, copies, heard };
}

/** The verdict that was said last within five seconds. */
async function saidWithin(rig: Rig, millis: number) {
  const end = performance.now() + millis;
  let said = rig.session.snapshot().verdict;
  while (performance.now() < end) {
    said = rig.session.snapshot().verdict ?? said;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return said;
}

test('a broadcast has a copy with all its pictures and sound, which breaks and begins anew without touching it', async () => {
  const { rig, copies, heard } = await broadcast();
  expect(rig.session.snapshot()).toMatchObject({ verdict: null, liveWord: 'LIVE' });
  await until('a whole second came', () => (heard.at(-1)?.second.fps ?? 0) > 28, 5000);
  expect(heard.at(-1)?.second.soundFps).toBeGreaterThan(40);
  expect(heard.at(-1)?.problems).toEqual([]);
  copies[0]?.close();
  await until('there is no copy', () => heard.at(-1) === null, 5000);
  await until('there is another', () => copies.length === 2 && (heard.at(-1)?.second.fps ?? 0) > 28, 10_000);
  expect(rig.output('d0')).toMatchObject({ state: 'live', reconnects: 0 });
  await rig.stop();
  expect(heard.length).toBeGreaterThan(6);
});

test('C60: both ways out dead without a word: this computer’s network is named within five seconds', async () => {
  const { rig, paths } = await broadcast();
  for (const path of paths) path.set({ isStalled: true });
  expect(await saidWithin(rig, 5000)).toMatchObject({ stage: 'send', outputId: null });
});

test('C61: one server that closes the connection is named with its reason, the other is fine', async () => {
  const { rig, paths } = await broadcast();
  await paths[0]?.door('refuse');
  paths[0]?.cut('reset');
  const said = await saidWithin(rig, 5000);
  expect(said).toMatchObject({ stage: 'received', outputId: 'd0', action: 'retry-now' });
  expect(said?.text).toContain('Destination 1 is fine');
  expect(rig.session.snapshot().outputs[1]?.state).toBe('live');
});

test('one server that says nothing more is named, the other is fine', async () => {
  const { rig, paths } = await broadcast();
  paths[0]?.set({ down: { loses: true } });
  expect(await saidWithin(rig, 5000)).toMatchObject({ stage: 'received', outputId: 'd0' });
});
