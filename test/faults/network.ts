/** F1 to F3 of docs/faults.md: losses, latency and stalls on the way, through the proxy. */
import { longest, longestHole, lostOf, mediaOf } from '../support/faults/arrivals.ts';
import { startFaultProxy, type FaultProxy } from '../support/faults/fault-proxy.ts';
import { startReceiver, type Receiver } from '../support/faults/receiver.ts';
import { openRig, type Rig } from '../support/faults/session-rig.ts';
import { Claims, millisUntil, pause, rounded, type Result, type Row } from './row.ts';

type Path = { readonly receiver: Receiver; readonly proxy: FaultProxy; readonly rig: Rig };

/** A session that is live through a proxy. */
async function onPath(act: (path: Path) => Promise<Result>, videoKbps = 2500): Promise<Result> {
  const receiver = await startReceiver();
  const proxy = await startFaultProxy({ port: receiver.port });
  const rig = openRig({ destinations: [{ serverUrl: proxy.url }], videoKbps });
  try {
    await rig.outputIs('d0', 'live');
    return await act({ receiver, proxy, rig });
  } finally {
    rig.session.stop();
    await pause(300);
    await proxy.stop();
    await receiver.stop();
  }
}

/** Segments a second at 2.5 Mb/s. */
const segmentsPerSecond = 220;
const roundTripMillis = 40;
/** A loss at the end of a burst costs TCP a whole time-out; about one in twenty is such. */
const timeoutMillis = 240;

/** What TCP shows of lost segments: the stream stands still for a round trip, sometimes for a time-out. */
function losses(percent: number): Row {
  return {
    name: `F1-loss-${percent}`,
    bound: 'no reconnect, 0 frames lost',
    run: () =>
      onPath(async ({ proxy, rig, receiver }) => {
        proxy.set({ up: { delayMillis: roundTripMillis / 2 }, down: { delayMillis: roundTripMillis / 2 } });
        const end = performance.now() + 20_000;
        let count = 0;
        while (performance.now() < end) {
          await pause(1000 / ((segmentsPerSecond * percent) / 100));
          count += 1;
          proxy.set({ isStalled: true });
          await pause(count % 20 === 0 ? timeoutMillis : roundTripMillis);
          proxy.set({ isStalled: false });
        }
        await pause(1000);
        const claims = new Claims();
        const lost = lostOf(rig.feed.packets, receiver.connections(), 'video').length;
        claims.atMost(rig.output('d0').reconnects, 0, 'reconnects');
        claims.atMost(lost, 0, 'frames lost');
        return claims.result(`${count} losses in 20 s, ${lost} frames lost, ${rig.output('d0').reconnects} reconnects`);
      }),
  };
}

const latency: Row = {
  name: 'F2-latency',
  bound: 'no reconnect, 0 frames lost from 50 to 800 ms of round trip',
  run: () =>
    onPath(async ({ proxy, rig, receiver }) => {
      const seen: string[] = [];
      for (const roundTrip of [50, 100, 200, 400, 800]) {
        proxy.set({ up: { delayMillis: roundTrip / 2 }, down: { delayMillis: roundTrip / 2 } });
        await pause(6000);
        seen.push(`${roundTrip}→${rounded(rig.output('d0').rttMillis ?? NaN)}`);
      }
      await pause(1000);
      const claims = new Claims();
      const lost = lostOf(rig.feed.packets, receiver.connections(), 'video').length;
      claims.atMost(rig.output('d0').reconnects, 0, 'reconnects');
      claims.atMost(lost, 0, 'frames lost');
      return claims.result(`${lost} frames lost; round trips given→measured ${seen.join(' ')} ms`);
    }),
};

const shortStall: Row = {
  name: 'F3-stall-1s',
  bound: 'no reconnect, no hole over one GOP (2 s), sound whole',
  run: () =>
    onPath(async ({ proxy, rig, receiver }) => {
      await pause(3000);
      proxy.set({ isStalled: true });
      await pause(1000);
      proxy.set({ isStalled: false });
      await pause(6000);
      const claims = new Claims();
      const hole = longestHole(mediaOf(receiver.connections(), 'video'));
      const lostSound = lostOf(rig.feed.packets, receiver.connections(), 'audio').length;
      claims.atMost(rig.output('d0').reconnects, 0, 'reconnects');
      claims.atMost(hole, 2100, 'ms without a picture');
      claims.atMost(lostSound, 0, 'blocks of sound lost');
      return claims.result(`longest hole ${hole} ms, ${lostSound} blocks of sound lost`);
    }),
};

const longStall: Row = {
  name: 'F3-stall-10s',
  bound: 'noticed ≤ 5 s, healed ≤ 3 s after the path is back',
  run: () =>
    onPath(async ({ proxy, rig, receiver }) => {
      await pause(3000);
      proxy.set({ isStalled: true });
      const before = performance.now();
      const noticed = await millisUntil(() => rig.output('d0').state === 'reconnecting', 10_000);
      await pause(10_000 - (performance.now() - before));
      proxy.set({ isStalled: false });
      const healed = await millisUntil(() => rig.output('d0').state === 'live', 20_000);
      await pause(4000);
      const claims = new Claims();
      claims.atMost(noticed, 5000, 'ms to notice');
      claims.atMost(healed, 3000, 'ms to heal');
      const newest = receiver.connections().at(-1)?.arrivals ?? [];
      claims.that(newest.length > 50, 'nothing came after it');
      const freeze = longest(newest.slice(1).map(({ at }, index) => at - (newest[index]?.at ?? at)));
      return claims.result(
        `noticed after ${rounded(noticed / 1000)} s, healed after ${rounded(healed / 1000)} s, then no pause over ${rounded(freeze)} ms`,
      );
    }),
};

export const networkRows: readonly Row[] = [losses(1), losses(5), losses(10), latency, shortStall, longStall];
