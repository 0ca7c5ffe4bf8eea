/** The diagnosis over generated broadcasts: silent while all is well, of one mind while it is not, and silent again afterwards. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { verdictSchema } from '../../../shared/contract/delivery.ts';
import { stageSchema } from '../../../shared/contract/session.ts';
import { errorCodes, studioError } from '../../../shared/errors.ts';
import { Diagnosis, type DiagnosisReading } from '../../../shared/live/diagnosis/diagnosis.ts';
import type { DiagnosisSample } from '../../../shared/live/diagnosis/sample.ts';
import { Plant, randomFrom } from '../../support/diagnosis/plant.ts';

/** Looks at irregular times, as a busy main process does. */
function* looks(plant: Plant, seed: number, millis: number): Generator<DiagnosisSample> {
  const random = randomFrom(seed);
  for (const end = plant.now + millis; plant.now < end;) {
    plant.run(150 + Math.floor(random() * 14) * 25);
    yield plant.sample();
  }
}

function expectOneMind(sample: DiagnosisSample, { stages, verdict }: DiagnosisReading): void {
  for (const stage of stages) {
    expect(stageSchema.safeParse(stage).error).toBeUndefined();
    expect([stage.id, stage.verdict !== '']).toEqual([stage.id, stage.health === 'weak' || stage.health === 'bad']);
  }
  const isTroubled = stages.some(({ health }) => health === 'weak' || health === 'bad');
  expect(isTroubled).toBe(verdict !== null);
  if (verdict === null) return;
  expect(verdictSchema.safeParse(verdict).error).toBeUndefined();
  expect(stages.find(({ id }) => id === verdict.stage)?.verdict).toBe(verdict.text);
  expect([null, ...sample.outputs.map(({ id }) => id)]).toContain(verdict.outputId);
}

test('a healthy broadcast has no verdict, however its camera, its pictures and its acknowledgements vary', () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: fc.nat(),
        outputs: fc.integer({ min: 1, max: 8 }),
        hasCopy: fc.boolean(),
        cameraFps: fc.constantFrom(29.2, 30, 30.6),
      }),
      ({ seed, outputs, hasCopy, cameraFps }) => {
        const plant = new Plant(seed, { outputs, hasCopy });
        plant.knobs.captureFps = cameraFps;
        // One frame in five seconds is lost here and there.
        plant.knobs.mixLoss = 1 / 150;
        const diagnosis = new Diagnosis();
        for (const sample of looks(plant, seed, 60_000)) {
          const reading = diagnosis.look(sample, plant.now);
          expect(reading.verdict).toBeNull();
          expectOneMind(sample, reading);
        }
      },
    ),
    { numRuns: 40 },
  );
});

type Twist = (plant: Plant, choice: number) => void;

const twists: readonly Twist[] = [
  ({ knobs }) => void (knobs.trouble = 'The camera was unplugged.'),
  ({ knobs }) => void (knobs.isFrozen = true),
  ({ knobs }, choice) => void (knobs.captureFps = choice % 30),
  ({ knobs }, choice) => void (knobs.mixLoss = (choice % 90) / 100),
  ({ knobs }, choice) => void (knobs.encodeLoss = (choice % 90) / 100),
  ({ knobs }) => void (knobs.encodes = false),
  ({ knobs }) => void (knobs.encodesSound = false),
  ({ knobs }) => void (knobs.isPageAlive = false),
  ({ knobs }) => void (knobs.hasCopySound = false),
  ({ knobs }) => void (knobs.copySilentMillis = 25_000),
  ({ links }, choice) => links.forEach(({ knobs }) => void (knobs.kbps = choice % 8000)),
  ({ links }, choice) => links.slice(choice % links.length).forEach(({ knobs }) => void (knobs.kbps = 0)),
  ({ links }, choice) =>
    Object.assign(links[choice % links.length]?.knobs ?? {}, { acks: false, answersPings: choice % 2 === 0 }),
  ({ links }, choice) =>
    Object.assign(links[choice % links.length]?.knobs ?? {}, {
      cut: errorCodes[choice % errorCodes.length],
      attempts: errorCodes[choice % errorCodes.length],
    }),
];

function mend(plant: Plant): void {
  Object.assign(plant.knobs, new Plant(0, { outputs: 1, hasCopy: true }).knobs);
  for (const { knobs } of plant.links)
    Object.assign(knobs, { kbps: 20_000, acks: true, answersPings: true, cut: null, attempts: null });
}

test('whatever breaks, there is one verdict, it is the sentence of its stage, and it goes when all is mended', () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: fc.nat(),
        outputs: fc.integer({ min: 1, max: 4 }),
        hasCopy: fc.boolean(),
        breaks: fc.array(fc.tuple(fc.nat(twists.length - 1), fc.nat(10_000)), { minLength: 1, maxLength: 4 }),
      }),
      ({ seed, outputs, hasCopy, breaks }) => {
        const plant = new Plant(seed, { outputs, hasCopy });
        const diagnosis = new Diagnosis();
        for (const sample of looks(plant, seed, 8000)) diagnosis.look(sample, plant.now);
        for (const [index, choice] of breaks) {
          twists[index]?.(plant, choice);
          for (const sample of looks(plant, seed + index, 6000))
            expectOneMind(sample, diagnosis.look(sample, plant.now));
        }
        mend(plant);
        for (const sample of looks(plant, seed, 75_000)) expectOneMind(sample, diagnosis.look(sample, plant.now));
        expect(diagnosis.look(plant.sample(), plant.now).verdict).toBeNull();
      },
    ),
    { numRuns: 60 },
  );
});

const number = fc.oneof(fc.double({ noNaN: true, min: 0, max: 1e12 }), fc.nat(100));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const output = fc.record({
  id: fc.constantFrom('a', 'b', 'c'),
  name: fc.string({ maxLength: 80 }),
  state: fc.constantFrom('idle', 'connecting', 'live', 'reconnecting', 'paused', 'ending', 'failed'),
  reason: maybe(fc.constantFrom(...errorCodes).map((code) => studioError(code, { said: 'x'.repeat(400) }))),
  written: number,
  waiting: number,
  acknowledged: maybe(number),
  delivered: maybe(number),
  queueAgeMillis: number,
  sentKbps: number,
  rttMillis: maybe(number),
  confirmedBy: fc.constantFrom('acknowledged', 'accepted', null),
});
const anySample: fc.Arbitrary<DiagnosisSample> = fc.record({
  fps: fc.double({ noNaN: true, min: 1, max: 240 }),
  isEncoding: fc.boolean(),
  isPageAlive: fc.boolean(),
  isRecording: fc.boolean(),
  source: fc.record({
    name: fc.string(),
    trouble: fc.string({ maxLength: 300 }),
    fps: maybe(number),
    isMicOpen: fc.boolean(),
  }),
  worker: maybe(
    fc.record({
      at: number,
      mixed: number,
      droppedLate: number,
      droppedEncode: number,
      droppedPort: number,
      encodeQueue: number,
      sourceAgeMillis: maybe(number),
      captureFps: number,
      mixMillis: number,
    }),
  ),
  encoder: fc.record({
    bytes: number,
    videoKbps: number,
    failedAt: maybe(number),
    pictureAt: maybe(number),
    soundAt: maybe(number),
  }),
  rate: maybe(fc.record({ kbps: number, targetKbps: number })),
  outputs: fc.uniqueArray(output, { maxLength: 8, selector: ({ id }) => id }),
  isCopyControl: fc.boolean(),
  copy: maybe(
    fc.record({
      fps: number,
      soundFps: number,
      skewMillis: maybe(number),
      latencyMillis: maybe(number),
      silentMillis: maybe(number),
      stillMillis: maybe(number),
      blackMillis: maybe(number),
      problems: fc.array(fc.string({ maxLength: 400 }), { maxLength: 20 }),
    }),
  ),
});

test('no figures whatever make it throw or say more than a sentence', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anySample, fc.nat(5000)), { maxLength: 20 }), (steps) => {
      const diagnosis = new Diagnosis();
      let now = 0;
      for (const [sample, gap] of steps) {
        now += gap;
        const { stages, verdict } = diagnosis.look(sample, now);
        for (const stage of stages) expect(stage.verdict.length).toBeLessThanOrEqual(300);
        expect(verdict?.text.length ?? 1).toBeLessThanOrEqual(300);
      }
    }),
    { numRuns: 300 },
  );
});
