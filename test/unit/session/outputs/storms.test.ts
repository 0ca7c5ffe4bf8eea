/** Many cuts in a row, and many destinations cut at once: nothing piles up, and nobody returns in step. */
import { describe, expect, test, vi } from 'vitest';
import { studioError } from '../../../../shared/errors.ts';
import { destination, liveTarget, noFigures, planWith, rigOnAir, rigWith } from '../session-rig.ts';
import { back, pass, withFakeTime } from '../way-back.ts';

withFakeTime();

const cut = studioError('connection-reset');

describe('C66: a hundred cuts in a row', () => {
  test('leave one open connection, no timer more than before, and little behind', async () => {
    const rig = await rigOnAir(liveTarget);
    await pass(1000);
    const timers = vi.getTimerCount();
    for (let time = 0; time < 100; time += 1) {
      rig.last().events.onFailed(cut);
      await pass(250);
      back(rig.last());
      rig.packet(time * 60, { key: true });
      await pass(50);
    }
    rig.last().figures = { ...noFigures, videoSent: 1, audioSent: 1 };
    await pass(4000);
    expect(rig.connections).toHaveLength(101);
    expect(rig.connections.filter(({ destroyed }) => destroyed === 0)).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(timers);
    expect(rig.session.snapshot().outputs[0]).toMatchObject({ state: 'live', reconnects: 100 });
    expect(rig.notices).toHaveLength(1);
  });

  test('of eight destinations at once are not answered in step', async () => {
    let dice = 0;
    const plan = planWith(...Array.from({ length: 8 }, (_, index) => destination(`D${index}`)));
    const rig = await rigWith(plan, {
      random: () => {
        dice = (dice + 0.37) % 1;
        return dice;
      },
    });
    for (const connection of rig.connections.slice()) connection.events.onFailed(cut);
    const waits = rig.session.snapshot().outputs.map(({ reconnect }) => (reconnect?.nextAttemptAt ?? 0) - Date.now());
    expect(new Set(waits.map(Math.round)).size).toBe(8);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(200);
    expect(Math.max(...waits)).toBeLessThanOrEqual(300);
  });
});
