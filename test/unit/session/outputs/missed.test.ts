/** What a destination missed is told by the packets' own times, however late the encoder gave them. */
import { expect, test } from 'vitest';
import { studioError } from '../../../../shared/errors.ts';
import { accept, confirm, destination, planWith, rigWith, type Rig } from '../session-rig.ts';
import { pass, withFakeTime } from '../way-back.ts';

withFakeTime();

const slotMillis = 1000 / 30;

/** Pictures of program time `from` to `to` s in real time; whatever a connection takes is acknowledged at once. */
async function play(rig: Rig, from: number, to: number): Promise<void> {
  for (let seq = Math.round(from * 30); seq < Math.round(to * 30); seq += 1) {
    const connection = rig.last();
    const taken = connection.packets.length;
    rig.packet(seq);
    if (connection.packets.length > taken) {
      const bytes = connection.figures.bytesSent + 1000;
      connection.figures = { ...connection.figures, bytesSent: bytes, bytesAcknowledged: bytes };
    }
    await pass(slotMillis);
  }
}

test('a busy encoder that is 0.9 s late makes no second of it missed, and none found', async () => {
  const rig = await rigWith(planWith(destination('One')));
  await play(rig, 0, 4);
  // The computer gets busy: from here on every picture comes 0.9 s after its time.
  await pass(900);
  await play(rig, 4, 8);
  rig.last().events.onFailed(studioError('connection-reset'));
  await pass(250);
  await play(rig, 8.25, 14);
  accept(rig.last());
  confirm(rig.last());
  await play(rig, 14, 20);
  rig.session.stop();
  await pass(3000);
  const [hole, ...others] = rig.reports[0]?.destinations[0]?.missed ?? [];
  expect(others).toEqual([]);
  // The last acknowledgement was looked at up to 150 ms before the cut.
  expect(hole?.from).toBeGreaterThan(7.8);
  expect(hole?.from).toBeLessThanOrEqual(8);
  expect(hole?.to).toBeCloseTo(14, 1);
});
