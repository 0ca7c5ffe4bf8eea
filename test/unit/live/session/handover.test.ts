/** Moving a live stream to another server. */
import { expect, test } from 'vitest';
import { Handover } from '../../../../shared/live/session/handover.ts';

const key = { track: 'video', isKeyFrame: true } as const;
const delta = { track: 'video', isKeyFrame: false } as const;
const sound = { track: 'audio', isKeyFrame: true } as const;

test('C40: the old connection carries everything until the new one is accepted and a key frame comes', () => {
  const move = new Handover();
  expect([key, delta, sound].map((packet) => move.route(packet))).toEqual(['old', 'old', 'old']);
  move.accepted();
  expect([delta, sound, delta].map((packet) => move.route(packet))).toEqual(['old', 'old', 'old']);
  expect(move.state).toBe('ready');
  expect([key, sound, delta].map((packet) => move.route(packet))).toEqual(['new', 'new', 'new']);
  expect(move.state).toBe('moved');
});

test('C40: a new connection that fails before its key frame changes nothing', () => {
  for (const isAccepted of [false, true]) {
    const move = new Handover();
    if (isAccepted) move.accepted();
    move.failed();
    move.accepted();
    expect([key, delta].map((packet) => move.route(packet))).toEqual(['old', 'old']);
    expect(move.state).toBe('given-up');
  }
});

test("C40: after the move a failure is the new connection's own", () => {
  const move = new Handover();
  move.accepted();
  move.route(key);
  move.failed();
  expect([move.state, move.route(delta)]).toEqual(['moved', 'new']);
});
