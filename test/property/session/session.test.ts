/** The session under random users, pages, servers and time: what holds in every order of events. */
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { reportSchema } from '../../../shared/contract/report.ts';
import { sessionSnapshotSchema } from '../../../shared/contract/session.ts';
import { errorCodes, studioError } from '../../../shared/errors.ts';
import { isActive, nextState, statusMoves, type SessionState } from '../../../shared/live/session/status.ts';
import {
  audioConfig,
  createRig,
  liveTarget,
  rehearsalTarget,
  rigKey,
  videoConfig,
  type Rig,
} from '../../unit/session/session-rig.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

type Act = { readonly name: string; readonly run: (rig: Rig) => void | Promise<void> };

const act = (name: string, run: Act['run']): fc.Arbitrary<Act> => fc.constant({ name, run });
const onLast = (rig: Rig, run: (events: Rig['connections'][number]['events']) => void): void => {
  const connection = rig.connections.at(-1);
  // A connection that is gone says nothing: the real one keeps that promise.
  if (connection !== undefined && connection.destroyed === 0) run(connection.events);
};

const users: readonly fc.Arbitrary<Act>[] = [
  act('start live', (rig) => void rig.start(liveTarget)),
  act('rehearse', (rig) => void rig.start(rehearsalTarget)),
  act('stop', (rig) => void rig.session.stop()),
  act('retry now', (rig) => void rig.session.retryNow()),
  act('dismiss', (rig) => void rig.session.dismiss()),
];
const pages: readonly fc.Arbitrary<Act>[] = [
  act('picture', (rig) => rig.picture()),
  act('camera denied', (rig) => rig.pictureFails('camera-denied')),
  act('page lost', (rig) => rig.session.mediaLost()),
  act('configurations', (rig) => {
    rig.session.takeConfig(videoConfig);
    rig.session.takeConfig(audioConfig);
  }),
  act('packet', (rig) => rig.packet(0)),
  act('flushed', (rig) => rig.session.mediaStopped()),
  act('encoder gone', (rig) => rig.session.encoderGone(studioError('encoder-failed'))),
];
const servers: readonly fc.Arbitrary<Act>[] = [
  act('accepted', (rig) => onLast(rig, ({ onStep }) => onStep('accepted'))),
  act('confirmed', (rig) => onLast(rig, ({ onConfirmed }) => onConfirmed('acknowledged'))),
  act('ended', (rig) => onLast(rig, ({ onEnded }) => onEnded())),
  fc
    .constantFrom(...errorCodes)
    .map((code) => ({ name: code, run: (rig) => onLast(rig, ({ onFailed }) => onFailed(studioError(code))) })),
];
const wait = fc
  .constantFrom(0, 50, 250, 400, 1000, 3000, 16_000)
  .map((millis): Act => ({ name: `${millis} ms`, run: async () => void (await vi.advanceTimersByTimeAsync(millis)) }));

const acts = fc.array(fc.oneof(wait, wait, ...users, ...pages, ...servers), { maxLength: 40 });

/** A good beginning, so that most walks get somewhere. */
const opening: readonly Act[] = [
  { name: 'picture', run: (rig) => rig.picture() },
  { name: 'start', run: (rig) => void rig.start(liveTarget) },
  { name: '0 ms', run: async () => void (await vi.advanceTimersByTimeAsync(0)) },
];

/** Walks and calls what `check` returns after every act; then stops and looks that nothing is left. */
function walk(check: (rig: Rig) => () => void) {
  return fc.asyncProperty(acts, async (list) => {
    const rig = createRig();
    const look = check(rig);
    for (const one of [...opening, ...list]) {
      await one.run(rig);
      look();
    }
    rig.session.stop();
    await vi.advanceTimersByTimeAsync(2900);
    expect(isActive(rig.session.state)).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
    expect(rig.connections.filter(({ destroyed }) => destroyed === 0)).toEqual([]);
  });
}

const isMove = (from: SessionState, to: SessionState): boolean =>
  from === to || statusMoves.some((move) => nextState(from, move) === to);

test('it moves along the table only, is LIVE only when confirmed, and Stop always leaves nothing behind', async () => {
  await fc.assert(
    walk((rig) => {
      let seen = 0;
      return () => {
        for (; seen < rig.snapshots.length; seen += 1) {
          const snapshot = rig.snapshots[seen];
          const before = rig.snapshots[seen - 1]?.state ?? 'off-air';
          if (snapshot === undefined) continue;
          expect([before, snapshot.state, isMove(before, snapshot.state)]).toEqual([before, snapshot.state, true]);
          const isConfirmed = snapshot.state === 'live' || snapshot.state === 'rehearsing';
          if (isConfirmed) expect(snapshot.confirmedBy).not.toBeNull();
          if (snapshot.state === 'reconnecting') expect(snapshot.reconnect).not.toBeNull();
          if (snapshot.state === 'failed') expect(snapshot.reason).not.toBeNull();
        }
      };
    }),
    { numRuns: 300 },
  );
});

test('every snapshot and report fits the contract, and none holds a key', async () => {
  await fc.assert(
    walk((rig) => () => {
      const snapshot = rig.snapshots.at(-1);
      if (snapshot !== undefined) expect(sessionSnapshotSchema.safeParse(snapshot).error).toBeUndefined();
      for (const report of rig.reports.splice(0)) {
        expect(reportSchema.safeParse(report).error).toBeUndefined();
        expect(JSON.stringify(report)).not.toContain(rigKey.slice(0, 11));
      }
    }),
    { numRuns: 150 },
  );
});

test('a rehearsal asks for loopback connections only', async () => {
  await fc.assert(
    walk((rig) => () => {
      const { mode } = rig.session.snapshot();
      const last = rig.connections.at(-1);
      if (mode === 'rehearsal' && last?.destroyed === 0) {
        expect(last.request).toMatchObject({ guard: 'loopback', address: { host: '127.0.0.1' } });
      }
    }),
    { numRuns: 100 },
  );
});
