/** What hides in the buffers of the system while a link is slow, and that nothing ever stops for want of an answer. */
import { describe, expect, test } from 'vitest';
import { EncodedRate } from '../../../../shared/live/delivery/encoded-rate.ts';
import { PingProbe } from '../../../../shared/live/delivery/ping-probe.ts';
import { ackWindowFor, SendWindow } from '../../../../shared/live/delivery/send-window.ts';
import { randomOf } from '../../../support/link/simulated-encoder.ts';
import { simulate, type RunOptions, type RunResult } from '../../../support/link/simulated-run.ts';

const hiddenLimit = 1500;
const fourMiB = 4 << 20;

/** A link that falls to 1 Mb/s after 10 s, for 50 s. */
function slowLink(options: Partial<RunOptions>, link: Partial<RunOptions['link']> = {}): RunResult {
  const { targetKbps = () => 6000 } = options;
  return simulate({
    link: {
      capKbps: (now) => (now < 10_000 ? 10_000 : 1000),
      rttMillis: 40,
      kernelBytes: fourMiB,
      ackBytes: 65_536,
      ...link,
    },
    seconds: 60,
    targetKbps,
    audioKbps: 160,
    controller: true,
    window: 'window',
    random: randomOf(3),
    ...options,
  });
}

describe('C59: under a cap of 1 Mb/s, with a system that would take 4 MiB', () => {
  test.each([
    ['2.5 Mb/s', 2500, 20, 65_536],
    ['4 Mb/s', 4000, 60, 65_536],
    ['6 Mb/s', 6000, 20, 65_536],
    ['6 Mb/s over 80 ms', 6000, 80, 65_536],
    ['2.5 Mb/s, acknowledged in steps of 131 325', 2500, 60, 131_325],
  ] as const)('C59: hides less than 1.5 s of %s at any time', (_, target, rttMillis, ackBytes) => {
    const run = slowLink({ targetKbps: () => target }, { rttMillis, ackBytes });
    expect(run.hiddenMillis()).toBeLessThan(hiddenLimit);
    expect(run.lostAudioMillis).toBe(0);
  });

  test.each([
    ['12 Mb/s', 12_000, 40, 65_536],
    ['6 Mb/s over 200 ms', 6000, 200, 65_536],
    ['6 Mb/s in steps of 131 325 over 150 ms', 6000, 150, 131_325],
  ] as const)('C59: of %s it hides less than 1.5 s from 3 s after the fall on', (_, target, rttMillis, ackBytes) => {
    const capKbps = (now: number) => (now < 10_000 ? target * 1.5 : 1000);
    const run = slowLink({ targetKbps: () => target }, { rttMillis, ackBytes, capKbps });
    expect(run.hiddenMillis(13)).toBeLessThan(hiddenLimit);
    expect(run.hiddenMillis()).toBeLessThan(4000);
  });

  test('C59: without the window the same link hides seconds, and many without the controller', () => {
    expect(slowLink({ window: 'none' }).hiddenMillis()).toBeGreaterThan(3000);
    expect(slowLink({ window: 'none', controller: false }).hiddenMillis()).toBeGreaterThan(20_000);
  });

  test('C59: the window alone keeps the bound, even if the encoder never gives in', () => {
    expect(slowLink({ controller: false }).hiddenMillis()).toBeLessThan(hiddenLimit);
  });

  test('C59: answers to pings do what acknowledgements do', () => {
    expect(slowLink({ window: 'pings' }, { ackBytes: null }).hiddenMillis()).toBeLessThan(hiddenLimit);
  });

  test('C59: from the first byte on', () => {
    expect(slowLink({}, { capKbps: () => 1000 }).hiddenMillis()).toBeLessThan(hiddenLimit);
  });
});

test.each([5, 60, 250])('a link with room enough is not held back, at a round trip of %d ms', (rttMillis) => {
  const run = slowLink({}, { capKbps: () => 12_000, rttMillis });
  expect(run.rates).toHaveLength(1);
  expect([run.lostVideoMillis, run.lostAudioMillis]).toEqual([0, 0]);
  expect(run.latencyMillis).toBeLessThan(rttMillis + 350);
});

describe('a server that tells nothing', () => {
  test('C59: is sent 1.25 times what the encoders give over 100 ms, and no burst beyond', () => {
    const window = new SendWindow();
    const reading = { delivered: null, rttMillis: null, kbps: 8000, askedBytes: 65_536 };
    let written = 0;
    const sent: number[] = [];
    for (let now = 0; now < 3000; now += 10) {
      const room = window.room({ written, ...reading }, now);
      written += room;
      sent.push(room);
    }
    // 8 Mb/s are 1000 bytes a millisecond.
    const blind = sent.slice(100);
    expect(Math.max(...blind.map((_, index) => sum(blind.slice(index, index + 10))))).toBeLessThanOrEqual(125_001);
    expect(sum(blind) / 2000).toBeGreaterThan(1240);
  });

  test('C59: is not waited for: after 0.7 s at the start, after 2 s once it has told something', () => {
    const window = new SendWindow();
    const wait = (delivered: number | null, from: number, to: number, written: number): number => {
      for (let now = from; now < to; now += 20) {
        const rttMillis = delivered === null ? null : 30;
        if (window.room({ written, delivered, rttMillis, kbps: 4000, askedBytes: 65_536 }, now) > 0) return now;
      }
      return Infinity;
    };
    expect(wait(null, 0, 3000, 400_000)).toBeGreaterThanOrEqual(700);
    expect(wait(null, 3000, 4000, 400_000)).toBe(3000);
    expect(wait(400_000, 4000, 4100, 400_000)).toBe(4000);
    const freed = wait(400_000, 4100, 9000, 800_000);
    expect([freed >= 6000, freed <= 6200]).toEqual([true, true]);
  });

  test('C59: the window closes while a delivery is overdue, before any average knows of it', () => {
    const window = new SendWindow();
    let delivered = 0;
    const reading = () => ({ written: delivered + 40_000, delivered, rttMillis: 300, kbps: 6000, askedBytes: 65_536 });
    for (let now = 0; now < 1000; now += 80) {
      delivered += 65_536;
      window.room(reading(), now);
    }
    const rooms = [1000, 1100, 1300, 1900].map((now) => window.room(reading(), now));
    expect(rooms.toSorted((one, other) => other - one)).toEqual(rooms);
    expect((rooms[3] ?? Infinity) * 4).toBeLessThan(rooms[0] ?? 0);
  });

  test('a server that owes nothing yet is never waited for, whatever it leaves out of its count', () => {
    const window = new SendWindow();
    let written = 0;
    for (let now = 0; now < 20_000; now += 10) {
      const askedBytes = now < 8000 ? 16_384 : 40_000;
      // It does not count the handshake.
      const arrived = Math.max(written - 3073, 0);
      const delivered = Math.floor(arrived / askedBytes) * askedBytes;
      const room = window.room({ written, delivered, rttMillis: 2, kbps: 300, askedBytes }, now);
      expect(room).toBeGreaterThan(375);
      written += 375;
    }
  });

  test('a silence in which nothing is owed is no silence', () => {
    const window = new SendWindow();
    window.room({ written: 100_000, delivered: 100_000, rttMillis: 20, kbps: 4000, askedBytes: 65_536 }, 0);
    expect(window.isBlind(60_000)).toBe(false);
  });
});

test('acknowledgements are asked for eight times a second, within bounds', () => {
  expect([100, 2000, 6000, 50_000].map(ackWindowFor)).toEqual([16_384, 31_250, 65_536, 65_536]);
});

describe('pings as a measure', () => {
  const started = (): PingProbe => {
    const probe = new PingProbe();
    expect(probe.due(0, 0)).toBeNull();
    return probe;
  };

  test('go out every 64 KiB, and their answers tell what has arrived and how old it is', () => {
    const probe = started();
    expect(probe.due(1000, 505.7)).toBe(505);
    expect(probe.due(60_000, 600)).toBeNull();
    expect(probe.due(66_600, 620)).toBe(620);
    expect(probe.due(200_000, 630)).toBeNull();
    expect(probe.answered(620, 650)).toEqual({ delivered: 66_600, rttMillis: 30 });
    // Answered behind a later one: nothing new.
    expect(probe.answered(505, 660)).toBeNull();
    expect(probe.answered(999, 660)).toBeNull();
  });

  test('a server that answers none gets no more than 64, then one round each 5 s', () => {
    const probe = started();
    const ask = (from: number, to: number) => {
      let count = 0;
      for (let now = from; now < to; now += 50) if (probe.due(now * 2000, now) !== null) count += 1;
      return count;
    };
    expect(ask(500, 8500)).toBe(64);
    expect(ask(8500, 10_500)).toBeGreaterThan(0);
  });

  test('none goes to a server whose acknowledgements do as well', () => {
    const probe = started();
    for (let now = 100; now < 20_000; now += 100) {
      probe.acknowledged(now * 700, now);
      expect(probe.due(now * 700 + 90_000, now)).toBeNull();
    }
    // It stopped: first it has time, then it is asked.
    expect(probe.due(15_000_000, 21_000)).toBeNull();
    expect(probe.due(15_200_000, 21_500)).toBe(21_500);
  });

  test('a window that stays closed is asked about after 100 ms, then often, until acknowledgements come again', () => {
    const probe = started();
    probe.acknowledged(50_000, 100);
    probe.acknowledged(90_000, 200);
    expect(probe.due(160_000, 380, 300)).toBeNull();
    expect(probe.due(160_000, 400, 300)).toBe(400);
    expect(probe.answered(400, 410)).toEqual({ delivered: 160_000, rttMillis: 10 });
    // Open again: smaller steps than an honest server's.
    expect(probe.due(170_000, 450)).toBeNull();
    expect(probe.due(177_000, 460)).toBe(460);
    // Closed again with little behind the last one: any step helps.
    expect(probe.due(178_000, 700, 590)).toBe(700);
    expect(probe.due(178_000, 800, 590)).toBeNull();
    probe.acknowledged(177_500, 900);
    expect(probe.due(250_000, 950)).toBeNull();
  });

  test('a server that acknowledges every 5 MB is asked in between', () => {
    const probe = started();
    probe.acknowledged(5_000_000, 300);
    expect(probe.due(5_010_000, 340)).toBe(340);
    expect(probe.due(5_080_000, 420)).toBe(420);
  });
});

describe('what the encoders give', () => {
  test('is what they announced until a second has passed, then the most of the last four', () => {
    const rate = new EncodedRate();
    rate.announce(6000);
    expect(rate.kbps(0)).toBe(6000);
    for (let now = 0; now < 10_000; now += 100) rate.note(now % 2000 === 0 ? 60_000 : 20_000, now);
    expect(rate.kbps(10_050)).toBe((240_000 * 8) / 1000);
  });

  test('is what was announced again after a silence, and never less than what comes right now', () => {
    const rate = new EncodedRate();
    rate.announce(1000);
    for (let now = 0; now < 3000; now += 100) rate.note(1000, now);
    expect(rate.kbps(3000)).toBe(80);
    expect(rate.kbps(20_000)).toBe(1000);
    rate.note(500_000, 20_100);
    expect(rate.kbps(20_200)).toBe(4000);
  });
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
