/** One sound on program time: whoever was late once and fell silent is not waited for any more. */
import { expect, test } from 'vitest';
import { AlignedIntake } from '../../../../../renderer/media/audio/desk/intake/intake.ts';
import { stereo } from '../../../../support/tones.ts';

const chunk = 960;

/** An intake on a clock that the test turns, and a chunk that comes so many µs after it ended. */
function open(from: 'device' | 'film') {
  const time = { now: 0 };
  const intake = new AlignedIntake({ now: () => time.now, epoch: () => 0, streamOffset: () => 0 }, from);
  const take = (late: number) => {
    intake.take(
      stereo(chunk, () => 0),
      { at: time.now - late - 20_000, frames: chunk, rate: 48_000 },
    );
  };
  const pass = (millis: number, each: () => void = () => undefined) => {
    for (let at = 0; at < millis; at += 20) {
      time.now += 20_000;
      each();
      intake.advance();
    }
  };
  /** How far behind now it is known, ms. */
  const behind = () => time.now / 1000 - intake.written / 48;
  return { take, pass, behind };
}

test.each(['device', 'film'] as const)('a %s that was late and gives nothing any more is caught up with', (from) => {
  const { take, pass, behind } = open(from);
  pass(3000, () => take(900_000));
  expect(behind()).toBeCloseTo(900, -1);
  // A pause between two chunks changes nothing.
  pass(800);
  expect(behind()).toBeGreaterThan(880);
  pass(6000);
  expect(behind()).toBeLessThan(50);
});

test('one that goes on as late as before is waited for again', () => {
  const { take, pass, behind } = open('film');
  pass(3000, () => take(500_000));
  pass(5000);
  expect(behind()).toBeLessThan(50);
  pass(3000, () => take(500_000));
  expect(behind()).toBeCloseTo(500, -1);
});
