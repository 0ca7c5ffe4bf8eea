/** Key frames come once per GOP or on request, and a dropped frame never swallows one. */
import { expect, test } from 'vitest';
import {
  beginSlot,
  firstKeyFrames,
  frameSubmitted,
  requestKeyFrame,
  slotsPerGop,
} from '../../../../shared/live/pipeline/key-frames.ts';

const gop = slotsPerGop(2, 30);

/** Runs `slots` slots; `isDropped` says whose frame never reached the encoder. Returns the slots of key frames. */
function run(
  slots: number,
  isDropped: (slot: number) => boolean = () => false,
  requests: readonly number[] = [],
): number[] {
  const keys: number[] = [];
  let state = firstKeyFrames;
  for (let slot = 0; slot < slots; slot += 1) {
    if (requests.includes(slot)) state = requestKeyFrame(state);
    state = beginSlot(state, { slot, skipped: 0 }, gop);
    if (!isDropped(slot)) {
      if (state.isOwed) keys.push(slot);
      state = frameSubmitted(state, slot);
    }
  }
  return keys;
}

test('the first frame is a key frame, then one every two seconds', () => {
  expect(run(181)).toEqual([0, 60, 120, 180]);
});

test('a key frame whose own frame is dropped moves to the next frame that is not', () => {
  expect(run(130, (slot) => slot >= 60 && slot < 64)).toEqual([0, 64, 124]);
  expect(run(3, (slot) => slot === 0)).toEqual([1]);
});

test('a requested key frame starts the GOP anew', () => {
  expect(run(100, undefined, [20])).toEqual([0, 20, 80]);
});

test('slots the clock gave up count as time', () => {
  let state = frameSubmitted(firstKeyFrames, 0);
  state = beginSlot(state, { slot: 75, skipped: 12 }, gop);
  expect(state.isOwed).toBe(true);
});

test('a GOP has at least one slot', () => {
  expect(slotsPerGop(0.5, 10)).toBe(5);
  expect(slotsPerGop(0.01, 10)).toBe(1);
});

test('a clock that gives up slots makes its key frame early rather than late', () => {
  const state = frameSubmitted(firstKeyFrames, 0);
  expect(beginSlot(state, { slot: 57, skipped: 2 }, gop).isOwed).toBe(false);
  expect(beginSlot(state, { slot: 58, skipped: 2 }, gop).isOwed).toBe(true);
  expect(beginSlot(state, { slot: 58, skipped: 0 }, gop).isOwed).toBe(false);
});
