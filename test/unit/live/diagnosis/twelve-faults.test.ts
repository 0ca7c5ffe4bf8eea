/** Twelve faults, one at a time: the verdict names the right stage within five seconds, and lets go when it is over. */
import { describe, expect, test } from 'vitest';
import { verdictSchema } from '../../../../shared/contract/delivery.ts';
import type { StageId } from '../../../../shared/live/diagnosis/stages.ts';
import { Plant } from '../../../support/diagnosis/plant.ts';
import { Watch } from '../../../support/diagnosis/watch.ts';

type Fault = {
  readonly name: string;
  readonly outputs: number;
  readonly stage: StageId;
  readonly outputId: string | null;
  readonly says: RegExp;
  readonly action: string;
  readonly break: (plant: Plant, after: number) => void;
  readonly mend: (plant: Plant) => void;
};

const link = (plant: Plant, index: number) => {
  const found = plant.links[index];
  if (found === undefined) throw new Error('no such destination');
  return found.knobs;
};

const camera: readonly Fault[] = [
  {
    name: 'camera unplugged',
    outputs: 2,
    stage: 'capture',
    outputId: null,
    says: /unplugged/,
    action: 'reopen-camera',
    break: ({ knobs }) => void (knobs.trouble = 'The camera was unplugged. Viewers see your holding picture.'),
    mend: ({ knobs }) => void (knobs.trouble = ''),
  },
  {
    name: 'camera frozen',
    outputs: 1,
    stage: 'capture',
    outputId: null,
    says: /Cam Link 4K sends no new pictures/,
    action: 'reopen-camera',
    break: ({ knobs }) => void (knobs.isFrozen = true),
    mend: ({ knobs }) => void (knobs.isFrozen = false),
  },
  {
    name: 'frame rate of the source halves',
    outputs: 1,
    stage: 'capture',
    outputId: null,
    says: /gives 1[4-6] of 30 pictures/,
    action: 'reopen-camera',
    break: ({ knobs }) => void (knobs.captureFps = 15),
    mend: ({ knobs }) => void (knobs.captureFps = 30),
  },
];

const computer: readonly Fault[] = [
  {
    name: 'computer overloaded at mixing',
    outputs: 2,
    stage: 'mix',
    outputId: null,
    says: /too busy to put every picture together/,
    action: 'lower-fps',
    // It also takes frames from the camera, and time from the encoder.
    break: ({ knobs }) => void Object.assign(knobs, { mixLoss: 0.2, captureFps: 26, encodeLoss: 0.03 }),
    mend: ({ knobs }) => void Object.assign(knobs, { mixLoss: 0, captureFps: 30, encodeLoss: 0 }),
  },
  {
    name: 'encoder hangs and is built anew',
    outputs: 2,
    stage: 'encode',
    outputId: null,
    says: /encoder/i,
    action: 'none',
    break: ({ knobs }, after) => void (knobs.encodes = after > 2400),
    mend: ({ knobs }) => void (knobs.encodes = true),
  },
  {
    name: 'encoder too slow',
    outputs: 2,
    stage: 'encode',
    outputId: null,
    says: /encoder can't keep up/,
    action: 'lower-fps',
    break: ({ knobs }) => void (knobs.encodeLoss = 0.2),
    mend: ({ knobs }) => void (knobs.encodeLoss = 0),
  },
  {
    name: 'received copy has no sound',
    outputs: 2,
    stage: 'received',
    outputId: null,
    says: /copy we get back has no sound/,
    action: 'none',
    break: ({ knobs }) => void (knobs.hasCopySound = false),
    mend: ({ knobs }) => void (knobs.hasCopySound = true),
  },
];

const narrow = (plant: Plant, kbps: number) => {
  for (const one of plant.links) one.knobs.kbps = kbps;
};

const delivery: readonly Fault[] = [
  ...[1, 2].flatMap((outputs): readonly Fault[] => [
    {
      name: 'uplink narrowed',
      outputs,
      stage: 'send',
      outputId: null,
      says: /Your upload/,
      action: 'lower-bitrate',
      break: (plant) => narrow(plant, 2000),
      mend: (plant) => narrow(plant, 20_000),
    },
    {
      name: 'uplink dead',
      outputs,
      stage: 'send',
      outputId: null,
      says: /Nothing gets out of this computer/,
      action: 'retry-now',
      break: (plant) => narrow(plant, 0),
      mend: (plant) => narrow(plant, 20_000),
    },
  ]),
  {
    name: "one destination's server stalls",
    outputs: 2,
    stage: 'received',
    outputId: 'YouTube',
    says: /YouTube stopped accepting data; Twitch is fine/,
    action: 'retry-now',
    break: (plant) => void (link(plant, 1).kbps = 0),
    mend: (plant) => void (link(plant, 1).kbps = 20_000),
  },
  ...[1, 2].flatMap((outputs) =>
    [true, false].map((answersPings): Fault => ({
      name: `server stops acknowledging and ${answersPings ? 'still' : 'no longer'} answers pings`,
      outputs,
      // One server that says nothing at all, and nothing to compare it with, is most likely a dead link.
      ...(answersPings || outputs === 2
        ? { stage: 'received', says: /Twitch no longer confirms/, action: 'open-dashboard' }
        : { stage: 'send', says: /Nothing gets out of this computer/, action: 'retry-now' }),
      outputId: outputs === 1 ? null : 'Twitch',
      break: (plant) => void Object.assign(link(plant, 0), { acks: false, answersPings }),
      mend: (plant) => void Object.assign(link(plant, 0), { acks: true, answersPings: true }),
    })),
  ),
  ...[1, 2].map((outputs): Fault => ({
    name: 'server kicks us out and takes us back',
    outputs,
    stage: 'received',
    outputId: outputs === 1 ? null : 'Twitch',
    says: /Twitch closed the connection|takes the stream again/,
    action: 'retry-now',
    break: (plant, after) => void (after === 0 && (link(plant, 0).cut = 'connection-closed')),
    mend: () => undefined,
  })),
  ...[1, 2].map((outputs): Fault => ({
    name: 'server refuses the key after a cut',
    outputs,
    stage: 'received',
    outputId: outputs === 1 ? null : 'Twitch',
    says: /key|closed the connection/,
    action: 'open-dashboard',
    break: (plant, after) =>
      void (after === 0 && Object.assign(link(plant, 0), { cut: 'connection-closed', attempts: 'key-refused' })),
    mend: (plant) => void (link(plant, 0).attempts = null),
  })),
];

describe.each([...camera, ...computer, ...delivery])('$name, $outputs destination(s)', (fault) => {
  test.each([1, 2, 3, 4, 5])('seed %i: the right stage within five seconds, and none afterwards', (seed) => {
    const plant = new Plant(seed, { outputs: fault.outputs, hasCopy: true });
    const watch = new Watch(plant);
    plant.run(seed * 175);
    const before = watch.run(20_000);
    expect(before.filter(({ verdict }) => verdict !== null)).toEqual([]);
    const during = watch.run(5000, (after) => fault.break(plant, after));
    const last = during.at(-1)?.verdict;
    expect(verdictSchema.safeParse(last).error).toBeUndefined();
    expect({ stage: last?.stage, outputId: last?.outputId }).toEqual({ stage: fault.stage, outputId: fault.outputId });
    expect(last?.text).toMatch(fault.says);
    expect(during.map(({ verdict }) => verdict?.action)).toContain(fault.action);
    fault.mend(plant);
    const after = watch.run(60_000);
    expect(after.at(-1)?.verdict).toBeNull();
  });
});

test('a network that is gone is told before a computer that is too busy, which is told again when it is back', () => {
  const plant = new Plant(3, { outputs: 2, hasCopy: true });
  const watch = new Watch(plant);
  watch.run(10_000);
  plant.knobs.mixLoss = 0.2;
  expect(watch.run(8000).at(-1)?.verdict?.stage).toBe('mix');
  narrow(plant, 0);
  expect(watch.run(6000).at(-1)?.verdict).toMatchObject({ stage: 'send', action: 'retry-now' });
  narrow(plant, 20_000);
  expect(watch.run(10_000).at(-1)?.verdict?.stage).toBe('mix');
});

test('a verdict keeps its words while it says the same', () => {
  const plant = new Plant(7, { outputs: 2, hasCopy: true });
  const watch = new Watch(plant);
  watch.run(10_000);
  plant.knobs.encodeLoss = 0.2;
  const texts = watch.run(20_000).flatMap(({ verdict }) => (verdict === null ? [] : [verdict.text]));
  expect(texts.length).toBeGreaterThan(50);
  expect(new Set(texts).size).toBeLessThanOrEqual(2);
});
