/** What starts again is not blamed for what its start costs: pages, and attempts to reach a server. */
import { expect, test } from 'vitest';
import { studioError, type ErrorCode } from '../../../../shared/errors.ts';
import { OutputWatch } from '../../../../shared/live/diagnosis/watches/output-watch.ts';
import type { OutputSample } from '../../../../shared/live/diagnosis/sample.ts';
import { Plant } from '../../../support/diagnosis/plant.ts';
import { Watch } from '../../../support/diagnosis/watch.ts';

test.each([1, 2, 3, 4, 5])(
  'seed %i: a page that died is told, and not what it missed or how its encoder began',
  (seed) => {
    const plant = new Plant(seed, { outputs: 2, hasCopy: true });
    const watch = new Watch(plant);
    plant.run(seed * 175);
    watch.run(10_000);
    plant.knobs.isPageAlive = false;
    expect(watch.run(2000).at(-1)?.verdict?.text).toMatch(/studio window stopped working/);
    plant.newPage(60);
    Object.assign(plant.knobs, { encodeLoss: 0.5, captureFps: 10 });
    const starting = watch.run(2500);
    Object.assign(plant.knobs, { encodeLoss: 0, captureFps: 30 });
    const said = [...starting, ...watch.run(20_000)].flatMap(({ verdict }) => (verdict === null ? [] : [verdict.text]));
    expect(said.length).toBeGreaterThan(20);
    expect(said.filter((text) => !text.startsWith('The studio window'))).toEqual([]);
  },
);

test('a page that stays slow after its start is told', () => {
  const plant = new Plant(1, { outputs: 2, hasCopy: true });
  const watch = new Watch(plant);
  watch.run(10_000);
  plant.knobs.isPageAlive = false;
  watch.run(2000);
  plant.newPage(60);
  plant.knobs.encodeLoss = 0.2;
  expect(watch.run(9000).at(-1)?.verdict).toMatchObject({ stage: 'encode', action: 'lower-fps' });
});

const live: OutputSample = {
  id: 'main',
  name: 'Twitch',
  state: 'live',
  reason: null,
  written: 0,
  waiting: 0,
  acknowledged: null,
  delivered: null,
  queueAgeMillis: 0,
  sentKbps: 4160,
  rttMillis: 21.6,
  confirmedBy: 'acknowledged',
};

/** What is found of a destination that goes down with the first reason and stays down with the others, 1 s each. */
function conditionAfter(...reasons: readonly ErrorCode[]): string | undefined {
  const watch = new OutputWatch();
  let reading = watch.look(live, 0, 0);
  for (const [index, code] of reasons.entries()) {
    const down = { ...live, state: 'reconnecting', reason: studioError(code) } as const;
    for (let part = 0; part < 4; part += 1) reading = watch.look(down, 0, 1000 + index * 1000 + part * 250);
  }
  return reading.trouble?.condition;
}

test('an attempt without a word of the server changes nothing in what is known of it', () => {
  expect(conditionAfter('send-stalled', 'handshake-timeout')).toBe('lost');
  expect(conditionAfter('send-stalled', 'handshake-timeout', 'handshake-timeout')).toBe('lost');
  expect(conditionAfter('connection-reset', 'handshake-timeout')).toBe('cut');
  expect(conditionAfter('key-refused', 'handshake-timeout')).toBe('refused');
  expect(conditionAfter('handshake-timeout')).toBe('cut');
});
