/** A silent or failing encoder is rebuilt, a hopeless one replaced, and the end of the ladder is said aloud. */
import { describe, expect, test } from 'vitest';
import {
  judgeCandidate,
  judgeFault,
  judgeStall,
  startWatchdog,
  watchOutput,
  watchSubmitted,
} from '../../../../shared/live/pipeline/encoder-watchdog.ts';

const second = 1_000_000;

describe('a stall', () => {
  test('is a second and a half with frames inside and no packet', () => {
    const waiting = watchSubmitted(startWatchdog(4, 0), 10 * second);
    expect(judgeStall(waiting, 11.5 * second - 1).verdict).toEqual({ kind: 'fine' });
    expect(judgeStall(waiting, 11.5 * second).verdict).toEqual({
      kind: 'rebuild',
      fault: 'encoder-stalled',
      candidate: 0,
    });
  });

  test('is not a pause in which nothing was submitted', () => {
    const idle = watchOutput(watchSubmitted(startWatchdog(4, 0), 0), 0, second);
    expect(judgeStall(idle, 100 * second).verdict).toEqual({ kind: 'fine' });
  });

  test('is counted from the last packet, not from the first frame', () => {
    const busy = watchOutput(watchSubmitted(startWatchdog(4, 0), 0), 2, 5 * second);
    expect(judgeStall(watchSubmitted(busy, 6 * second), 6.4 * second).verdict.kind).toBe('fine');
    expect(judgeStall(busy, 6.5 * second).verdict.kind).toBe('rebuild');
  });

  test('is not seen again before the rebuilt encoder took a frame', () => {
    const { watchdog } = judgeStall(watchSubmitted(startWatchdog(4, 0), 0), 3 * second);
    expect(judgeStall(watchdog, 60 * second).verdict).toEqual({ kind: 'fine' });
  });
});

describe('failures', () => {
  test('end a candidate when three fall within thirty seconds', () => {
    const first = judgeFault(startWatchdog(3, 0), 'encoder-failed', second);
    const next = judgeFault(first.watchdog, 'encoder-stalled', 10 * second);
    const third = judgeFault(next.watchdog, 'encoder-failed', 30 * second);
    expect([first, next].map(({ verdict }) => verdict)).toEqual([
      { kind: 'rebuild', fault: 'encoder-failed', candidate: 0 },
      { kind: 'rebuild', fault: 'encoder-stalled', candidate: 0 },
    ]);
    expect(third.verdict).toEqual({ kind: 'rebuild', fault: 'encoder-failed', candidate: 1 });
    expect(third.watchdog.failures).toEqual([]);
  });

  test('long ago are forgotten', () => {
    let { watchdog } = judgeFault(startWatchdog(3, 0), 'encoder-failed', 0);
    watchdog = judgeFault(watchdog, 'encoder-failed', second).watchdog;
    expect(judgeFault(watchdog, 'encoder-failed', 40 * second).verdict).toEqual({
      kind: 'rebuild',
      fault: 'encoder-failed',
      candidate: 0,
    });
  });

  test('of the last candidate leave none', () => {
    let judged = judgeFault(startWatchdog(1, 0), 'encoder-failed', 0);
    judged = judgeFault(judged.watchdog, 'encoder-failed', 1);
    judged = judgeFault(judged.watchdog, 'encoder-stalled', 2);
    expect(judged.verdict).toEqual({ kind: 'give-up', fault: 'encoder-stalled' });
  });
});

test('a candidate that cannot be built is skipped at once', () => {
  const judged = judgeCandidate(startWatchdog(2, 0), 'encoder-failed');
  expect(judged.verdict).toEqual({ kind: 'rebuild', fault: 'encoder-failed', candidate: 1 });
  expect(judgeCandidate(judged.watchdog, 'encoder-failed').verdict.kind).toBe('give-up');
});
