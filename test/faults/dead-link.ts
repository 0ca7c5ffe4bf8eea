/** A link that dies without a word, with a recording running beside it. */
import { lostOf, mediaOf } from '../support/faults/arrivals.ts';
import { openNamespace } from '../support/faults/namespaces.ts';
import type { FedPacket } from '../support/faults/packet-feed.ts';
import { startReceiver } from '../support/faults/receiver.ts';
import { openRecording } from '../support/faults/recording.ts';
import { openRig } from '../support/faults/session-rig.ts';
import { Claims, millisUntil, pause, rounded, type Row } from './row.ts';

const port = 19_351;
const deadMillis = 20_000;

/** Seconds of program that never arrived. */
function secondsOf(lost: readonly FedPacket[], fps: number): number {
  return lost.length / fps;
}

export const deadLinkRows: readonly Row[] = [
  {
    name: 'dead-link',
    bound: 'noticed ≤ 5 s, healed ≤ 3 s after it is back, every frame recorded, missed seconds right to ± 1 s',
    run: async () => {
      const link = await openNamespace();
      const server = await link.listen(port);
      const receiver = await startReceiver({ listening: { server, host: link.host, port } });
      const recording = await openRecording();
      const rig = openRig({ destinations: [{ serverUrl: receiver.url }], videoKbps: 2500, taps: [recording.tap] });
      try {
        await rig.outputIs('d0', 'live');
        await pause(8000);
        const died = performance.now();
        await link.die();
        const noticed = await millisUntil(() => rig.output('d0').state === 'reconnecting', 15_000);
        await pause(deadMillis - (performance.now() - died));
        await link.heal();
        const healed = await millisUntil(() => rig.output('d0').state === 'live', 30_000);
        await pause(8000);
        const report = await rig.stop();
        await pause(1000);
        const recorded = await recording.finish();
        const lost = lostOf(rig.feed.packets, receiver.connections(), 'video');
        const missed = secondsOf(lost, 30);
        const told = report.destinations[0]?.missedSeconds ?? 0;
        const claims = new Claims();
        claims.atMost(noticed, 5000, 'ms to notice');
        claims.atMost(healed, 3000, 'ms to heal');
        claims.that(
          recorded.pictures === rig.feed.pictures,
          `${recorded.pictures} of ${rig.feed.pictures} frames recorded`,
        );
        claims.that(Math.abs(told - missed) <= 1, `the report says ${rounded(told)} s`);
        claims.that(mediaOf(receiver.connections(), 'video').length > 0, 'nothing came');
        return claims.result(
          `noticed after ${rounded(noticed / 1000)} s, healed after ${rounded(healed / 1000)} s, ${recorded.pictures} of ${rig.feed.pictures} frames recorded, ${rounded(missed)} s missed and ${rounded(told)} s reported`,
        );
      } finally {
        rig.session.stop();
        await recording.close();
        await receiver.stop();
        await link.close();
      }
    },
  },
];
