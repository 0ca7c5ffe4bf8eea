/** `kill -9` of the window's process while live. */
import { longest, mediaOf, spacings, stepsBack, type Arrival } from '../../support/faults/arrivals.ts';
import { aimAt, launchStudio, pagePid } from '../../support/faults/kept-studio.ts';
import { startReceiver } from '../../support/faults/receiver.ts';
import { temporaryFolder } from '../../support/loopback.ts';
import { ask } from '../../support/studio/open-studio.ts';
import { openScreen } from '../../support/uplink-app.ts';
import { Claims, millisUntil, pause, rounded, type Row } from '../row.ts';

/** The slate is sent to main a few seconds after encoding has started. */
const settleMillis = 10_000;

/** Bytes a second that came between two moments. */
function pace(came: readonly Arrival[], from: number, to: number): number {
  const within = came.filter(({ at }) => at >= from && at < to);
  return within.reduce((sum, { bytes }) => sum + bytes, 0) / ((to - from) / 1000);
}

export const pageKilled: Row = {
  name: 'page-killed',
  bound: 'a picture again ≤ 500 ms, no disconnect, the program back < 5 s, timestamps rise',
  run: async () => {
    const [screen, folder, receiver] = await Promise.all([openScreen(), temporaryFolder(), startReceiver()]);
    const studio = await launchStudio({ screen, data: folder.path, args: ['--test-pattern', 'busy'] });
    try {
      await aimAt(studio, receiver.url);
      await ask(studio.page, 'live.start', { mode: 'live' });
      await studio.stateIs('live');
      await pause(settleMillis);
      const killed = performance.now();
      process.kill(await pagePid(studio), 'SIGKILL');
      const pictures = (): readonly Arrival[] => mediaOf(receiver.connections(), 'video');
      const usual = pace(pictures(), killed - 4000, killed);
      // The slate stands still and costs a fraction of the program's bytes.
      const back = await millisUntil(() => {
        const now = performance.now();
        const newest = pictures().findLast(({ isKeyFrame }) => isKeyFrame);
        return (
          newest !== undefined &&
          newest.at > killed &&
          now - killed > 1000 &&
          pace(pictures(), now - 500, now) > usual / 2
        );
      }, 20_000);
      await pause(3000);
      const between = longest(spacings(pictures(), killed - 100, killed + back));
      const claims = new Claims();
      claims.that(between <= 500, `${rounded(between)} ms without a picture`);
      claims.that(back < 5000, `the program came back after ${rounded(back)} ms`);
      claims.that(receiver.connections().length === 1, `${receiver.connections().length} connections`);
      claims.that(receiver.connections()[0]?.ending === null, 'the connection ended');
      claims.atMost(stepsBack(receiver.connections(), 'video'), 0, 'steps back in time');
      return claims.result(
        `longest pause ${rounded(between)} ms, program back after ${rounded(back / 1000)} s, ${receiver.connections().length} connection`,
      );
    } finally {
      await studio.kill();
      await receiver.stop();
      await screen.close();
      await folder.remove();
    }
  },
};
