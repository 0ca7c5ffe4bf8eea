/** The send queue at its bounds: what goes first, what goes last, and when the encoder is asked for a key frame. */
import { describe, expect, test } from 'vitest';
import type { EncodedPacket } from '../../../../shared/media/encoded-packet.ts';
import {
  audioDropAgeMillis,
  disposableDropAgeMillis,
  queueByteLimit,
  SendQueue,
  videoDropAgeMillis,
} from '../../../../shared/live/session/send-queue.ts';

/** `K`, `P`, `A`, or `B` for a frame that no other needs, at a time in ms. */
function packet(kind: string, at: number, length = 10): EncodedPacket {
  const track = kind === 'A' ? 'audio' : 'video';
  const isKeyFrame = kind === 'K' || kind === 'A';
  return {
    track,
    pts: at * 1000,
    dts: at * 1000,
    isKeyFrame,
    bytes: new Uint8Array(length).fill(kind === 'B' ? 1 : 0),
  };
}

const isSpare = ({ bytes }: EncodedPacket): boolean => bytes[0] === 1;

function push(queue: SendQueue, kind: string, at: number) {
  return queue.push(packet(kind, at), at);
}

function drain(queue: SendQueue): readonly string[] {
  const names: string[] = [];
  for (let next = queue.take(); next !== null; next = queue.take()) {
    names.push(`${next.track === 'audio' ? 'A' : next.isKeyFrame ? 'K' : isSpare(next) ? 'B' : 'P'}${next.dts / 1000}`);
  }
  return names;
}

const nothing = { droppedVideo: 0, droppedAudio: 0, needsKeyFrame: false };

test('a queue in time gives back what it got, in order, and counts its bytes', () => {
  const queue = new SendQueue();
  for (const [at, kind] of ['K', 'A', 'P', 'A', 'P'].entries()) expect(push(queue, kind, at)).toEqual(nothing);
  expect([queue.length, queue.byteLength, queue.age(100)]).toEqual([5, 50, 100]);
  expect(drain(queue)).toEqual(['K0', 'A1', 'P2', 'A3', 'P4']);
  expect([queue.length, queue.byteLength, queue.age(100)]).toEqual([0, 0, 0]);
});

describe('a picture that waits for more than 700 ms', () => {
  test('costs only the frames that no other needs, the waiting ones and those that come', () => {
    const queue = new SendQueue(isSpare);
    for (const [at, kind] of ['K', 'B', 'P', 'A', 'B', 'P'].entries()) push(queue, kind, at * 10);
    expect(push(queue, 'P', disposableDropAgeMillis)).toEqual(nothing);
    expect(push(queue, 'P', 11 + disposableDropAgeMillis)).toEqual({ ...nothing, droppedVideo: 2 });
    expect(push(queue, 'B', 40 + disposableDropAgeMillis)).toEqual({ ...nothing, droppedVideo: 1 });
    expect(drain(queue)).toEqual(['K0', 'P20', 'A30', 'P50', 'P700', 'P711']);
    expect(push(queue, 'B', 800)).toEqual(nothing);
    expect(drain(queue)).toEqual(['B800']);
  });

  test('is followed by all deltas at 900 ms', () => {
    const queue = new SendQueue(isSpare);
    for (const [at, kind] of ['K', 'B', 'P'].entries()) push(queue, kind, at * 10);
    expect(push(queue, 'A', 21 + videoDropAgeMillis)).toEqual({ ...nothing, droppedVideo: 3, needsKeyFrame: true });
  });
});

describe('a picture that waits too long', () => {
  test('takes all waiting pictures with it, and sound stays', () => {
    const queue = new SendQueue();
    push(queue, 'K', 0);
    push(queue, 'P', 10);
    push(queue, 'A', 20);
    expect(push(queue, 'A', 10 + videoDropAgeMillis)).toEqual(nothing);
    expect(push(queue, 'P', 11 + videoDropAgeMillis)).toEqual({ ...nothing, droppedVideo: 3, needsKeyFrame: true });
    expect(drain(queue)).toEqual(['A20', 'A910']);
  });

  test('keeps what follows out until a key frame, and asks for one once', () => {
    const queue = new SendQueue();
    push(queue, 'K', 0);
    push(queue, 'P', 1);
    expect(push(queue, 'P', 1000).needsKeyFrame).toBe(true);
    expect(push(queue, 'P', 1033)).toEqual({ ...nothing, droppedVideo: 1 });
    expect(push(queue, 'A', 1040)).toEqual(nothing);
    expect(push(queue, 'K', 1066)).toEqual(nothing);
    expect(push(queue, 'P', 1100)).toEqual(nothing);
    expect(drain(queue)).toEqual(['A1040', 'K1066', 'P1100']);
  });

  test('asks again after 2 s for the key frame that does not come, and not sooner for another one', () => {
    const queue = new SendQueue();
    push(queue, 'K', 0);
    push(queue, 'P', 1);
    const wishes = [1000, 1500, 2999, 3000, 4000].filter((at) => push(queue, 'P', at).needsKeyFrame);
    expect(wishes).toEqual([1000, 3000]);
    expect(push(queue, 'K', 4010)).toEqual(nothing);
    expect(push(queue, 'P', 4020)).toEqual(nothing);
    expect(push(queue, 'P', 4930)).toEqual({ ...nothing, droppedVideo: 3 });
    expect(push(queue, 'P', 5000)).toEqual({ ...nothing, droppedVideo: 1, needsKeyFrame: true });
  });

  test('asks for nothing more while the sound before it does not move either', () => {
    const queue = new SendQueue();
    push(queue, 'A', 0);
    push(queue, 'K', 5);
    push(queue, 'P', 10);
    expect(push(queue, 'P', 1000)).toEqual({ ...nothing, droppedVideo: 3, needsKeyFrame: true });
    expect(push(queue, 'P', 3500)).toEqual({ ...nothing, droppedVideo: 1 });
    expect(drain(queue)).toEqual(['A0']);
    expect(push(queue, 'P', 3533)).toEqual({ ...nothing, droppedVideo: 1, needsKeyFrame: true });
  });

  test('leaves a newer key frame and what hangs on it', () => {
    const queue = new SendQueue();
    push(queue, 'K', 0);
    push(queue, 'P', 1);
    push(queue, 'A', 2);
    push(queue, 'K', 800);
    push(queue, 'P', 833);
    expect(push(queue, 'P', 950)).toEqual({ ...nothing, droppedVideo: 2 });
    expect(push(queue, 'P', 983)).toEqual(nothing);
    expect(drain(queue)).toEqual(['A2', 'K800', 'P833', 'P950', 'P983']);
  });
});

test('drops are counted by what they were', () => {
  const queue = new SendQueue(isSpare);
  expect(queue.dropped).toEqual({ disposable: 0, delta: 0, key: 0, audio: 0 });
  for (const [at, kind] of ['A', 'K', 'B', 'P', 'P'].entries()) push(queue, kind, at);
  push(queue, 'P', 1000);
  expect(queue.dropped).toEqual({ disposable: 1, delta: 3, key: 1, audio: 0 });
  push(queue, 'B', 1001);
  push(queue, 'A', 1 + audioDropAgeMillis);
  expect(queue.dropped).toEqual({ disposable: 2, delta: 3, key: 1, audio: 1 });
});

describe('a queue that is as good as dead', () => {
  test('drops sound that is twenty seconds old, and no younger', () => {
    const queue = new SendQueue();
    push(queue, 'A', 0);
    push(queue, 'A', 10);
    expect(push(queue, 'A', audioDropAgeMillis)).toEqual(nothing);
    expect(push(queue, 'A', audioDropAgeMillis + 5)).toEqual({ ...nothing, droppedAudio: 1 });
    expect(drain(queue)).toEqual(['A10', 'A20000', 'A20005']);
  });

  test('never lets deltas outlive the key frame that they hang on', () => {
    const queue = new SendQueue();
    push(queue, 'K', 0);
    push(queue, 'P', audioDropAgeMillis - 100);
    expect(push(queue, 'P', audioDropAgeMillis + 1)).toEqual({ ...nothing, droppedVideo: 3, needsKeyFrame: true });
    expect(push(queue, 'P', audioDropAgeMillis + 2)).toEqual({ ...nothing, droppedVideo: 1 });
    expect(drain(queue)).toEqual([]);
  });

  test('stays within its bytes: pictures go first, then the oldest sound', () => {
    const queue = new SendQueue();
    const half = queueByteLimit / 2;
    queue.push(packet('A', 0, half), 0);
    queue.push(packet('K', 1, half), 1);
    expect(queue.push(packet('A', 2, 1), 2)).toEqual({ ...nothing, droppedVideo: 1, needsKeyFrame: true });
    expect(queue.push(packet('A', 3, half), 3)).toEqual({ ...nothing, droppedAudio: 1 });
    expect([drain(queue), queue.byteLength]).toEqual([['A2', 'A3'], 0]);
  });
});
