/** Those who listen in: they get everything in order and without keys, and nothing they do touches the session. */
import { expect, test } from 'vitest';
import { studioError } from '../../../../shared/errors.ts';
import type { MediaTap } from '../../../../electron/session/target.ts';
import { createRig, destination, noteTap, planWith, rigWith } from '../session-rig.ts';
import { pass, withFakeTime } from '../way-back.ts';

withFakeTime();

test('a tap hears start, configurations, packets, seconds, events and the end, whatever becomes of the connections', async () => {
  const tap = noteTap();
  const rig = await rigWith(planWith(destination('One')), { taps: [tap] });
  rig.packet(0);
  rig.last().events.onFailed(studioError('connection-reset'));
  rig.packet(1);
  await pass(1000);
  rig.session.note('mark', 'the goal');
  rig.session.stop();
  rig.packet(2);
  rig.session.mediaStopped();
  await pass(3000);
  expect(tap.packets.map(({ pts }) => pts)).toEqual([0, 33_333, 66_666]);
  expect(tap.calls[0]).toBe('start');
  expect(tap.calls.at(-1)).toBe('end');
  expect(tap.calls.filter((call) => call === 'end')).toHaveLength(1);
  expect(tap.calls).toEqual(expect.arrayContaining(['config video', 'config audio', 'second', 'the goal']));
  expect(tap.calls.some((call) => call.startsWith('One: connecting again.'))).toBe(true);
});

test('a tap never gets a key', async () => {
  const plans: unknown[] = [];
  const tap: MediaTap = {
    ...noteTap(),
    onStart: (plan) => plans.push(plan.destinations.map(({ streamKey }) => streamKey)),
  };
  await rigWith(planWith(destination('One'), destination('Two')), { taps: [tap] });
  expect(plans).toEqual([[null, null]]);
});

test('a tap that throws at everything is told on, and neither the session nor the next tap notices', async () => {
  const broken = (): never => {
    throw new Error('disk full');
  };
  const bad: MediaTap = {
    onStart: broken,
    onConfig: broken,
    onPacket: broken,
    onSecond: broken,
    onEvent: broken,
    onEnd: broken,
  };
  const good = noteTap();
  const failures: unknown[] = [];
  const rig = await rigWith(planWith(destination('One')), {
    taps: [bad, good],
    onTapFailed: (error) => failures.push(error),
  });
  rig.packet(0);
  await pass(1000);
  expect([rig.session.state, rig.last().packets.length, good.packets.length]).toEqual(['live', 1, 1]);
  rig.session.stop();
  await pass(3000);
  expect([rig.session.state, good.calls.at(-1)]).toEqual(['ended', 'end']);
  expect(failures.length).toBeGreaterThan(5);
});

test('a start that is stopped while it is checked is an end for taps too', async () => {
  const tap = noteTap();
  const rig = createRig('opens', { taps: [tap] });
  rig.session.start(planWith(destination('One')));
  rig.session.stop();
  expect([tap.calls[0], tap.calls.at(-1)]).toEqual(['start', 'end']);
});
