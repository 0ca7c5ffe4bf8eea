/** Captures begin one after the other, and none waits for ever for a question that nobody answers. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inTurn } from '../../../../../renderer/media/capture/display/open-screen.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('the next begins once the one before is done, or failed', async () => {
  const begun: string[] = [];
  const first = inTurn(async () => {
    begun.push('first');
    await new Promise((later) => setTimeout(later, 1000));
    throw new Error('refused');
  });
  const second = inTurn(async () => begun.push('second'));
  const refused = first.catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(900);
  expect(begun).toEqual(['first']);
  await vi.advanceTimersByTimeAsync(200);
  expect(await refused).toEqual(new Error('refused'));
  expect(await second).toBe(2);
});

test('an unanswered question holds up the next for seconds, not for ever, and may still be answered', async () => {
  let answer: (value: string) => void = () => undefined;
  const asked = inTurn(() => new Promise<string>((resolve) => (answer = resolve)));
  let hasBegun = false;
  const next = inTurn(async () => {
    hasBegun = true;
  });
  await vi.advanceTimersByTimeAsync(5000);
  expect(hasBegun).toBe(false);
  await vi.advanceTimersByTimeAsync(10_000);
  await next;
  expect(hasBegun).toBe(true);
  answer('a screen');
  expect(await asked).toBe('a screen');
});
