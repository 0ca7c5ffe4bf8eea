/** When a second encoder costs the first one too much: seconds of counters, late and not. */
import { describe, expect, test } from 'vitest';
import { EncoderBudget } from '../../../../shared/live/pipeline/encoder-budget.ts';

/** Seconds of 30 frames of which `lost[n]` were lost in second n. */
function after(...lost: readonly number[]): EncoderBudget {
  const budget = new EncoderBudget();
  feed(budget, lost);
  return budget;
}

function feed(budget: EncoderBudget, lost: readonly number[]): void {
  let submitted = 0;
  let droppedEncode = 0;
  budget.note({ submitted, droppedLate: 0, droppedEncode });
  for (const frames of lost) {
    submitted += 30 - frames;
    droppedEncode += frames;
    budget.note({ submitted, droppedLate: 0, droppedEncode });
  }
}

const start = [20, 20, 20, 20];

describe('the budget of a second encoder', () => {
  test('the seconds after a start tell nothing', () => {
    expect(after(...start).isExceeded).toBe(false);
    expect(after(...start, 0, 0, 0, 0).isExceeded).toBe(false);
  });

  test('three late seconds on end exceed it, two do not, nor three with a good one between', () => {
    expect(after(...start, 5, 5).isExceeded).toBe(false);
    expect(after(...start, 5, 5, 0, 5).isExceeded).toBe(false);
    expect(after(...start, 5, 5, 5).isExceeded).toBe(true);
  });

  test('a frame now and then is no lateness', () => {
    expect(after(...start, 1, 1, 1, 1, 1).isExceeded).toBe(false);
  });

  test('counters that begin anew are no loss, and a restart forgives', () => {
    const budget = after(...start, 5, 5, 5);
    budget.restart();
    expect(budget.isExceeded).toBe(false);
    feed(budget, [...start, 0, 0]);
    expect(budget.isExceeded).toBe(false);
  });
});
