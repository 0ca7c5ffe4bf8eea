/** The five-stage strip: each stage's thresholds from both sides, its figure, and a sentence exactly when it is not well. */
import { describe, expect, test } from 'vitest';
import {
  formatRate,
  idleStages,
  readStages,
  stageIds,
  type StageId,
  type StageInput,
} from '../../../../shared/live/diagnosis/stages.ts';
import { stageSchema } from '../../../../shared/contract/session.ts';

const well: StageInput = {
  targetFps: 30,
  captureFps: 30,
  captureTrouble: '',
  mixMillis: 2.34,
  mixLoss: 0,
  encodeLoss: 0,
  encodeQueue: 0,
  videoKbps: 4000,
  encoding: true,
  sending: true,
  reconnecting: false,
  sentKbps: 4200,
  queueAgeMillis: 0,
  confirmedBy: 'acknowledged',
  rttMillis: 21.6,
  receivedFps: null,
  receivedLatencyMillis: null,
  receivedProblem: '',
};

function read(id: StageId, change: Partial<StageInput>) {
  const stages = readStages({ ...well, ...change });
  for (const stage of stages) {
    expect(stageSchema.safeParse(stage).success).toBe(true);
    expect([stage.id, stage.verdict !== '']).toEqual([stage.id, stage.health === 'weak' || stage.health === 'bad']);
  }
  const stage = stages.find((one) => one.id === id);
  return { health: stage?.health, figure: stage?.figure };
}

test('a good second is well in all five stages, in the order of the strip', () => {
  const stages = readStages(well);
  expect(stages.map(({ id }) => id)).toEqual(stageIds);
  expect(stages.map(({ health }) => health)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  expect(stages.map(({ figure }) => figure)).toEqual(['30.0 fps', '2.3 ms', '4.0 Mb/s', '4.2 Mb/s', '22 ms']);
});

test('nothing is known of five stages before the first second', () => {
  expect(idleStages()).toEqual(stageIds.map((id) => ({ id, health: 'idle', figure: '', verdict: '' })));
});

const thresholds: readonly (readonly [StageId, Partial<StageInput>, string])[] = [
  ['capture', { captureFps: 27 }, 'ok'],
  ['capture', { captureFps: 26.9 }, 'weak'],
  ['capture', { captureFps: 1 }, 'weak'],
  ['capture', { captureFps: 0.9 }, 'bad'],
  ['mix', { mixLoss: 0.01 }, 'ok'],
  ['mix', { mixLoss: 0.011 }, 'weak'],
  ['mix', { mixLoss: 0.05 }, 'weak'],
  ['mix', { mixLoss: 0.051 }, 'bad'],
  ['encode', { encodeLoss: 0.01 }, 'ok'],
  ['encode', { encodeLoss: 0.011 }, 'weak'],
  ['encode', { encodeLoss: 0.051 }, 'bad'],
  ['encode', { encodeQueue: 3 }, 'ok'],
  ['encode', { encodeQueue: 4 }, 'weak'],
  ['encode', { encodeQueue: 8 }, 'weak'],
  ['encode', { encodeQueue: 9 }, 'bad'],
  ['send', { queueAgeMillis: 900 }, 'ok'],
  ['send', { queueAgeMillis: 901 }, 'weak'],
  ['send', { queueAgeMillis: 2000 }, 'weak'],
  ['send', { queueAgeMillis: 2001 }, 'bad'],
  ['received', { receivedFps: 28.5 }, 'ok'],
  ['received', { receivedFps: 28.4 }, 'weak'],
  ['received', { receivedFps: 15 }, 'weak'],
  ['received', { receivedFps: 14.9 }, 'bad'],
];

test.each(thresholds)('the stage %s with %o is %s', (id, change, health) => {
  expect(read(id, change).health).toBe(health);
});

describe('a stage says', () => {
  test('that there is no picture, in the words of the camera, whatever the rate', () => {
    const [capture] = readStages({ ...well, captureTrouble: 'The camera is gone.' });
    expect(capture).toEqual({ id: 'capture', health: 'bad', figure: 'no picture', verdict: 'The camera is gone.' });
  });

  test('nothing of an encoder that is not at work, however late its queue', () => {
    expect(read('encode', { encoding: false, encodeQueue: 99, encodeLoss: 1 })).toEqual({ health: 'idle', figure: '' });
  });

  test('nothing of sending before there is a connection, and "cut" while it is restored', () => {
    expect(read('send', { sending: false, queueAgeMillis: 9999 })).toEqual({ health: 'idle', figure: '' });
    expect(read('send', { sending: false, reconnecting: true })).toEqual({ health: 'bad', figure: 'cut' });
  });

  test('nothing of the other side before it confirmed anything', () => {
    expect(read('received', { confirmedBy: null, receivedFps: 0, receivedProblem: 'late' }).health).toBe('idle');
  });

  test('how the other side confirmed', () => {
    expect(read('received', { confirmedBy: 'accepted' }).figure).toBe('accepted');
    expect(read('received', { rttMillis: null }).figure).toBe('acknowledged');
    expect(read('received', { receivedFps: 30, receivedLatencyMillis: 41.4 }).figure).toBe('41 ms');
    expect(read('received', { receivedFps: 30 }).figure).toBe('30.0 fps');
  });

  test('what the ingest found before any rate', () => {
    const found = readStages({ ...well, receivedFps: 30, receivedProblem: 'The first picture was not a key frame.' });
    expect(found.at(-1)).toMatchObject({ health: 'bad', verdict: 'The first picture was not a key frame.' });
  });
});

test.each([
  [0, '0 kb/s'],
  [999, '999 kb/s'],
  [1000, '1.0 Mb/s'],
  [4249, '4.2 Mb/s'],
])('%d kb/s reads %s', (kbps, text) => {
  expect(formatRate(kbps)).toBe(text);
});
