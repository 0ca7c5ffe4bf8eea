/** The port never holds more than its credit: pictures give way first and come back with a key frame, sound last. */
import { expect, test } from 'vitest';
import { portCreditBytes } from '../../../../shared/contract/frames.ts';
import { audioExtraBytes, PortCredits } from '../../../../renderer/media/port/port-credits.ts';

test('acknowledgements free everything up to their number', () => {
  const credits = new PortCredits();
  for (const seq of [0, 1, 2]) credits.sent(seq, 100);
  credits.acknowledged(1);
  expect(credits.outstanding).toBe(100);
  credits.acknowledged(99);
  expect(credits.outstanding).toBe(0);
});

test('video beyond the credit is refused until a key frame fits', () => {
  const credits = new PortCredits();
  credits.sent(0, portCreditBytes - 10);
  expect(credits.admitVideo(11, false)).toBe(false);
  expect(credits.wantsKeyFrame).toBe(false);
  credits.acknowledged(0);
  expect(credits.wantsKeyFrame).toBe(true);
  expect(credits.admitVideo(5, false)).toBe(false);
  expect(credits.admitVideo(5, true)).toBe(true);
  expect(credits.admitVideo(5, false)).toBe(true);
  expect(credits.wantsKeyFrame).toBe(false);
});

test('sound still passes when pictures no longer do, but not without end', () => {
  const credits = new PortCredits();
  credits.sent(0, portCreditBytes);
  expect(credits.admitVideo(1, true)).toBe(false);
  expect(credits.admitAudio(audioExtraBytes)).toBe(true);
  expect(credits.admitAudio(audioExtraBytes + 1)).toBe(false);
});

test('a slate waits until packets have plenty of room, and never holds them back', () => {
  const credits = new PortCredits();
  credits.sent(0, portCreditBytes / 2);
  expect(credits.admitSlate(1)).toBe(false);
  expect(credits.admitVideo(1, false)).toBe(true);
  credits.acknowledged(0);
  expect(credits.admitSlate(portCreditBytes / 2 + 1)).toBe(false);
  expect(credits.admitSlate(portCreditBytes / 2)).toBe(true);
});

test('the second rendition has half the room, waits for key frames of its own, and never holds the main one back', () => {
  const credits = new PortCredits();
  credits.sent(0, portCreditBytes / 2);
  expect([credits.admitSecond(1, true), credits.secondWantsKeyFrame]).toEqual([false, false]);
  expect([credits.admitVideo(1, false), credits.wantsKeyFrame]).toEqual([true, false]);
  credits.acknowledged(0);
  expect(credits.secondWantsKeyFrame).toBe(true);
  expect([credits.admitSecond(1, false), credits.admitSecond(1, true), credits.admitSecond(1, false)]).toEqual([
    false,
    true,
    true,
  ]);
  expect(credits.secondWantsKeyFrame).toBe(false);
});
