/** `npm start`: prepares what is missing, then opens the studio with the options given. */
import { launch } from './set-up/launch.mjs';
import { endWithParent } from './set-up/processes.mjs';
import { say } from './set-up/progress.mjs';
import { SetUpError, setUp } from './set-up.mjs';

const SET_UP_FAILED = 71;

endWithParent();
try {
  const { executable } = await setUp('start');
  process.exitCode = await launch(executable, process.argv.slice(2));
} catch (error) {
  say(error.message);
  process.exitCode = error instanceof SetUpError ? error.exitCode : SET_UP_FAILED;
}
