/**
 * One long session at 720p30 with two destinations and a recording: `npm run soak -- --minutes 60` opens the real app,
 * with `--session` the session alone is run. Ends with 1 when memory grows, sound and picture drift apart or a frame is lost.
 */
import { parseArgs } from 'node:util';
import { soakApp } from './app.ts';
import { say } from './minutes.ts';
import { soakSession } from './rig.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, session: { type: 'boolean', default: false } },
});
const minutes = Number(values.minutes);
const verdicts = values.session ? await soakSession(minutes) : await soakApp(minutes);
say('');
for (const { promise, figure, isKept } of verdicts) say(`${isKept ? 'ok  ' : 'MISS'}  ${promise}: ${figure}`);
process.exit(verdicts.every(({ isKept }) => isKept) ? 0 : 1);
