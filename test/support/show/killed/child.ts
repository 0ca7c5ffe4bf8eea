/** A program that changes a show at random until it is killed; after each answer it says which step and revision that was. */
import { writeSync } from 'node:fs';
import { openKilledShow } from './open.ts';
import { Commands, stepsOf } from './steps.ts';

const [directory = '', seed = '0', count = '0'] = process.argv.slice(2);
const shows = await openKilledShow(directory);
const commands = new Commands(Number(seed));
const steps = stepsOf(Number(seed), Number(count));
writeSync(1, `began ${shows.current?.revision}\n`);
for (const [index, step] of steps.entries()) {
  const { current } = shows;
  if (current === null) throw new Error('the show is closed');
  if (step.kind === 'do') await shows.do({ command: commands.of(step.wish, current.show), gesture: step.gesture });
  else await shows[step.kind]();
  writeSync(1, `${index} ${shows.current?.revision}\n`);
}
writeSync(1, 'done\n');
// Whoever started it ends it.
setInterval(() => {}, 60_000);
