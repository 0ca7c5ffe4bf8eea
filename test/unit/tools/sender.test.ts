/** The pace of `publish`: what becomes time 0, and files with holes longer than a timer knows. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TagSender } from '../../../electron/command-line/tools/publish/sender.ts';
import type { SourceTag, TagSource } from '../../../electron/command-line/tools/publish/tag-source.ts';
import type { TagPublisher } from '../../../electron/rtmp/publish/tag-publisher.ts';

const header = Uint8Array.of(0x17, 0, 0, 0, 0, 1, 100, 0, 31);
const picture = Uint8Array.of(0x17, 1, 0, 0, 0, 1);

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Sends tags at their pace; what went out, as `timestamp` of each. */
function sending(tags: readonly SourceTag[]): { readonly sent: number[]; readonly sender: TagSender } {
  const sent: number[] = [];
  const left = [...tags];
  const source: TagSource = {
    metadata: null,
    enhanced: null,
    error: null,
    next: () => left.shift() ?? 'end',
    onReady: () => undefined,
    rewind: () => undefined,
    close: () => undefined,
  };
  const publisher: Pick<TagPublisher, 'isFull' | 'writeTag' | 'writeData' | 'flush'> = {
    isFull: false,
    writeTag: (_, timestamp) => sent.push(timestamp) > 0,
    writeData: () => true,
    flush: () => undefined,
  };
  const sender = new TagSender(
    { source, pace: 'realtime', loop: false, clock: { now: () => Date.now(), wallclock: () => Date.now() } },
    { onDone: () => undefined, onFailed: () => undefined },
  );
  // oxlint-disable-next-line no-unsafe-type-assertion -- the four members are all that a sender uses
  sender.start(publisher as TagPublisher);
  return { sent, sender };
}

it('begins with the first frame, hours after a header at 0', () => {
  const start = 16_800_000;
  const { sent, sender } = sending([
    { track: 'video', timestamp: 0, body: header },
    { track: 'video', timestamp: start, body: picture },
    { track: 'video', timestamp: start + 40, body: picture },
  ]);
  vi.advanceTimersByTime(40);
  expect(sent).toEqual([0, 0, 40]);
  sender.stop();
});

it('sleeps through a hole of thirty days instead of asking every millisecond', () => {
  const hole = 30 * 24 * 3_600_000;
  const sleeps = vi.spyOn(globalThis, 'setTimeout');
  const { sent, sender } = sending([
    { track: 'video', timestamp: 0, body: picture },
    { track: 'video', timestamp: hole, body: picture },
  ]);
  expect(sleeps.mock.lastCall?.[1]).toBeLessThan(2 ** 31);
  vi.advanceTimersByTime(hole);
  expect(sent).toEqual([0, hole]);
  sender.stop();
});
