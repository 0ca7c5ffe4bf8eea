/** Many destinations: what one of them suffers is its own. */
import { lostOf, mediaOf, p99, spacings } from '../support/faults/arrivals.ts';
import { startFaultProxy, type FaultProxy } from '../support/faults/fault-proxy.ts';
import { startReceiver, type Receiver } from '../support/faults/receiver.ts';
import { openRig, type Rig } from '../support/faults/session-rig.ts';
import { Claims, millisUntil, pause, rounded, type Result, type Row } from './row.ts';

const baselineSeconds = 30;
/** How far the 99th percentile of the time between two packets may move. */
const movedLimit = 5;

type Place = { readonly receiver: Receiver; readonly proxy: FaultProxy };

/** `count` destinations, each behind a proxy of its own. */
async function withDestinations(
  count: number,
  videoKbps: number,
  act: (rig: Rig, places: readonly Place[]) => Promise<Result>,
): Promise<Result> {
  const places = await Promise.all(
    Array.from({ length: count }, async () => {
      const receiver = await startReceiver();
      return { receiver, proxy: await startFaultProxy({ port: receiver.port }) };
    }),
  );
  const rig = openRig({ destinations: places.map(({ proxy }) => ({ serverUrl: proxy.url })), videoKbps });
  try {
    for (const [index] of places.entries()) await rig.outputIs(`d${index}`, 'live');
    await pause(3000);
    return await act(rig, places);
  } finally {
    rig.session.stop();
    await pause(300);
    await Promise.all(places.map(({ proxy }) => proxy.stop()));
    await Promise.all(places.map(({ receiver }) => receiver.stop()));
  }
}

/** 99th percentile of the time between two packets of any kind, ms. */
function tempo({ receiver }: Place, from: number, to: number): number {
  const all = receiver.connections().flatMap(({ arrivals }) => arrivals.filter(({ kind }) => kind === 'media'));
  return p99(spacings(all, from, to));
}

function framesLost(rig: Rig, { receiver }: Place): number {
  return lostOf(rig.feed.packets, receiver.connections(), 'video').length;
}

const two: Row = {
  name: 'two-destinations',
  bound: `one stands still for 60 s, then has 1 Mb/s: the other loses 0 frames, p99 between packets moves < ${movedLimit} ms`,
  limitSeconds: 240,
  run: () =>
    withDestinations(2, 2500, async (rig, places) => {
      const [healthy, ill] = places;
      if (healthy === undefined || ill === undefined) throw new Error('no destinations');
      const start = performance.now();
      await pause(baselineSeconds * 1000);
      const fault = performance.now();
      ill.proxy.set({ isStalled: true });
      await pause(60_000);
      ill.proxy.set({ isStalled: false, up: { kbps: 1000 } });
      const capped = performance.now();
      await pause(30_000);
      const end = performance.now();
      const before = tempo(healthy, start, fault);
      const during = Math.max(tempo(healthy, fault, capped), tempo(healthy, capped, end));
      const lost = framesLost(rig, healthy);
      const claims = new Claims();
      claims.atMost(lost, 0, 'frames lost');
      claims.atMost(rig.output('d0').reconnects, 0, 'reconnects');
      claims.that(during - before < movedLimit, `p99 moved by ${rounded(during - before)} ms`);
      const pictures = mediaOf(ill.receiver.connections(), 'video').filter(({ at }) => at > capped).length;
      return claims.result(
        `${lost} frames lost, p99 ${rounded(before)} → ${rounded(during)} ms; the capped one got ${pictures} frames in its 30 s at 1 Mb/s, ${rig.output('d1').reconnects} reconnects`,
      );
    }),
};

const eight: Row = {
  name: 'eight-destinations',
  bound: `one of 8 stands still, one is reset every 3 s: the other six lose 0 frames, p99 moves < ${movedLimit} ms`,
  limitSeconds: 240,
  run: () =>
    withDestinations(8, 2500, async (rig, places) => {
      const healthy = places.slice(0, 6);
      const [, , , , , , stalled, torn] = places;
      const start = performance.now();
      await pause(baselineSeconds * 1000);
      const fault = performance.now();
      stalled?.proxy.set({ isStalled: true });
      for (let turn = 0; turn < 20; turn += 1) {
        torn?.proxy.cut('reset');
        await pause(3000);
      }
      const end = performance.now();
      const lost = healthy.reduce((sum, place) => sum + framesLost(rig, place), 0);
      const moved = Math.max(...healthy.map((place) => tempo(place, fault, end) - tempo(place, start, fault)));
      const back = await millisUntil(() => rig.output('d7').state === 'live', 10_000);
      const claims = new Claims();
      claims.atMost(lost, 0, 'frames lost');
      claims.that(moved < movedLimit, `p99 moved by ${rounded(moved)} ms`);
      claims.that(Number.isFinite(back), 'the one that was reset did not come back');
      return claims.result(
        `${lost} frames lost by six, p99 moved by ${rounded(moved)} ms; ${rig.output('d7').reconnects} reconnects of the one that was reset`,
      );
    }),
};

export const destinationRows: readonly Row[] = [two, eight];
