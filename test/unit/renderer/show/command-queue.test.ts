/** Commands on their way to main: in order, and no more of a gesture than main takes. */
import { beforeEach, describe, expect, test } from 'vitest';
import { GestureRate } from '../../../../electron/store/show/gesture-rate.ts';
import { CommandQueue, leastGapMillis, targetOf } from '../../../../renderer/store/show/mirror/command-queue.ts';
import type { Command } from '../../../../shared/studio/edit/commands.ts';
import { wholeCanvas } from '../../../support/studio/show-parts.ts';

const move = (x: number, itemId = 'i'): Command => ({
  name: 'item.transform',
  sceneId: 'a',
  changes: [{ itemId, transform: { ...wholeCanvas, x } }],
});
const rename: Command = { name: 'scene.rename', sceneId: 'a', to: 'Talk' };

let now = 0;
let sent: Command[] = [];
let replaced: Command[] = [];
let timers: { at: number; callback: () => void }[] = [];
let queue: CommandQueue;

function pass(millis: number): void {
  now += millis;
  const due = timers.filter(({ at }) => at <= now);
  timers = timers.filter(({ at }) => at > now);
  for (const { callback } of due) callback();
}

describe('the queue', () => {
  beforeEach(() => {
    now = 1000;
    sent = [];
    replaced = [];
    timers = [];
    queue = new CommandQueue({
      send: async (command) => {
        sent.push(command);
        return true;
      },
      onReplaced: (command) => replaced.push(command),
      now: () => now,
      later: (callback, millis) => {
        const timer = { at: now + millis, callback };
        timers.push(timer);
        return () => {
          timers = timers.filter((each) => each !== timer);
        };
      },
    });
  });

  test('sends what stands alone at once', () => {
    void queue.push(move(1), null);
    void queue.push(move(2), null);
    expect(sent).toEqual([move(1), move(2)]);
  });

  test('of a held key sends the first at once and then the newest, and forgets the rest', async () => {
    const answers = [1, 2, 3, 4].map((x) => queue.push(move(x), 'g'));
    expect(sent).toEqual([move(1)]);
    pass(leastGapMillis);
    expect(sent).toEqual([move(1), move(4)]);
    expect(replaced).toEqual([move(2), move(3)]);
    expect(await Promise.all(answers)).toEqual([true, true, true, true]);
  });

  test('never sends more than main takes in a second', () => {
    for (let press = 0; press < 100; press += 1) {
      void queue.push(move(press), 'g');
      pass(10);
    }
    expect(sent.length).toBeLessThanOrEqual(18);
    pass(100);
    expect(sent.at(-1)).toEqual(move(99));
  });

  test('of many at once sends all, in order, as fast as main takes them', async () => {
    const rate = new GestureRate({ now: () => now });
    const refused: Command[] = [];
    queue = new CommandQueue({
      send: async (command, gesture) => {
        sent.push(command);
        if (gesture !== null && !rate.take()) refused.push(command);
        return true;
      },
      onReplaced: (command) => replaced.push(command),
      now: () => now,
      later: (callback, millis) => {
        timers.push({ at: now + millis, callback });
        return () => undefined;
      },
    });
    const all = Array.from({ length: 200 }, (_, index) => move(index, `item-${index}`));
    const answers = all.map((command) => queue.push(command, 'g'));
    expect(sent.length).toBeGreaterThan(40);
    void queue.push(rename, null);
    let isDrained = false;
    const drained = queue.drain()?.then(() => (isDrained = true));
    for (let millis = 0; millis < 12_000; millis += 10) {
      pass(10);
      expect(isDrained && sent.length < 201).toBe(false);
    }
    await drained;
    expect(refused).toEqual([]);
    expect(replaced).toEqual([]);
    expect(sent).toEqual([...all, rename]);
    expect(await Promise.all(answers)).not.toContain(false);
  });

  test('keeps the order: what waits goes before anything else', () => {
    void queue.push(move(1), 'g');
    void queue.push(move(2), 'g');
    void queue.push(rename, null);
    expect(sent).toEqual([move(1), move(2), rename]);
    pass(1000);
    expect(sent).toHaveLength(3);
  });

  test('commands for different things don’t replace each other', () => {
    void queue.push(move(1, 'i'), 'g');
    void queue.push(move(2, 'j'), 'g');
    void queue.push(move(3, 'i'), 'g');
    pass(1000);
    expect(sent).toEqual([move(1, 'i'), move(2, 'j'), move(3, 'i')]);
    expect(replaced).toEqual([]);
  });

  test('what adds or moves something is never replaced', () => {
    expect(targetOf({ name: 'item.order', sceneId: 'a', itemIds: ['i'], to: 'forward' })).toBeNull();
    expect(targetOf({ name: 'strip.set', sourceId: 's', patch: { muted: true } })).not.toBe(
      targetOf({ name: 'strip.set', sourceId: 's', patch: { faderDb: 0 } }),
    );
  });
});
