/** A show whose program is killed after ten thousand changes, again and again. */
import { temporaryFolder } from '../support/loopback.ts';
import { killedRound } from '../support/show/killed/rounds.ts';
import { Claims, type Row } from './row.ts';

const lives = 10;
const changes = 10_000;

export const showKilled: Row = {
  name: 'show-killed',
  bound: `${lives} × ${changes} random commands, undo, redo and saves, then kill -9 at random: valid, at most the last command lost`,
  limitSeconds: 1200,
  run: async () => {
    const claims = new Claims();
    const seed = Math.floor(Math.random() * 1_000_000);
    let answered = 0;
    for (let life = 0; life < lives; life += 1) {
      const folder = await temporaryFolder();
      const round = await killedRound({
        directory: folder.path,
        seed: seed + life,
        steps: changes + 3000,
        killAfter: changes + Math.floor(Math.random() * 2000),
        extraMillis: Math.random() * 50,
      });
      const where = `(seed ${seed + life})`;
      claims.that(round.isValid, `not valid ${where}`);
      claims.that(round.isSame, `not what was done ${where}`);
      claims.atMost(round.lost, 0, `answered commands lost ${where}`);
      claims.that(round.lost >= -1, `more than was asked ${where}`);
      answered += round.answered;
      await folder.remove();
    }
    return claims.result(`${answered} answered, none lost`);
  },
};
