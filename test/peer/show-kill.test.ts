/** kill -9 at random moments of editing: the show opens, valid, to the last field what was answered, or one command more. */
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/loopback.ts';
import { killedRound, type Round } from '../support/show/killed/rounds.ts';

const lives = 6;

test(
  'a show whose program is killed again and again has every command that was answered',
  { timeout: 180_000 },
  async () => {
    const folder = await temporaryFolder();
    const seed = Math.floor(Math.random() * 1_000_000);
    const rounds: Round[] = [];
    for (let life = 0; life < lives; life += 1) {
      const round = await killedRound({
        directory: folder.path,
        seed: seed + life,
        steps: 1000,
        killAfter: Math.floor(Math.random() * 400),
        extraMillis: Math.random() * 30,
      });
      rounds.push(round);
      expect(round, `seed ${seed}, life ${life}`).toMatchObject({ isValid: true, isSame: true });
      expect(round.lost, `seed ${seed}, life ${life}`).toBeLessThanOrEqual(0);
      expect(round.lost, `seed ${seed}, life ${life}`).toBeGreaterThanOrEqual(-1);
    }
    expect(rounds.reduce((sum, { answered }) => sum + answered, 0)).toBeGreaterThan(0);
    await folder.remove();
  },
);
