/** Sleep and wake, other networks, VPNs and flapping: what becomes of a connection, and that no attempt is burned. */
import { describe, expect, test } from 'vitest';
import { studioError } from '../../../../shared/errors.ts';
import {
  clockLookMillis,
  InterruptionWatch,
  type InterruptionVerdict,
} from '../../../../shared/live/delivery/interruption-watch.ts';
import { decideReconnect, reconnectScheduleMillis } from '../../../../shared/live/session/reconnect-policy.ts';

const home = '192.168.1.20';
const office = '10.0.0.7';
const tunnel = '100.64.0.2';

/** A watch over a connection from `home` since 0. */
function connected(isLoopback = false): InterruptionWatch {
  const watch = new InterruptionWatch();
  watch.handle({ kind: 'addresses', addresses: [home] }, 0);
  watch.handle({ kind: 'connected', localAddress: isLoopback ? '127.0.0.1' : home, isLoopback }, 0);
  return watch;
}

/** The same after the connection was lost at 1000. */
function reconnecting(): InterruptionWatch {
  const watch = connected();
  watch.handle({ kind: 'lost' }, 1000);
  return watch;
}

const addresses = (watch: InterruptionWatch, list: readonly string[], now: number) =>
  watch.handle({ kind: 'addresses', addresses: list }, now);

/** All verdicts but `keep` up to `until`, with their times. */
function settle(watch: InterruptionWatch, until: number): readonly (readonly [number, InterruptionVerdict])[] {
  const verdicts: (readonly [number, InterruptionVerdict])[] = [];
  for (let at = watch.nextDeadline(); at !== null && at <= until; at = watch.nextDeadline()) {
    const verdict = watch.tick(at);
    if (verdict !== 'keep') verdicts.push([at, verdict]);
  }
  return verdicts;
}

describe('sleep and wake', () => {
  const sleep = (watch: InterruptionWatch, millis: number) => {
    watch.handle({ kind: 'suspend', wallclock: 1_000_000 }, 5000);
    // The monotonic clock stood still.
    return watch.handle({ kind: 'resume', wallclock: 1_000_000 + millis }, 5010);
  };

  test('C67: a long sleep ends the connection at once, and the next attempt does not wait', () => {
    expect(sleep(connected(), 60_000)).toBe('cut');
  });

  test('C67: after a short one the server is asked', () => {
    const watch = connected();
    expect(sleep(watch, 3000)).toBe('verify');
    watch.handle({ kind: 'heard' }, 5500);
    expect(settle(watch, 60_000)).toEqual([]);
  });

  test('C67: a server that does not answer within 3 s is gone', () => {
    const watch = connected();
    sleep(watch, 3000);
    expect(settle(watch, 60_000)).toEqual([[8010, 'cut']]);
  });

  test('C67: waking up between two connections tries at once', () => {
    expect(sleep(reconnecting(), 60_000)).toBe('connect');
  });

  test('C67: waking up without a network waits for one', () => {
    const watch = connected();
    addresses(watch, [], 4900);
    expect(sleep(watch, 3_600_000)).toBe('cut');
    expect(watch.mayAttempt).toBe(false);
    expect(settle(watch, 8000)).toEqual([]);
    addresses(watch, [office], 8000);
    expect([settle(watch, 60_000), watch.mayAttempt]).toEqual([[[8500, 'connect']], true]);
  });

  test.each([
    ['the wall clock alone jumped', 1000, 61_000],
    ['both clocks jumped', 61_000, 61_000],
    ['nothing ran for a while', 6000, 6000],
  ])('C67: a sleep that nobody announced is noticed: %s', (_, now, wallclock) => {
    const watch = connected();
    watch.look(10_000, 1_000_000);
    expect(watch.look(10_000 + now, 1_000_000 + wallclock)).toBe('verify');
  });

  test('C67: late timers, a clock that is set back and small corrections are no sleep', () => {
    const watch = connected();
    const looks = [
      [0, 0],
      [1000, 1000],
      [3500, 3500],
      [4500, 1500],
      [5500, 4500],
    ] as const;
    expect(looks.map(([now, wallclock]) => watch.look(now, 1_000_000 + wallclock))).toEqual(looks.map(() => 'keep'));
    expect(clockLookMillis).toBe(1000);
  });

  test('C67: an announced sleep is not taken for a second one by the clocks', () => {
    const watch = connected();
    watch.look(4000, 999_000);
    sleep(watch, 60_000);
    watch.handle({ kind: 'connected', localAddress: home, isLoopback: false }, 5300);
    expect(watch.look(5500, 1_060_490)).toBe('keep');
  });
});

describe('another network', () => {
  test('C67: the address of the connection is gone for good: cut, and connect over the other one at once', () => {
    const watch = connected();
    expect(addresses(watch, [office], 1000)).toBe('keep');
    expect(settle(watch, 60_000)).toEqual([[1500, 'cut']]);
    expect(watch.mayAttempt).toBe(true);
  });

  test('C67: it was away for a moment: ask', () => {
    const watch = connected();
    addresses(watch, [], 1000);
    addresses(watch, [home], 1300);
    expect(settle(watch, 2000)).toEqual([[1800, 'verify']]);
  });

  test('C67: all are gone: cut, wait, and connect when one is there', () => {
    const watch = connected();
    addresses(watch, [], 1000);
    expect([settle(watch, 9000), watch.mayAttempt]).toEqual([[[1500, 'cut']], false]);
    addresses(watch, [office], 9000);
    expect(settle(watch, 60_000)).toEqual([[9500, 'connect']]);
  });

  test('C67: the same addresses again, in another order, are no change', () => {
    const watch = connected();
    addresses(watch, [home, office], 100);
    settle(watch, 5000);
    watch.handle({ kind: 'heard' }, 5000);
    addresses(watch, [office, home], 6000);
    expect(watch.nextDeadline()).toBeNull();
  });

  test('C67: a system that calls itself offline is not believed: ask', () => {
    const watch = connected();
    watch.handle({ kind: 'offline' }, 1000);
    expect(settle(watch, 2000)).toEqual([[1500, 'verify']]);
    watch.handle({ kind: 'heard' }, 2100);
    expect(settle(watch, 60_000)).toEqual([]);
  });

  test('C67: a rehearsal on this computer is not touched', () => {
    const watch = connected(true);
    addresses(watch, [], 1000);
    watch.handle({ kind: 'offline' }, 1100);
    expect(settle(watch, 60_000)).toEqual([]);
    watch.handle({ kind: 'suspend', wallclock: 0 }, 61_000);
    expect(watch.handle({ kind: 'resume', wallclock: 90_000 }, 61_000)).toBe('keep');
  });
});

describe('a VPN', () => {
  test('C67: that comes up beside the connection makes us ask, and a living one is kept', () => {
    const watch = connected();
    addresses(watch, [home, tunnel], 1000);
    expect(settle(watch, 2000)).toEqual([[1500, 'verify']]);
    watch.handle({ kind: 'heard' }, 1600);
    expect(settle(watch, 60_000)).toEqual([]);
  });

  test('C67: that swallows old connections makes us connect again through it', () => {
    const watch = connected();
    addresses(watch, [home, tunnel], 1000);
    expect(settle(watch, 60_000)).toEqual([
      [1500, 'verify'],
      [4500, 'cut'],
    ]);
  });

  test('C67: that carried the connection and goes down cuts it', () => {
    const watch = new InterruptionWatch();
    addresses(watch, [home, tunnel], 0);
    watch.handle({ kind: 'connected', localAddress: tunnel, isLoopback: false }, 0);
    addresses(watch, [home], 1000);
    expect(settle(watch, 60_000)).toEqual([[1500, 'cut']]);
  });
});

describe('flapping', () => {
  test('C67: is judged once it is still', () => {
    const watch = connected();
    for (let at = 1000; at < 4000; at += 200) {
      addresses(watch, at % 400 === 0 ? [home] : [], at);
      expect(watch.tick(at + 199)).toBe('keep');
    }
    addresses(watch, [home], 4000);
    expect(settle(watch, 5000)).toEqual([[4500, 'verify']]);
  });

  test('C67: gives no more than one attempt out of turn in 2 s', () => {
    const watch = reconnecting();
    const tries: number[] = [];
    for (let at = 2000; at < 32_000; at += 100) {
      if (at % 700 === 0) watch.handle({ kind: 'offline' }, at);
      if (at % 700 === 100) watch.handle({ kind: 'online' }, at);
      if ((watch.nextDeadline() ?? Infinity) <= at && watch.tick(at) === 'connect') tries.push(at);
    }
    expect(tries.length).toBeGreaterThan(5);
    expect(Math.min(...tries.slice(1).map((at, index) => at - (tries[index] ?? 0)))).toBeGreaterThanOrEqual(2000);
  });

  test('C67: says wait once, not with every change', () => {
    const watch = reconnecting();
    const said = [
      watch.handle({ kind: 'offline' }, 1100),
      addresses(watch, [], 1200),
      watch.handle({ kind: 'lost' }, 1300),
    ];
    expect(said).toEqual(['wait', 'keep', 'keep']);
  });
});

test('C67: ten minutes without a network burn no attempt, and the first one with it comes at once', () => {
  const watch = connected();
  const attempts: number[] = [];
  let due: number | null = null;
  let failures = 0;
  const plan = (now: number) => {
    failures += 1;
    const decision = decideReconnect(studioError('network-unreachable'), failures, { lostMillis: 0, random: 0.5 });
    due = decision.kind === 'wait' ? now + decision.millis : null;
  };
  const obey = (verdict: InterruptionVerdict, now: number) => {
    if (verdict === 'wait') due = null;
    if (verdict === 'connect') due = now;
    if (verdict === 'cut') due = watch.mayAttempt ? now : null;
  };
  for (let now = 1000; now <= 700_000; now += 50) {
    if (now === 1000) obey(addresses(watch, [], now), now);
    if (now === 1000) obey(watch.handle({ kind: 'offline' }, now), now);
    if (now === 601_000) obey(addresses(watch, [office], now), now);
    if (now === 601_200) obey(watch.handle({ kind: 'online' }, now), now);
    if ((watch.nextDeadline() ?? Infinity) <= now) obey(watch.tick(now), now);
    if (due === null || now < due) continue;
    due = null;
    attempts.push(now);
    // The first attempt fails all the same, the second one is accepted.
    if (attempts.length === 1) plan(now);
    else watch.handle({ kind: 'connected', localAddress: office, isLoopback: false }, now);
  }
  expect(attempts).toEqual([601_700, 601_700 + (reconnectScheduleMillis[0] ?? 0)]);
});
