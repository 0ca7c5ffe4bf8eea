/** The page that encodes is watched: silent, viewers get the slate; hung or gone, it is started again; back, a key frame ends the slate. */
import { beforeEach, describe, expect, test } from 'vitest';
import { PageWatch, ReloadLimit } from '../../../../shared/live/session/page-watch.ts';

const picture = { track: 'video', isKeyFrame: false } as const;
const keyFrame = { track: 'video', isKeyFrame: true } as const;
const sound = { track: 'audio', isKeyFrame: true } as const;

let watch: PageWatch;
let now: number;

/** Packets every 20 ms and looks whenever they are wanted, for `millis`. */
function encode(millis: number): void {
  const end = now + millis;
  const verdicts: unknown[] = [];
  while (now < end) {
    now += 20;
    watch.packet(picture, now);
    const due = watch.nextDeadline();
    if (due !== null && due <= now) verdicts.push(watch.look(now));
  }
  expect(verdicts.filter((verdict) => verdict !== null)).toEqual([]);
}

/** Looks whenever it is wanted until there is a verdict; returns it with the ms it took. */
function waitForVerdict(most = 20_000): readonly [string | null, number] {
  const from = now;
  while (now - from < most) {
    const due = watch.nextDeadline();
    if (due === null) return [null, now - from];
    now = Math.max(now, due);
    const verdict = watch.look(now);
    if (verdict !== null) return [verdict, now - from];
  }
  return [null, now - from];
}

beforeEach(() => {
  watch = new PageWatch();
  now = 1000;
});

test('C68: 300 ms without a packet of either track bring the slate, once', () => {
  watch.started(now);
  watch.packet(keyFrame, now);
  encode(5000);
  const [verdict, took] = waitForVerdict();
  expect([verdict, watch.isHolding]).toEqual(['slate', true]);
  expect(took).toBe(300);
  now += 200;
  watch.heard(now);
  expect(watch.look(now)).toBeNull();
});

test('sound alone is a sign of life: an encoder that stalls is the Worker’s own matter', () => {
  watch.started(now);
  watch.packet(keyFrame, now);
  for (let at = 0; at < 100; at += 1) {
    now += 100;
    expect(watch.packet(sound, now)).toBe('send');
    expect(watch.look(now)).toBeNull();
  }
});

test('before the first packet silence is no trouble', () => {
  watch.started(now);
  for (const at of [300, 1000, 5000, 9000]) {
    watch.heard(now + at);
    expect(watch.look(now + at)).toBeNull();
  }
});

test('a page that is gone brings the slate at once', () => {
  watch.started(now);
  watch.packet(keyFrame, now);
  expect(watch.gone(now + 18)).toBe('slate');
  expect(watch.gone(now + 40)).toBeNull();
});

test('everything up to the first key frame is held back; with it the program is back', () => {
  watch.started(now);
  watch.packet(keyFrame, now);
  watch.gone(now);
  now += 900;
  watch.started(now);
  expect(watch.isHolding).toBe(true);
  now += 400;
  expect([watch.packet(sound, now), watch.packet(picture, now)]).toEqual(['hold', 'hold']);
  expect(watch.packet(keyFrame, now)).toBe('program');
  expect([watch.packet(sound, now), watch.packet(picture, now)]).toEqual(['send', 'send']);
  expect(watch.isHolding).toBe(false);
  encode(1000);
  expect(waitForVerdict()).toEqual(['slate', 300]);
});

describe('a page that hangs', () => {
  test('is started again after 3 s without a word', () => {
    watch.started(now);
    watch.packet(keyFrame, now);
    encode(5000);
    const hangs = now;
    expect(waitForVerdict()[0]).toBe('slate');
    expect(waitForVerdict()[0]).toBe('reload');
    expect(now - hangs).toBeGreaterThanOrEqual(3000);
    expect(now - hangs).toBeLessThan(3400);
  });

  test('is not one that only has nothing to encode: its counters come', () => {
    watch.started(now);
    watch.packet(keyFrame, now);
    const verdicts = Array.from({ length: 200 }, (_, index) => {
      now += 100;
      if (index % 10 === 0) watch.heard(now);
      return watch.look(now);
    });
    expect(verdicts.filter((verdict) => verdict !== null)).toEqual(['slate']);
  });

  test('has 10 s to load before it is started once more', () => {
    watch.started(now);
    watch.packet(keyFrame, now);
    expect([waitForVerdict()[0], waitForVerdict()[0]]).toEqual(['slate', 'reload']);
    const [verdict, took] = waitForVerdict();
    expect(verdict).toBe('reload');
    expect(took).toBeGreaterThanOrEqual(10_000);
    expect(took).toBeLessThan(10_400);
  });

  test('that never gave a packet is started again too', () => {
    watch.started(now);
    expect(waitForVerdict()).toEqual(['reload', expect.closeTo(10_000, -3)]);
  });
});

test('a process that slept itself blames nobody', () => {
  watch.started(now);
  watch.packet(keyFrame, now);
  encode(2000);
  now += 60_000;
  expect(watch.look(now)).toBeNull();
  // What waited in its queues comes now, and the page is watched as before.
  expect(watch.packet(picture, now)).toBe('send');
  encode(1000);
  expect(waitForVerdict()).toEqual(['slate', 300]);
});

test('when nothing is encoded nothing is judged', () => {
  expect([watch.nextDeadline(), watch.look(now), watch.gone(now), watch.packet(picture, now)]).toEqual([
    null,
    null,
    null,
    'send',
  ]);
  watch.started(now);
  watch.packet(keyFrame, now);
  watch.gone(now);
  watch.stopped();
  expect([watch.isHolding, watch.nextDeadline(), watch.look(now + 1e6)]).toEqual([false, null, null]);
});

test('three restarts a minute are allowed, and more when somebody asks', () => {
  const limit = new ReloadLimit();
  expect([0, 10, 20, 30, 59_999].map((at) => limit.allow(at))).toEqual([true, true, true, false, false]);
  expect([60_000, 60_005, 60_010].map((at) => limit.allow(at))).toEqual([true, false, true]);
  limit.reset();
  expect(limit.allow(60_011)).toBe(true);
});
