/** The table of moves, state by state: what is legal leads where it should, and everything else changes nothing. */
import { describe, expect, test } from 'vitest';
import {
  isActive,
  isOnAir,
  isTrying,
  moveFor,
  nextState,
  outputStates,
  sessionStates,
  statusMoves,
  type OutputState,
  type SessionState,
  type StatusMove,
} from '../../../../shared/live/session/status.ts';

const legal: readonly (readonly [SessionState, StatusMove, SessionState])[] = [
  ['off-air', 'start', 'checking'],
  ['checking', 'checked', 'connecting'],
  ['checking', 'stop', 'off-air'],
  ['checking', 'failed', 'failed'],
  ['connecting', 'confirmed-rehearsal', 'rehearsing'],
  ['connecting', 'confirmed-live', 'live'],
  ['connecting', 'stop', 'ending'],
  ['connecting', 'failed', 'failed'],
  ['rehearsing', 'lost', 'reconnecting'],
  ['rehearsing', 'stop', 'ending'],
  ['rehearsing', 'failed', 'failed'],
  ['live', 'lost', 'reconnecting'],
  ['live', 'stop', 'ending'],
  ['live', 'failed', 'failed'],
  ['reconnecting', 'confirmed-rehearsal', 'rehearsing'],
  ['reconnecting', 'confirmed-live', 'live'],
  ['reconnecting', 'stop', 'ending'],
  ['reconnecting', 'failed', 'failed'],
  ['ending', 'closed', 'ended'],
  ['ending', 'cancelled', 'off-air'],
  ['ending', 'failed', 'failed'],
  ['ended', 'start', 'checking'],
  ['ended', 'dismiss', 'off-air'],
  ['failed', 'start', 'checking'],
  ['failed', 'dismiss', 'off-air'],
];

const pairs = sessionStates.flatMap((state) => statusMoves.map((move) => [state, move] as const));

describe('a move', () => {
  test.each(pairs)('from %s by %s is in the table or changes nothing', (state, move) => {
    const row = legal.find(([from, by]) => from === state && by === move);
    expect(nextState(state, move)).toBe(row?.[2] ?? null);
  });

  test('reaches live by a confirmation alone', () => {
    const ways = pairs.filter(([state, move]) => nextState(state, move) === 'live').map(([, move]) => move);
    expect(new Set(ways)).toEqual(new Set(['confirmed-live']));
  });

  test('leaves every active state towards an end by stop or failed', () => {
    const active = sessionStates.filter(isActive);
    expect(active.map((state) => nextState(state, 'failed'))).toEqual(active.map(() => 'failed'));
    expect(active.filter((state) => nextState(state, 'stop') === null)).toEqual(['ending']);
  });
});

test('on air is a part of active, and a rest is neither', () => {
  expect(sessionStates.filter(isActive)).toEqual([
    'checking',
    'connecting',
    'rehearsing',
    'live',
    'reconnecting',
    'ending',
  ]);
  expect(sessionStates.filter(isOnAir)).toEqual(['rehearsing', 'live', 'reconnecting']);
});

describe('what follows from the destinations', () => {
  const rows: readonly (readonly [SessionState, readonly OutputState[], StatusMove | null])[] = [
    ['connecting', ['connecting', 'connecting'], null],
    ['connecting', ['failed', 'connecting'], null],
    ['connecting', ['failed', 'live'], 'confirmed-live'],
    ['connecting', ['failed', 'failed'], 'failed'],
    ['connecting', ['failed', 'idle'], 'failed'],
    ['connecting', ['failed', 'paused'], null],
    ['live', ['live', 'failed', 'reconnecting'], null],
    ['live', ['reconnecting', 'failed'], 'lost'],
    ['live', ['paused', 'reconnecting'], 'lost'],
    ['live', ['failed', 'failed'], 'failed'],
    ['reconnecting', ['reconnecting', 'live'], 'confirmed-live'],
    ['reconnecting', ['reconnecting', 'connecting'], null],
    ['reconnecting', ['idle', 'failed'], 'failed'],
    ['ending', ['live'], null],
    ['ended', ['failed'], null],
    ['off-air', ['live'], null],
    ['checking', ['idle', 'idle'], null],
  ];
  test.each(rows)('while %s with %j is %j', (state, outputs, move) => {
    expect(moveFor(state, outputs, 'live')).toBe(move);
  });

  test('is a rehearsal where it rehearses', () => {
    expect(moveFor('connecting', ['live'], 'rehearsal')).toBe('confirmed-rehearsal');
    expect(moveFor('rehearsing', ['reconnecting'], 'rehearsal')).toBe('lost');
  });

  test('is never a move that the table does not have', () => {
    const twos = outputStates.flatMap((one) => outputStates.map((two) => [one, two]));
    const made = sessionStates.flatMap((state) =>
      twos.flatMap((outputs) => {
        const move = moveFor(state, outputs, 'live');
        return move === null ? [] : [[state, move] as const];
      }),
    );
    expect(made.length).toBeGreaterThan(10);
    expect(made.filter(([state, move]) => nextState(state, move) === null)).toEqual([]);
  });

  test('a destination tries while it connects, is live or reconnects', () => {
    expect(outputStates.filter(isTrying)).toEqual(['connecting', 'live', 'reconnecting']);
  });
});
