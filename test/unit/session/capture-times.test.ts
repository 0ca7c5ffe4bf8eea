/** Capture times by timestamp and track, bounded; and the session's timers by name. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CaptureTimes } from '../../../shared/live/ingest/capture-times.ts';
import { NamedTimers } from '../../../electron/session/named-timers.ts';

describe('capture times', () => {
  test('are found by track and timestamp', () => {
    const times = new CaptureTimes();
    times.add('video', 33, 1000);
    times.add('audio', 33, 2000);
    expect([times.find('video', 33), times.find('audio', 33), times.find('video', 34)]).toEqual([1000, 2000, null]);
  });

  test('of 0 mean unknown and take no place', () => {
    const times = new CaptureTimes();
    times.add('video', 33, 0);
    expect(times.find('video', 33)).toBeNull();
  });

  test('keep the newest 512 of each track', () => {
    const times = new CaptureTimes();
    times.add('audio', 0, 1);
    for (let timestamp = 0; timestamp < 10_000; timestamp += 1) times.add('video', timestamp, timestamp + 1);
    expect([times.find('video', 9487), times.find('video', 9488)]).toEqual([null, 9489]);
    expect(times.find('audio', 0)).toBe(1);
  });
});

describe('timers by name', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('exist once: a later start replaces an earlier one', () => {
    const timers = new NamedTimers();
    const heard: string[] = [];
    timers.after('retry', 100, () => heard.push('first'));
    timers.after('retry', 200, () => heard.push('second'));
    vi.advanceTimersByTime(1000);
    expect(heard).toEqual(['second']);
  });

  test('run until they fired, or for ever when they repeat', () => {
    const timers = new NamedTimers();
    timers.after('flush', 100, () => {});
    timers.every('second', 100, () => {});
    vi.advanceTimersByTime(100);
    expect([timers.isRunning('flush'), timers.isRunning('second'), timers.isRunning('stop')]).toEqual([
      false,
      true,
      false,
    ]);
    timers.clear('second');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('may be started again by their own act', () => {
    const timers = new NamedTimers();
    let count = 0;
    const again = (): void => {
      count += 1;
      if (count < 3) timers.after('capture', 10, again);
    };
    timers.after('capture', 10, again);
    vi.advanceTimersByTime(1000);
    expect([count, timers.isRunning('capture')]).toEqual([3, false]);
  });

  test('are all cleared at once, whichever they are', () => {
    const timers = new NamedTimers();
    const heard: string[] = [];
    timers.every('second', 10, () => heard.push('second'));
    timers.after('stop', 10, () => heard.push('stop'));
    timers.clearAll();
    timers.clear('stop');
    vi.advanceTimersByTime(1000);
    expect([heard, vi.getTimerCount()]).toEqual([[], 0]);
  });
});
