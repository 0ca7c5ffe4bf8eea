/** How a source is told to be, and what stands in its place. */
import { describe, expect, test } from 'vitest';
import {
  drawnFor,
  isNews,
  sourceState,
  type SourceFacts,
  type SourceReport,
} from '../../../../shared/studio/scene/source-status.ts';

const flowing: SourceFacts = {
  kind: 'camera',
  hasFailed: false,
  hasPicture: true,
  isHeld: false,
  isFrozen: false,
  openMillis: 60_000,
};

describe('a source', () => {
  test.each([
    ['fresh', 'itself', flowing],
    ['late', 'holding', { ...flowing, isHeld: true }],
    ['frozen', 'holding', { ...flowing, isHeld: true, isFrozen: true }],
    ['missing', 'holding', { ...flowing, hasFailed: true, hasPicture: false }],
    ['late', 'nothing', { ...flowing, hasPicture: false, openMillis: 100 }],
    ['missing', 'holding', { ...flowing, hasPicture: false, openMillis: 800 }],
    ['missing', 'nothing', { ...flowing, kind: 'image' as const, hasPicture: false }],
    ['missing', 'holding', { ...flowing, kind: 'window' as const, hasPicture: false }],
  ])('is %s and gives %s', (state, drawn, facts) => {
    expect([sourceState(facts), drawnFor(facts, false)]).toEqual([state, drawn]);
  });

  test('has its stand-in drawn once it is no longer waited for', () => {
    expect(drawnFor({ ...flowing, isHeld: true }, true)).toBe('stand-in');
    expect(drawnFor({ ...flowing, hasPicture: false, openMillis: 100 }, true)).toBe('nothing');
    expect(drawnFor({ ...flowing, hasPicture: false, hasFailed: true, openMillis: 100 }, true)).toBe('stand-in');
    expect(drawnFor(flowing, true)).toBe('itself');
  });
});

describe('the window hears', () => {
  const report: SourceReport = { sourceId: 's', state: 'fresh', ageMillis: 20, width: 640, height: 480 };

  test('of each change at once, of ages once a second where they tell something', () => {
    expect(isNews(report, null, 0)).toBe(true);
    expect(isNews(report, report, 5000)).toBe(false);
    expect(isNews({ ...report, state: 'late' }, report, 0)).toBe(true);
    expect(isNews({ ...report, width: 320 }, report, 0)).toBe(true);
    expect(isNews({ ...report, ageMillis: 900 }, report, 999)).toBe(false);
    expect(isNews({ ...report, ageMillis: 900 }, report, 1000)).toBe(true);
  });
});
