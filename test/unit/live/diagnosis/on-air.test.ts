/** LIVE is said of bytes that were taken and of a copy that is right, never of the wish alone. */
import { describe, expect, test } from 'vitest';
import { Acceptance, acceptedMillis, isReallyLive, liveWord } from '../../../../shared/live/diagnosis/on-air.ts';
import type { CopySample, OutputSample } from '../../../../shared/live/diagnosis/sample.ts';

const output: OutputSample = {
  id: 'main',
  name: 'Twitch',
  state: 'live',
  reason: null,
  written: 1000,
  waiting: 0,
  acknowledged: null,
  delivered: null,
  queueAgeMillis: 0,
  sentKbps: 4000,
  rttMillis: 20,
  confirmedBy: 'accepted',
};

const copy: CopySample = {
  fps: 30,
  soundFps: 47,
  skewMillis: 1,
  latencyMillis: 40,
  silentMillis: 0,
  stillMillis: null,
  blackMillis: null,
  problems: [],
};

describe('a destination accepts', () => {
  test('for two seconds after it took bytes', () => {
    const acceptance = new Acceptance();
    acceptance.look([output], 0);
    expect(acceptance.accepting(0)).toEqual(['main']);
    acceptance.look([output], 1000);
    expect(acceptance.accepting(acceptedMillis)).toEqual(['main']);
    expect(acceptance.accepting(acceptedMillis + 1)).toEqual([]);
    acceptance.look([{ ...output, written: 2000 }], 5000);
    expect(acceptance.accepting(5000)).toEqual(['main']);
  });

  test('by what arrived there, not by what waits in a socket, where that is told', () => {
    const acceptance = new Acceptance();
    acceptance.look([{ ...output, delivered: 500 }], 0);
    acceptance.look([{ ...output, written: 90_000, delivered: 500 }], 3000);
    expect(acceptance.accepting(3000)).toEqual([]);
    acceptance.look([{ ...output, written: 90_000, delivered: 501 }], 3100);
    expect(acceptance.accepting(3100)).toEqual(['main']);
  });

  test('only while it is live, and by its present connection', () => {
    const acceptance = new Acceptance();
    acceptance.look([{ ...output, state: 'reconnecting' }], 0);
    expect(acceptance.accepting(0)).toEqual([]);
    acceptance.look([{ ...output, written: 10 }], 100);
    expect(acceptance.accepting(100)).toEqual(['main']);
  });

  test('each for itself', () => {
    const acceptance = new Acceptance();
    acceptance.look([output, { ...output, id: 'b' }], 0);
    acceptance.look([output, { ...output, id: 'b', written: 5000 }], 2500);
    expect(acceptance.accepting(2500)).toEqual(['b']);
    acceptance.look([], 2600);
    expect(acceptance.accepting(2600)).toEqual([]);
  });
});

test.each([
  ['nobody takes bytes', [], copy, false],
  ['bytes are taken and there is no copy to ask', ['main'], null, true],
  ['bytes are taken and the copy is right', ['main'], copy, true],
  ['the copy has no sound', ['main'], { ...copy, soundFps: 0 }, false],
  ['the copy has less than half of its pictures', ['main'], { ...copy, fps: 14.9 }, false],
] as const)('%s', (_name, accepting, received, live) => {
  expect(isReallyLive(accepting, { fps: 30, copy: received })).toBe(live);
});

test.each([
  [{ isReallyLive: true, isHolding: false, hasVerdict: false }, 'LIVE'],
  [{ isReallyLive: true, isHolding: false, hasVerdict: true }, 'LIVE – WEAK'],
  [{ isReallyLive: false, isHolding: false, hasVerdict: false }, 'LIVE – WEAK'],
  [{ isReallyLive: true, isHolding: true, hasVerdict: true }, 'LIVE – HOLDING'],
] as const)('%o reads %s', (input, word) => {
  expect(liveWord(input)).toBe(word);
});
