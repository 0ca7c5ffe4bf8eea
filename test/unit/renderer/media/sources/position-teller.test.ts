/** Where films stand: told to whoever watches, twice a second, and no more than that. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PositionTeller } from '../../../../../renderer/media/compose/sources/film/position-teller.ts';
import type { MediaPosition } from '../../../../../renderer/media/compose/sources/producer.ts';

const at = (millis: number): MediaPosition => ({ index: 0, millis, lengthMillis: 5000, isPaused: false, rests: null });

describe('where films stand', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  const stage = () => {
    const asked: string[] = [];
    const told: (number | null)[] = [];
    const films = new Map<string, MediaPosition>();
    const window = { isSeen: true };
    const teller = new PositionTeller({
      positionOf: (sourceId) => {
        asked.push(sourceId);
        return films.get(sourceId) ?? null;
      },
      isSeen: () => window.isSeen,
      onPosition: (_, position) => told.push(position?.millis ?? null),
    });
    return { asked, told, films, teller, window };
  };

  test('nobody is asked before somebody watches, nor afterwards', () => {
    const { asked, teller } = stage();
    vi.advanceTimersByTime(5000);
    expect(asked).toEqual([]);
    teller.watch('film', true);
    vi.advanceTimersByTime(1000);
    expect(asked).toEqual(['film', 'film', 'film']);
    teller.watch('film', false);
    vi.advanceTimersByTime(5000);
    expect(asked).toHaveLength(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a film that moves is told twice a second, one that stands once', () => {
    const { told, films, teller } = stage();
    films.set('film', at(0));
    teller.watch('film', true);
    expect(told).toEqual([0]);
    for (let millis = 20; millis <= 1000; millis += 20) {
      films.set('film', at(millis));
      vi.advanceTimersByTime(20);
    }
    expect(told).toEqual([0, 500, 1000]);
    vi.advanceTimersByTime(5000);
    expect(told).toHaveLength(3);
  });

  test('nobody is asked for a window that is hidden', () => {
    const { asked, told, films, teller, window } = stage();
    teller.watch('film', true);
    window.isSeen = false;
    films.set('film', at(100));
    vi.advanceTimersByTime(5000);
    expect([asked.length, told]).toEqual([1, [null]]);
    window.isSeen = true;
    vi.advanceTimersByTime(500);
    expect(told).toEqual([null, 100]);
  });

  test('one that is closed is told as such, and again when it is open', () => {
    const { told, films, teller } = stage();
    teller.watch('film', true);
    films.set('film', at(100));
    vi.advanceTimersByTime(500);
    films.delete('film');
    vi.advanceTimersByTime(500);
    expect(told).toEqual([null, 100, null]);
  });
});
